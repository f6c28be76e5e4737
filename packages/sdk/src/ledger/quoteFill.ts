import { type Leg, ledgerAbi } from "@concert/types";
import type { Address, Client } from "viem";
import { read } from "../contract/read.ts";

export type QuoteFillParameters = {
  /** On the client's chain, which is the hub's. */
  ledger: Address;
  leg: Leg;
};

/** In ledger units, with 18 decimals. */
export type FillQuote = {
  /** What the filler gives, the fees included. */
  debit: bigint;
  /** The imbalance fee and the payout fee. */
  fee: bigint;
  /** What the filler gets, the rebate included. */
  credit: bigint;
  rebate: bigint;
};

/**
 * What a pooled order of one leg would cost and earn its filler now.
 *
 * @throws {RevertError} `TokenNotAnAsset`, `CustodyTooLow`.
 * @see contracts/src/ledger/ILedger.sol
 */
export async function quoteFill(client: Client, { ledger, leg }: QuoteFillParameters): Promise<FillQuote> {
  const [debit, fee, credit, rebate] = await read(client, {
    ...{ address: ledger, abi: ledgerAbi, functionName: "quoteFill", args: [leg] },
  } as const);
  return { debit, fee, credit, rebate };
}
