import { type Order, spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import type { Authorization } from "../sign/signAuthorization.ts";
import { type EntryFee, resolveFee } from "./EntryFee.ts";

export type OpenOrderForWithAuthorizationsParameters = WriteOptions &
  EntryFee & {
    /** The spoke of the client's chain. */
    spoke: Address;
    order: Order;
    /** One per token of the order's inputs on this chain, in the order of `sumInputs` (`signAuthorization`). */
    authorizations: readonly Authorization[];
  };

/**
 * Opens an order for its user by ERC-3009: needs no allowance and no signature of the order itself. The client's account
 * pays the entry fee.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `AuthorizationCountMismatch`, `EntryFeeTooLow`, …, or the token's own error.
 * @see contracts/src/spoke/ISpoke.sol
 */
export async function openOrderForWithAuthorizations(
  client: WriteClient,
  parameters: OpenOrderForWithAuthorizationsParameters,
): Promise<Hash> {
  const { spoke, order, authorizations, feeWei, ...options } = parameters;
  const value = await resolveFee(client, spoke, { feeWei });
  const args = [order, authorizations] as const;
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "openForWithAuthorizations", args });
  return write(client, { address: spoke, functionName: "openForWithAuthorizations", data, value, ...options });
}
