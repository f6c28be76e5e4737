import { ledgerAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type SetOperatorParameters = WriteOptions & {
  /** On the client's chain, which is the hub's. */
  ledger: Address;
  /** Who may move the client's balances, and fill pooled orders from them: a vault to deposit in, or an agent. */
  operator: Address;
  approved: boolean;
};

/**
 * Lets another account use the ledger balances of the client's account, or not any more.
 *
 * @returns The transaction's hash.
 * @see contracts/src/ledger/ILedger.sol
 */
export function setOperator(client: WriteClient, parameters: SetOperatorParameters): Promise<Hash> {
  const { ledger, operator, approved, ...options } = parameters;
  const data = encodeFunctionData({ abi: ledgerAbi, functionName: "setOperator", args: [operator, approved] });
  return write(client, { address: ledger, functionName: "setOperator", data, ...options });
}
