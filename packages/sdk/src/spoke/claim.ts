import { spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { readContract } from "viem/actions";
import { getAction } from "viem/utils";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type ClaimParameters = WriteOptions & {
  /** The spoke of the client's chain. */
  spoke: Address;
  /** Of ERC-20, or `native`. */
  token: Address;
  /** Who is paid; anyone may send the claim. */
  account: Address;
  /** In the token's own unit. Default: all that the account can claim. */
  amount?: bigint | undefined;
};

/**
 * Pays an account what its token refused earlier, what the account itself did of the native token, and the payout fees of
 * what it delivered.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `ClaimTooLarge` with what can be claimed, also if that is nothing; or the token's own error.
 * @see contracts/src/spoke/ISpoke.sol
 */
export async function claim(client: WriteClient, parameters: ClaimParameters): Promise<Hash> {
  const { spoke, token, account, gasMaximum } = parameters;
  const amount = parameters.amount ?? (await readClaimable(client, parameters));
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "claim", args: [token, account, amount] });
  return write(client, { address: spoke, functionName: "claim", data, gasMaximum });
}

function readClaimable(client: WriteClient, { spoke, token, account }: ClaimParameters): Promise<bigint> {
  return getAction(
    client,
    readContract,
    "readContract",
  )({ address: spoke, abi: spokeAbi, functionName: "claimable", args: [token, account] });
}
