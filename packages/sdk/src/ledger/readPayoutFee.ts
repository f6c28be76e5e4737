import { ledgerAbi } from "@concert/types";
import type { Address, Client } from "viem";
import { read } from "../contract/read.ts";

export type ReadPayoutFeeParameters = {
  /** On the client's chain, which is the hub's. */
  ledger: Address;
  asset: number;
  /** Where it is paid. */
  chain: bigint;
};

export type PayoutFee = {
  /** In ledger units, with 18 decimals. */
  fee: bigint;
  /** The same in the token's own unit. */
  tokenFee: bigint;
};

/**
 * What each payout out of the ledger pays now to whoever delivers it.
 *
 * @see contracts/src/ledger/ILedger.sol
 */
export async function readPayoutFee(client: Client, parameters: ReadPayoutFeeParameters): Promise<PayoutFee> {
  const { ledger, asset, chain } = parameters;
  const [fee, tokenFee] = await read(client, {
    ...{ address: ledger, abi: ledgerAbi, functionName: "payoutFeeOf", args: [asset, chain] },
  } as const);
  return { fee, tokenFee };
}
