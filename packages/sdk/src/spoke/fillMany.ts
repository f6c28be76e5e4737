import { spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { type EntryFee, resolveFee } from "./EntryFee.ts";
import { estimateMany } from "./estimateMany.ts";
import { type LegFill, legAt, repaymentTo } from "./fillLeg.ts";
import { nativeOutput } from "./nativeValue.ts";

export type FillManyParameters = WriteOptions & {
  /** The spoke of the client's chain. */
  spoke: Address;
  fills: readonly (EntryFee & LegFill)[];
};

/**
 * Fills many legs on the client's chain in one transaction, as `fillLeg` does. One that fails is left out, with the event
 * `RequestSkipped`, and its value comes back.
 *
 * @returns The transaction's hash.
 * @throws {RangeError} An order has no such leg.
 * @throws {RevertError} If all would fail, the first one's reason.
 * @see contracts/src/spoke/ISpoke.sol
 */
export async function fillMany(client: WriteClient, { spoke, fills, ...options }: FillManyParameters): Promise<Hash> {
  const requests = await Promise.all(
    fills.map(async ({ order, leg: index, hold, repayment, feeWei }) => {
      const leg = legAt(order, index);
      const value = nativeOutput(leg) + (await resolveFee(client, spoke, { feeWei }));
      return { order, leg: BigInt(index), repayment: repayment ?? repaymentTo(client, leg), hold, value };
    }),
  );
  const gas = await estimateMany(
    client,
    requests.map(({ order, leg, repayment, hold, value }) => {
      const data = encodeFunctionData({ abi: spokeAbi, functionName: "fill", args: [order, leg, repayment, hold] });
      return { address: spoke, functionName: "fill", data, value };
    }),
  );
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "fillMany", args: [requests] });
  const value = requests.reduce((sum, request) => sum + request.value, 0n);
  return await write(client, { address: spoke, functionName: "fillMany", data, value, gas, ...options });
}
