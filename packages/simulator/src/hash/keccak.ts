import { createKeccak } from "hash-wasm";
import type { Hex } from "viem";

const hasher = await createKeccak(256);
let buffer = Buffer.allocUnsafe(16_384);

/** Keccak-256 of bytes given as hex digits, without `0x`: ten times as fast as viem's. */
export function keccakDigits(digits: string): string {
  const digest = keccakOfDigits(digits);
  return Buffer.from(digest.buffer, digest.byteOffset, 32).toString("hex");
}

/** The same as bytes. */
export function keccakOfDigits(digits: string): Uint8Array {
  const length = digits.length / 2;
  if (length > buffer.length) buffer = Buffer.allocUnsafe(2 * length);
  buffer.write(digits, 0, length, "hex");
  return hasher.init().update(buffer.subarray(0, length)).digest("binary");
}

export function keccak(hex: Hex): Hex {
  return `0x${keccakDigits(hex.slice(2))}`;
}
