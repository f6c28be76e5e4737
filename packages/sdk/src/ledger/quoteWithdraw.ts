import { ledgerAbi } from "@concert/types";
import type { Address, Client } from "viem";
import { read } from "../contract/read.ts";

export type QuoteWithdrawParameters = {
  /** On the client's chain, which is the hub's. */
  ledger: Address;
  asset: number;
  /** Where it leaves. */
  chain: bigint;
  /** In ledger units, with 18 decimals. */
  amount: bigint;
};

export type WithdrawQuote = {
  /** What the recipient gets, in the token's own unit. */
  tokens: bigint;
  /** What the account's balance falls by, the fees included; in ledger units, as these. */
  debit: bigint;
  /** The imbalance fee and the payout fee. */
  fee: bigint;
};

/**
 * What a withdrawal would cost now.
 *
 * @throws {RevertError} `CustodyTooLow`.
 * @see contracts/src/ledger/ILedger.sol
 */
export async function quoteWithdraw(client: Client, parameters: QuoteWithdrawParameters): Promise<WithdrawQuote> {
  const { ledger, asset, chain, amount } = parameters;
  const [tokens, debit, fee] = await read(client, {
    ...{ address: ledger, abi: ledgerAbi, functionName: "quoteWithdraw", args: [asset, chain, amount] },
  } as const);
  return { tokens, debit, fee };
}
