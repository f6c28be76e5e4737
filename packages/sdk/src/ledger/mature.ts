import { ledgerAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type MatureParameters = WriteOptions & {
  /** On the client's chain, which is the hub's. */
  ledger: Address;
  /** Whose local balance, if the client's account is an operator of theirs. Default: the client's account. */
  account?: Address | undefined;
  asset: number;
  chain: bigint;
};

/**
 * Turns a local balance into ledger balance, as far as the chain's rate limit allows now.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `NothingToMature`, `AccountNotOperated`.
 * @see contracts/src/ledger/ILedger.sol
 */
export function mature(client: WriteClient, parameters: MatureParameters): Promise<Hash> {
  const { ledger, account = client.account.address, asset, chain, ...options } = parameters;
  const data = encodeFunctionData({ abi: ledgerAbi, functionName: "mature", args: [account, asset, chain] });
  return write(client, { address: ledger, functionName: "mature", data, ...options });
}
