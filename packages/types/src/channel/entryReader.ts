import type { Hex } from "viem";

/** Reads the packed fields of an entry one after the other. */
export type EntryReader = {
  /** The next bytes as lower-case hex. */
  bytes: (size: number) => Hex;
  /** The next bytes as a big-endian integer. */
  integer: (size: number) => bigint;
};

/** @param entry At least as long as what is read from it. */
export function entryReader(entry: Hex): EntryReader {
  const digits = entry.toLowerCase();
  let position = 2;
  const bytes = (size: number): Hex => {
    const start = position;
    position += 2 * size;
    return `0x${digits.slice(start, position)}`;
  };
  return { bytes, integer: (size) => BigInt(bytes(size)) };
}
