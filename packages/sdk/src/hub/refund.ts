import { hubAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { type ReportedOrder, showOrder } from "./ReportedOrder.ts";

export type RefundParameters = WriteOptions & {
  hub: Address;
  orders: readonly ReportedOrder[];
};

/**
 * Pays back what was reported after orders were decided: escrows that came late or were repeated, and, of aborted
 * orders, held outputs. An order without any is left out, with the event `OrderSkipped`.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} If there is nothing at all, the first one's reason: `OrderNotDecided`, `NothingToRefund`, `FillNotAsReported`.
 * @throws {GasOverMaximumError} Refund fewer orders at once.
 * @see contracts/src/hub/IHub.sol
 */
export function refund(client: WriteClient, { hub, orders, ...options }: RefundParameters): Promise<Hash> {
  const data = encodeFunctionData({ abi: hubAbi, functionName: "refund", args: [orders.map(showOrder)] });
  return write(client, { address: hub, functionName: "refund", data, ...options });
}
