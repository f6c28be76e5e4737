import { vaultAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type RedeemParameters = WriteOptions & {
  /** On the client's chain, which is the hub's. */
  vault: Address;
  /** With 21 decimals. */
  shares: bigint;
  /** Whose ledger balance it becomes. Default: the client's account. */
  receiver?: Address | undefined;
};

/**
 * Turns shares of the client's account into ledger balance.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `ERC4626ExceededMaxRedeem`.
 * @see contracts/src/vault/IVault.sol
 */
export function redeem(client: WriteClient, parameters: RedeemParameters): Promise<Hash> {
  const { vault, shares, receiver = client.account.address, ...options } = parameters;
  const owner = client.account.address;
  const data = encodeFunctionData({ abi: vaultAbi, functionName: "redeem", args: [shares, receiver, owner] });
  return write(client, { address: vault, functionName: "redeem", data, ...options });
}
