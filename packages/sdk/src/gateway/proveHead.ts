import { proofGatewayAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, type Hex } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import type { HeadProof } from "./readHeadProof.ts";

export type ProveHeadParameters = WriteOptions & {
  /** The proof gateway of the client's chain. */
  gateway: Address;
  /** Id of the sender's chain. */
  sourceChain: bigint;
  /** The hub or the spoke whose head it is. */
  sender: Address;
  /** The spoke or the hub that it is for, or the quorum that the gateway is a member of. */
  recipient: Address;
  /** In RLP, of a block that is vouched for. */
  header: Hex;
  /** As of that block. */
  proof: Pick<HeadProof, "accountProof" | "storageProof">;
};

/**
 * Proves a sender's head to its recipient on the client's chain. Harmless to repeat.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `HeaderNotVouched`, `AccountNotProven`, `HeadNotProven`, `HeadEmpty`, `GatewayNotOnRoute`, …
 * @see contracts/src/gateway/IProofGateway.sol
 */
export function proveHead(client: WriteClient, parameters: ProveHeadParameters): Promise<Hash> {
  const { gateway, sourceChain, sender, recipient, header, proof, ...options } = parameters;
  const { accountProof, storageProof } = proof;
  const args = [sourceChain, sender, recipient, { header, accountProof, storageProof }] as const;
  const data = encodeFunctionData({ abi: proofGatewayAbi, functionName: "proveHead", args });
  return write(client, { address: gateway, functionName: "proveHead", data, ...options });
}
