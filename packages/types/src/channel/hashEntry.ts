import { type Hex, keccak256 } from "viem";

/** Hash of a channel entry, as `rest` in `deliver` and `acceptEarlier` holds it. */
export function hashEntry(entry: Hex): Hex {
  return keccak256(entry);
}
