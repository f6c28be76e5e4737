import { addressToAccount, vaultAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, type Hex } from "viem";
import { read } from "../contract/read.ts";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { quoteWithdraw } from "../ledger/quoteWithdraw.ts";
import { slackOf } from "../ledger/slack.ts";

export type RedeemToParameters = WriteOptions & {
  /** On the client's chain, which is the hub's. */
  vault: Address;
  /** With 21 decimals. */
  shares: bigint;
  /** Where it is paid. */
  chain: bigint;
  /** On that chain, as a 32-byte account. Default: the client's account. */
  recipient?: Hex | undefined;
  /** Least payout, in the token's own unit. Default: what it would be now, less 20 ppm. */
  minimum?: bigint | undefined;
};

/**
 * Pays what shares of the client's account are worth on any chain that holds custody, less the imbalance fee.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `ERC4626ExceededMaxRedeem`, `CustodyTooLow`, `PayoutTooLow`.
 * @see contracts/src/vault/IVault.sol
 */
export async function redeemTo(client: WriteClient, parameters: RedeemToParameters): Promise<Hash> {
  const { vault, shares, chain, ...options } = parameters;
  const owner = client.account.address;
  const recipient = parameters.recipient ?? addressToAccount(owner);
  const minimum = parameters.minimum ?? (await quoteMinimum(client, parameters));
  const args = [chain, recipient, shares, minimum, owner] as const;
  const data = encodeFunctionData({ abi: vaultAbi, functionName: "redeemTo", args });
  return await write(client, { address: vault, functionName: "redeemTo", data, ...options });
}

async function quoteMinimum(client: WriteClient, { vault, shares, chain }: RedeemToParameters): Promise<bigint> {
  const at = { address: vault, abi: vaultAbi } as const;
  const [assets, asset, ledger] = await Promise.all([
    read(client, { ...at, functionName: "previewRedeem", args: [shares] }),
    read(client, { ...at, functionName: "ledgerAsset", args: [] }),
    read(client, { ...at, functionName: "ledger", args: [] }),
  ]);
  const { fee } = await quoteWithdraw(client, { ledger, asset, chain, amount: assets });
  const { tokens } = await quoteWithdraw(client, { ledger, asset, chain, amount: assets - fee });
  const least = tokens - slackOf(tokens);
  return least < 0n ? 0n : least;
}
