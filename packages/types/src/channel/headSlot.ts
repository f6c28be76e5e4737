import { encodeAbiParameters, type Hex, keccak256 } from "viem";

/** Of `Channel._ends`, in the hub and in every spoke. */
const ends = 1n;

/**
 * The slot of a channel's sender in which the head lies that it queued for a chain.
 *
 * @param chain Id of the chain that the entries are queued for.
 * @see contracts/src/channel/HeadSlot.sol
 */
export function headSlot(chain: bigint): Hex {
  return keccak256(encodeAbiParameters([{ type: "uint64" }, { type: "uint256" }], [chain, ends]));
}
