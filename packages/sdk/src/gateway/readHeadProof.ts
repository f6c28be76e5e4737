import { headInSlot, headSlot } from "@concert/types";
import { type Address, type Client, type Hex, numberToHex } from "viem";
import { getProof } from "viem/actions";

export type ReadHeadProofParameters = {
  /** The hub or the spoke on the client's chain. */
  sender: Address;
  /** Id of the chain that the head is for. */
  chain: bigint;
  /** At whose end: a node keeps the state of recent blocks only. */
  blockNumber: bigint;
};

/** What shows a sender's head under a block's state root. */
export type HeadProof = {
  /** Zero if nothing was queued by then. */
  head: Hex;
  /** Nodes from the state root to the account, and from its storage root to the slot. */
  accountProof: readonly Hex[];
  storageProof: readonly Hex[];
};

/**
 * Reads a sender's head as of a block, with the nodes that prove it (`eth_getProof`).
 *
 * @see contracts/src/gateway/IProofGateway.sol
 */
export async function readHeadProof(
  client: Client,
  { sender, chain, blockNumber }: ReadHeadProofParameters,
): Promise<HeadProof> {
  const { accountProof, storageProof } = await getProof(client, {
    address: sender,
    storageKeys: [headSlot(chain)],
    blockNumber,
  });
  const [slot] = storageProof;
  if (slot === undefined) throw new Error(`eth_getProof of ${sender} has no storage proof.`);
  return { head: headInSlot(numberToHex(slot.value, { size: 32 })), accountProof, storageProof: slot.proof };
}
