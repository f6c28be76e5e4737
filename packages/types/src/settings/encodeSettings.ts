import type { Settings } from "./Settings.ts";

const acceptingBit = 1 << 15;
const largestMantissa = 0xffn;
const largestExponent = 31;

/**
 * Settings as the 16 bits of a Configure instruction: bit 15 whether the spoke takes orders, bits 0 to 12 the entry fee,
 * `mantissa << exponent` gwei, exponent in bits 8 to 12. The fee is rounded up to what 8 bits of mantissa can say, and
 * to no more than 255 << 31, as the hub does.
 *
 * @throws {RangeError} If the fee is negative.
 */
export function encodeSettings({ accepting, entryFeeGwei }: Settings): number {
  if (entryFeeGwei < 0n) throw new RangeError(`entryFeeGwei is ${entryFeeGwei}: give an amount of at least 0.`);
  let mantissa = entryFeeGwei;
  let exponent = 0;
  while (mantissa > largestMantissa && exponent < largestExponent) {
    mantissa = (mantissa + 1n) >> 1n;
    ++exponent;
  }
  if (mantissa > largestMantissa) mantissa = largestMantissa;
  return (accepting ? acceptingBit : 0) | (exponent << 8) | Number(mantissa);
}
