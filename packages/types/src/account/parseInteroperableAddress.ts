import { type Hex, size, zeroAddress } from "viem";
import type { ChainAddress } from "./formatInteroperableAddress.ts";

/**
 * The account on an EVM chain that an ERC-7930 address of version 1 names.
 *
 * One account has many encodings: as on chain, leading zeros of the chain id and bytes after the address are passed
 * over, and an absent chain or address is zero. Format the result again to have a key.
 *
 * @returns The address as lower-case hex; `undefined` if the bytes are no ERC-7930 address, or not of an EVM chain.
 */
export function parseInteroperableAddress(bytes: Hex): ChainAddress | undefined {
  const digits = bytes.toLowerCase();
  const byteAt = (index: number) => Number.parseInt(digits.slice(2 + 2 * index, 4 + 2 * index), 16);
  const bytesAt = (start: number, length: number) => digits.slice(2 + 2 * start, 2 + 2 * (start + length));

  if (!digits.startsWith("0x00010000") || size(bytes) < 6) return undefined;
  const referenceLength = byteAt(4);
  if (referenceLength > 32 || size(bytes) < 6 + referenceLength) return undefined;
  const addressLength = byteAt(5 + referenceLength);
  if (addressLength !== 0 && addressLength !== 20) return undefined;
  if (size(bytes) < 6 + referenceLength + addressLength) return undefined;
  if (referenceLength === 0 && addressLength === 0) return undefined;

  return {
    chain: BigInt(`0x0${bytesAt(5, referenceLength)}`),
    address: addressLength === 0 ? zeroAddress : `0x${bytesAt(6 + referenceLength, 20)}`,
  };
}
