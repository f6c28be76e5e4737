import { type Order, spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, type Hex } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { type EntryFee, resolveFee } from "./EntryFee.ts";

export type OpenOrderForWithPermit2Parameters = WriteOptions &
  EntryFee & {
    /** The spoke of the client's chain. */
    spoke: Address;
    order: Order;
    /** The user's signature for this chain (`signPermit2`). */
    signature: Hex;
  };

/**
 * Opens an order for its user by Permit2, which the user must have approved for the inputs on the client's chain. The
 * client's account pays the entry fee.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} Permit2's `InvalidSigner`, `InvalidNonce`, `SignatureExpired`; the spoke's `EntryFeeTooLow`, …
 * @see contracts/src/spoke/ISpoke.sol
 */
export async function openOrderForWithPermit2(
  client: WriteClient,
  parameters: OpenOrderForWithPermit2Parameters,
): Promise<Hash> {
  const { spoke, order, signature, feeWei, ...options } = parameters;
  const value = await resolveFee(client, spoke, { feeWei });
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "openForWithPermit2", args: [order, signature] });
  return write(client, { address: spoke, functionName: "openForWithPermit2", data, value, ...options });
}
