import { quorumGatewayAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, type Hex } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type ExecuteAgreementParameters = WriteOptions & {
  /** The quorum gateway of the client's chain. */
  gateway: Address;
  /** Id of the sender's chain. */
  sourceChain: bigint;
  sender: Address;
  recipient: Address;
  payload: Hex;
};

/**
 * Hands over a message that enough of a quorum's gateways agree on, and that its recipient did not take before.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `VotesTooFew`, `QuorumNotSet`, `GatewayNotOnRoute`, …
 * @see contracts/src/gateway/IQuorumGateway.sol
 */
export function executeAgreement(client: WriteClient, parameters: ExecuteAgreementParameters): Promise<Hash> {
  const { gateway, sourceChain, sender, recipient, payload, ...options } = parameters;
  const args = [sourceChain, sender, recipient, payload] as const;
  const data = encodeFunctionData({ abi: quorumGatewayAbi, functionName: "execute", args });
  return write(client, { address: gateway, functionName: "execute", data, ...options });
}
