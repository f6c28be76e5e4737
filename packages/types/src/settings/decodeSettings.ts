import type { Settings } from "./Settings.ts";

/** The settings that the 16 bits of a Configure instruction mean. Bits 13 and 14 are the spoke's own, and mean nothing. */
export function decodeSettings(bits: number): Settings {
  return { accepting: (bits & 0x8000) !== 0, entryFeeGwei: BigInt(bits & 0xff) << BigInt((bits >> 8) & 0x1f) };
}
