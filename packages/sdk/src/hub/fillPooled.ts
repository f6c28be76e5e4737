import { hashCalls, hubAbi, type Leg, ledgerAbi, type Order } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, type Hex, zeroHash } from "viem";
import { read } from "../contract/read.ts";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { type FillQuote, quoteFill } from "../ledger/quoteFill.ts";
import { readPayoutFee } from "../ledger/readPayoutFee.ts";
import { slack } from "../ledger/slack.ts";

export type FillPooledParameters = WriteOptions & {
  /** On the client's chain, which is the hub's; beside it the ledger. */
  hub: Address;
  ledger: Address;
  order: Order;
  /** `hashCalls` of the order's calls, if `order` is without them because only their hash is known. */
  callsHash?: Hex | undefined;
  /** One per leg: the client's account, one whose operator that is, or the asset's vault. */
  fillers: readonly Address[];
  /**
   * Most fees, of imbalance and payout, in parts per million of each leg's output. Default: what the dearest leg would
   * pay now, and 20 ppm.
   */
  maxFee?: bigint | undefined;
};

/**
 * Fills a pooled order as a whole, from ledger balances, when all its inputs are escrowed.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `LegNotEscrowed`, `FillDeadlinePassed`, `FeeTooHigh`, `CustodyTooLow`, `RateLimitExceeded`, `MarginTooLow`, `NotForVault`, `FillerNotOperated`, …
 * @see contracts/src/hub/IHub.sol
 */
export async function fillPooled(client: WriteClient, parameters: FillPooledParameters): Promise<Hash> {
  const { hub, order, fillers, ...options } = parameters;
  const maxFee = parameters.maxFee ?? (await quoteMaxFee(client, parameters));
  const args = [...showPooled(parameters), fillers, maxFee] as const;
  const data = encodeFunctionData({ abi: hubAbi, functionName: "fillPooled", args });
  return await write(client, { address: hub, functionName: "fillPooled", data, ...options });
}

/** An order as the hub takes it at the least cost: its calls, which the hub needs but to know the id, as a hash. */
export function showPooled({ order, callsHash }: Pick<FillPooledParameters, "order" | "callsHash">): [Order, Hex] {
  if (order.calls.length === 0) return [order, callsHash ?? zeroHash];
  return [{ ...order, calls: [] }, callsHash ?? hashCalls(order.calls)];
}

/** All outputs leave before any input joins: each leg pays for what it adds to those before it, and for its payout. */
async function quoteMaxFee(client: WriteClient, { ledger, order: { legs } }: FillPooledParameters): Promise<bigint> {
  const rates = await Promise.all(
    legs.map(async (leg, index) => {
      const before = legs
        .slice(0, index)
        .filter((other) => other.destinationChain === leg.destinationChain && other.outputToken === leg.outputToken)
        .reduce((sum, { outputAmount }) => sum + outputAmount, 0n);
      const quote = (outputAmount: bigint) => quoteFill(client, { ledger, leg: { ...leg, outputAmount } });
      const nothing = { debit: 0n, fee: 0n, payoutFee: 0n };
      const [whole, part] = await Promise.all([
        quote(before + leg.outputAmount),
        before === 0n ? nothing : Promise.all([quote(before), payoutFeeOf(client, ledger, leg)]).then(withPayoutFee),
      ]);
      const fee = whole.fee - part.fee + part.payoutFee;
      const output = whole.debit - whole.fee - (part.debit - part.fee);
      return output === 0n ? 0n : ceilDiv(fee * 1_000_000n, output);
    }),
  );
  const [dearest = 0n] = rates.toSorted((a, b) => Number(b - a));
  return dearest + slack;
}

const withPayoutFee = ([quote, payoutFee]: [FillQuote, bigint]) => ({ ...quote, payoutFee });

/** Both quotes have one: what they differ by has none. */
async function payoutFeeOf(client: WriteClient, ledger: Address, leg: Leg): Promise<bigint> {
  const args = [leg.destinationChain, leg.outputToken] as const;
  const [asset] = await read(client, { address: ledger, abi: ledgerAbi, functionName: "assetOf", args });
  return (await readPayoutFee(client, { ledger, asset, chain: leg.destinationChain })).fee;
}

function ceilDiv(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}
