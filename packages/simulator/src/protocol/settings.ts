/** What `Settings.sol` says in 16 bits. */

const accepting = 1 << 15;
const opensPaused = 1 << 14;
const fillsPaused = 1 << 13;
const pauses = opensPaused | fillsPaused;

/** @param fee In gwei, rounded up to what 8 bits of mantissa can say. */
export function createSettings(isAccepting_: boolean, fee: number): number {
  let mantissa = fee;
  let exponent = 0;
  while (mantissa > 0xff && exponent < 31) {
    mantissa = Math.floor((mantissa + 1) / 2);
    exponent++;
  }
  return (isAccepting_ ? accepting : 0) | (exponent << 8) | Math.min(mantissa, 0xff);
}

export const isAccepting = (settings: number): boolean => (settings & accepting) !== 0;
export const areOpensPaused = (settings: number): boolean => (settings & opensPaused) !== 0;
export const areFillsPaused = (settings: number): boolean => (settings & fillsPaused) !== 0;
/** In gwei. */
export const entryFeeOf = (settings: number): number => (settings & 0xff) * 2 ** ((settings >> 8) & 0x1f);
/** The hub's word, with the pauses as they are at the spoke. */
export const configured = (settings: number, byHub: number): number => (settings & pauses) | (byHub & ~pauses);
export const withPauses = (settings: number, opens: boolean, fills: boolean): number =>
  (settings & ~pauses) | (opens ? opensPaused : 0) | (fills ? fillsPaused : 0);
