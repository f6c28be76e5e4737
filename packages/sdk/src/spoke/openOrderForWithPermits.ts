import { type Order, spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, type Hex } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import type { Permit } from "../sign/signPermit.ts";
import { type EntryFee, resolveFee } from "./EntryFee.ts";

export type OpenOrderForWithPermitsParameters = WriteOptions &
  EntryFee & {
    /** The spoke of the client's chain. */
    spoke: Address;
    order: Order;
    /** The user's signature of the order (`signOrder`). */
    signature: Hex;
    /** ERC-2612 permits of tokens on this chain (`signPermit`). One that was used already does no harm. */
    permits: readonly Permit[];
  };

/**
 * As `openOrderFor`, after the user's ERC-2612 permits.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} As `openOrderFor`; the token's `ERC20InsufficientAllowance` if a permit was not taken.
 * @see contracts/src/spoke/ISpoke.sol
 */
export async function openOrderForWithPermits(
  client: WriteClient,
  parameters: OpenOrderForWithPermitsParameters,
): Promise<Hash> {
  const { spoke, order, signature, permits, feeWei, ...options } = parameters;
  const value = await resolveFee(client, spoke, { feeWei });
  const args = [order, signature, permits] as const;
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "openForWithPermits", args });
  return write(client, { address: spoke, functionName: "openForWithPermits", data, value, ...options });
}
