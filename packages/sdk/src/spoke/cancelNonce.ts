import { spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type CancelNonceParameters = WriteOptions & {
  /** The spoke of the client's chain. */
  spoke: Address;
  nonce: bigint;
};

/**
 * Gives up a nonce of the client's account: on the client's chain, no order with it can be opened by signature any more.
 * By Permit2, give it up there too.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `NonceUsed`.
 * @see contracts/src/spoke/ISpoke.sol
 */
export function cancelNonce(client: WriteClient, { spoke, nonce, ...options }: CancelNonceParameters): Promise<Hash> {
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "cancelNonce", args: [nonce] });
  return write(client, { address: spoke, functionName: "cancelNonce", data, ...options });
}
