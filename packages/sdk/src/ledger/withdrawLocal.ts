import { addressToAccount, ledgerAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, type Hex } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { readPayoutFee } from "./readPayoutFee.ts";

export type WithdrawLocalParameters = WriteOptions & {
  /** On the client's chain, which is the hub's. */
  ledger: Address;
  asset: number;
  /** Where the local balance is. */
  chain: bigint;
  /** On that chain, as a 32-byte account. Default: the client's account. */
  recipient?: Hex | undefined;
  /** What leaves, in ledger units, with 18 decimals; rounded down to what the token can express. */
  amount: bigint;
  /** Most payout fee out of it, in ledger units. Default: what it is now. */
  maxFee?: bigint | undefined;
};

/**
 * Pays a local balance of the client's account out on its chain, without an imbalance fee.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `LocalBalanceTooLow`, `FeeTooHigh`, `AmountTooSmall`, `RecipientInvalid`.
 * @see contracts/src/ledger/ILedger.sol
 */
export async function withdrawLocal(client: WriteClient, parameters: WithdrawLocalParameters): Promise<Hash> {
  const { ledger, asset, chain, amount, ...options } = parameters;
  const recipient = parameters.recipient ?? addressToAccount(client.account.address);
  const maxFee = parameters.maxFee ?? (await readPayoutFee(client, parameters)).fee;
  const args = [asset, chain, recipient, amount, maxFee] as const;
  const data = encodeFunctionData({ abi: ledgerAbi, functionName: "withdrawLocal", args });
  return await write(client, { address: ledger, functionName: "withdrawLocal", data, ...options });
}
