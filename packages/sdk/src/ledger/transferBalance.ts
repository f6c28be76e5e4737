import { ledgerAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type TransferBalanceParameters = WriteOptions & {
  /** On the client's chain, which is the hub's. */
  ledger: Address;
  asset: number;
  receiver: Address;
  /** In ledger units, with 18 decimals. */
  amount: bigint;
};

/**
 * Gives ledger balance of the client's account to another account.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `ERC6909InsufficientBalance`, `ReceiverIsVault`.
 * @see contracts/src/ledger/ILedger.sol
 */
export function transferBalance(client: WriteClient, parameters: TransferBalanceParameters): Promise<Hash> {
  const { ledger, asset, receiver, amount, ...options } = parameters;
  const data = encodeFunctionData({
    abi: ledgerAbi,
    functionName: "transfer",
    args: [receiver, BigInt(asset), amount],
  });
  return write(client, { address: ledger, functionName: "transfer", data, ...options });
}
