import { type Hex, numberToHex } from "viem";

/** A head has 240 bits: in the low ones of its slot are the end's settings. */
const settingsBits = 16n;

/**
 * The head in what a slot of heads holds.
 *
 * @param value The slot's 32 bytes.
 * @see contracts/src/channel/HeadSlot.sol
 */
export function headInSlot(value: Hex): Hex {
  return numberToHex((BigInt(value) >> settingsBits) << settingsBits, { size: 32 });
}
