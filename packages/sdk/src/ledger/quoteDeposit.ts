import { addressToAccount, ledgerAbi } from "@concert/types";
import type { Address, Client } from "viem";
import { read } from "../contract/read.ts";

export type QuoteDepositParameters = {
  /** On the client's chain, which is the hub's. */
  ledger: Address;
  /** Where it is put in. */
  chain: bigint;
  /** On that chain. */
  token: Address;
  /** In the token's own unit. */
  amount: bigint;
};

/** In ledger units, with 18 decimals. */
export type DepositQuote = {
  /** What becomes ledger balance, the rebate included. */
  credit: bigint;
  /** What becomes a local balance, since the chain's rate limit does not allow more now. */
  local: bigint;
  rebate: bigint;
};

/**
 * What a deposit would be credited if it were delivered now.
 *
 * @throws {RevertError} `TokenNotAnAsset`.
 * @see contracts/src/ledger/ILedger.sol
 */
export async function quoteDeposit(client: Client, parameters: QuoteDepositParameters): Promise<DepositQuote> {
  const { ledger, chain, token, amount } = parameters;
  const [credit, local, rebate] = await read(client, {
    ...{ address: ledger, abi: ledgerAbi, functionName: "quoteDeposit" },
    args: [chain, addressToAccount(token), amount],
  } as const);
  return { credit, local, rebate };
}
