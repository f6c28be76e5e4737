import type { Hex } from "viem";

/** An unsigned integer as a word: 64 hex digits. */
export function word(value: number | bigint): string {
  if (typeof value === "number") {
    if (value < smallWords.length) return smallWords[value]!;
  }
  const digits = value.toString(16);
  return zeros[digits.length] + digits;
}

/** An address, or anything shorter than a word, right-aligned. */
export function wordOfHex(hex: Hex): string {
  return hex.length === 66 ? hex.slice(2) : zeros[hex.length - 2] + hex.slice(2);
}

export function wordOfBoolean(value: boolean): string {
  return value ? one : zero;
}

/** The length of bytes and the bytes, filled up to whole words. */
export function dynamicBytes(hex: Hex): string {
  const digits = hex.slice(2);
  const rest = digits.length % 64;
  return `${word(digits.length / 2)}${digits}${rest === 0 ? "" : "0".repeat(64 - rest)}`;
}

/** An integer of a number of bytes, as in packed entries. */
export function packed(value: number | bigint, bytes: number): string {
  return value.toString(16).padStart(2 * bytes, "0");
}

/** Bytes that `dynamicBytes` makes of some bytes. */
export function dynamicSize(hex: Hex): number {
  return 32 + 32 * Math.ceil((hex.length - 2) / 64);
}

/** What fills digits up to a word, by how many there are. */
const zeros = Array.from({ length: 65 }, (_, length) => "0".repeat(64 - length));
/** Offsets, lengths, chain ids: most of the integers that there are. */
const smallWords = Array.from({ length: 4_096 }, (_, value) => value.toString(16).padStart(64, "0"));
const zero = smallWords[0]!;
const one = smallWords[1]!;
