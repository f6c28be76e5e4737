import { createKeccak } from "hash-wasm";
import type { Hex } from "viem";

const hasher = await createKeccak(256);
let buffer = Buffer.allocUnsafe(16_384);

/** Keccak-256 of bytes given as hex digits, without `0x`: ten times as fast as viem's. */
export function keccakDigits(digits: string): string {
  const length = digits.length / 2;
  if (length > buffer.length) buffer = Buffer.allocUnsafe(2 * length);
  buffer.write(digits, 0, length, "hex");
  return keccakBytes(buffer.subarray(0, length));
}

/** Keccak-256 of bytes, as hex digits without `0x`. */
export function keccakBytes(bytes: Uint8Array): string {
  const digest = hasher.init().update(bytes).digest("binary");
  return Buffer.from(digest.buffer, digest.byteOffset, 32).toString("hex");
}

export function keccak(hex: Hex): Hex {
  return `0x${keccakDigits(hex.slice(2))}`;
}
