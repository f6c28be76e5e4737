import { attestedGatewayAbi, type Message } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import type { Attestation } from "./attest.ts";
import { sortSignatures } from "./sortSignatures.ts";

export type ExecuteMessageParameters = WriteOptions & {
  /** The attested gateway of the client's chain. */
  gateway: Address;
  message: Message;
  /** At least the threshold of the source chain's attesters, each once, in any order. */
  attestations: readonly Attestation[];
};

/**
 * Hands an attested message to its recipient on the client's chain, once.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `MessageAlreadyExecuted`, `SignaturesTooFew`, `SignerNotAttester`, `RecipientNotOnThisChain`, …
 * @see contracts/src/gateway/IAttestedGateway.sol
 */
export function executeMessage(client: WriteClient, parameters: ExecuteMessageParameters): Promise<Hash> {
  const { gateway, message, attestations, ...options } = parameters;
  const args = [message, sortSignatures(attestations)] as const;
  const data = encodeFunctionData({ abi: attestedGatewayAbi, functionName: "execute", args });
  return write(client, { address: gateway, functionName: "execute", data, ...options });
}
