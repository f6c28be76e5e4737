import { spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type ClaimParameters = WriteOptions & {
  /** The spoke of the client's chain. */
  spoke: Address;
  token: Address;
  /** Who is paid; anyone may send the claim. */
  account: Address;
};

/**
 * Pays an account what its token refused earlier.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `NothingToClaim`, or the token's own error.
 * @see contracts/src/spoke/ISpoke.sol
 */
export function claim(client: WriteClient, { spoke, token, account, ...options }: ClaimParameters): Promise<Hash> {
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "claim", args: [token, account] });
  return write(client, { address: spoke, functionName: "claim", data, ...options });
}
