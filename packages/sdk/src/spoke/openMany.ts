import { type Order, spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, type Hex } from "viem";
import { readChainId } from "../contract/readChainId.ts";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { type EntryFee, resolveFee } from "./EntryFee.ts";
import { estimateMany } from "./estimateMany.ts";
import { nativeInputs } from "./nativeValue.ts";

export type OpenManyParameters = WriteOptions & {
  /** The spoke of the client's chain. */
  spoke: Address;
  orders: readonly (EntryFee & {
    order: Order;
    /** The user's signature of the order; without it, the order is opened out of the client's account. */
    signature?: Hex | undefined;
  })[];
};

/**
 * Opens many orders on the client's chain in one transaction. One that fails is left out, with the event
 * `RequestSkipped`, and its value comes back.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} If all would fail, the first one's reason, as of `openOrder` or `openOrderFor`.
 * @see contracts/src/spoke/ISpoke.sol
 */
export async function openMany(client: WriteClient, { spoke, orders, ...options }: OpenManyParameters): Promise<Hash> {
  const chain = await readChainId(client);
  const requests = await Promise.all(
    orders.map(async ({ order, signature = "0x", feeWei }) => {
      const own = signature === "0x" ? nativeInputs(order, chain) : 0n;
      return { order, signature, value: own + (await resolveFee(client, spoke, { feeWei })) };
    }),
  );
  const gas = await estimateMany(
    client,
    requests.map(({ order, signature, value }) =>
      signature === "0x"
        ? {
            ...{ address: spoke, functionName: "open", value },
            data: encodeFunctionData({ abi: spokeAbi, functionName: "open", args: [order] }),
          }
        : {
            ...{ address: spoke, functionName: "openFor", value },
            data: encodeFunctionData({ abi: spokeAbi, functionName: "openFor", args: [order, signature] }),
          },
    ),
  );
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "openMany", args: [requests] });
  const value = requests.reduce((sum, request) => sum + request.value, 0n);
  return await write(client, { address: spoke, functionName: "openMany", data, value, gas, ...options });
}
