import { hubAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { type ReportedOrder, showOrder } from "./ReportedOrder.ts";

export type AbortParameters = WriteOptions & {
  hub: Address;
  orders: readonly ReportedOrder[];
};

/**
 * Aborts orders of which a leg was not escrowed or not filled by its deadline, or was cancelled, and pays back what was
 * reported so far. An order that cannot be is left out, with the event `OrderSkipped`.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} If none can be, the first one's reason: `OrderAlreadyDecided`; `OrderNotExpired` as long as
 * neither a watermark proves a deadline missed nor a cancellation was reported.
 * @throws {GasOverMaximumError} Abort fewer orders at once.
 * @see contracts/src/hub/IHub.sol
 */
export function abort(client: WriteClient, { hub, orders, ...options }: AbortParameters): Promise<Hash> {
  const data = encodeFunctionData({ abi: hubAbi, functionName: "abort", args: [orders.map(showOrder)] });
  return write(client, { address: hub, functionName: "abort", data, ...options });
}
