import { native, spokeAbi } from "@concert/types";
import { type Address, type Client, encodeFunctionData, type Hash, isAddressEqual } from "viem";
import { readChainId } from "../contract/readChainId.ts";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { quoteDeposit } from "../ledger/quoteDeposit.ts";
import { slackOf } from "../ledger/slack.ts";
import { previewDeposit } from "../vault/previewDeposit.ts";
import { type EntryFee, resolveFee } from "./EntryFee.ts";

export type DepositParameters = WriteOptions &
  EntryFee & {
    /** The spoke of the client's chain. */
    spoke: Address;
    /** On the client's chain, or `native`. */
    token: Address;
    /** In the token's own unit; 128 bits. */
    amount: bigint;
    /** Whose ledger balance, or shares, it becomes. Default: the client's account. */
    beneficiary?: Address | undefined;
    /** The asset's vault, to deposit there in the same step. Default: it becomes ledger balance. */
    vault?: Address | undefined;
  } & (
    | {
        /** Least credit in ledger units, with 18 decimals; with a vault, least shares. Less, and it comes back. */
        minimum: bigint;
      }
    | {
        minimum?: undefined;
        /** To ask what it would be credited now, of which all but 20 ppm is the minimum. */
        quote: { client: Client; ledger: Address };
      }
  );

/**
 * Puts tokens of the client's account, which must have approved the spoke for them, into the ledger. What is no asset
 * there, or is credited less than the minimum, comes back.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `TokenNotAnAsset`, `AmountZero`, `OpensPaused`, `EntryFeeTooLow`, …
 * @see contracts/src/spoke/ISpoke.sol
 */
export async function deposit(client: WriteClient, parameters: DepositParameters): Promise<Hash> {
  const { spoke, token, amount, beneficiary = client.account.address, vault, feeWei, gasMaximum } = parameters;
  const [minimum, fee] = await Promise.all([
    parameters.minimum ?? quoteMinimum(client, parameters),
    resolveFee(client, spoke, { feeWei }),
  ]);
  const args = [token, amount, beneficiary, minimum, vault !== undefined] as const;
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "deposit", args });
  const value = (isAddressEqual(token, native) ? amount : 0n) + fee;
  return await write(client, { address: spoke, functionName: "deposit", data, value, gasMaximum });
}

async function quoteMinimum(client: WriteClient, parameters: DepositParameters): Promise<bigint> {
  if (parameters.minimum !== undefined) return parameters.minimum;
  const { token, amount, vault, quote } = parameters;
  const chain = await readChainId(client);
  const { credit, local } = await quoteDeposit(quote.client, { ledger: quote.ledger, chain, token, amount });
  // The minimum is about all of it: what the limit does not allow now is a local balance.
  const whole = credit + local;
  const least = whole - slackOf(whole);
  if (least <= 0n) return 0n;
  return vault === undefined ? least : await previewDeposit(quote.client, { vault, assets: least });
}
