import { addressToAccount, ledgerAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, type Hex } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { quoteWithdraw } from "./quoteWithdraw.ts";
import { slackOf } from "./slack.ts";

export type WithdrawParameters = WriteOptions & {
  /** On the client's chain, which is the hub's. */
  ledger: Address;
  asset: number;
  /** Where it leaves. */
  chain: bigint;
  /** On that chain, as a 32-byte account. Default: the client's account. */
  recipient?: Hex | undefined;
  /** In ledger units, with 18 decimals; rounded down to what the token can express. */
  amount: bigint;
  /** Most fees beside it, of imbalance and payout, in ledger units. Default: what they are now, and 20 ppm of the amount. */
  maxFee?: bigint | undefined;
};

/**
 * Pays a ledger balance of the client's account out on any chain that holds custody of the asset.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `CustodyTooLow`, `FeeTooHigh`, `ERC6909InsufficientBalance`, `AmountTooSmall`, `RecipientInvalid`.
 * @see contracts/src/ledger/ILedger.sol
 */
export async function withdraw(client: WriteClient, parameters: WithdrawParameters): Promise<Hash> {
  const { ledger, asset, chain, amount, ...options } = parameters;
  const recipient = parameters.recipient ?? addressToAccount(client.account.address);
  const maxFee = parameters.maxFee ?? (await quoteWithdraw(client, parameters)).fee + slackOf(amount);
  const args = [asset, chain, recipient, amount, maxFee] as const;
  const data = encodeFunctionData({ abi: ledgerAbi, functionName: "withdraw", args });
  return await write(client, { address: ledger, functionName: "withdraw", data, ...options });
}
