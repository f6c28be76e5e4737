import { hubAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, type Hex } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { type ReportedOrder, showOrder } from "./ReportedOrder.ts";

/** Entries of one chain, as `deliver` takes them. */
export type Delivery = {
  /** Id of the spoke's chain. */
  chain: bigint;
  /** What follows the last processed entry, in order. */
  entries: readonly Hex[];
  /** Hashes of the entries between the last of `entries` and an accepted head. */
  rest: readonly Hex[];
};

export type DeliverAndSettleParameters = WriteOptions & {
  hub: Address;
  deliveries: readonly Delivery[];
  orders: readonly ReportedOrder[];
};

/**
 * Delivers reports, and commits orders in the same transaction. One all of whose reports are among these leaves nothing
 * in the hub's storage, which costs about half; `decision` does not tell of it, the event `OrderSettled` does. An order
 * that cannot be committed is left out, with the event `OrderSkipped`.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `HeadNotAccepted` if the entries of a chain were delivered before, or lead to no accepted head.
 * @throws {GasOverMaximumError} Deliver fewer entries, or settle fewer orders, at once.
 * @see contracts/src/hub/IHub.sol
 */
export function deliverAndSettle(client: WriteClient, parameters: DeliverAndSettleParameters): Promise<Hash> {
  const { hub, deliveries, orders, ...options } = parameters;
  const functionName = "deliverAndSettle";
  const data = encodeFunctionData({ abi: hubAbi, functionName, args: [deliveries, orders.map(showOrder)] });
  return write(client, { address: hub, functionName, data, ...options });
}
