import { hubAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import type { ReportedOrder } from "./ReportedOrder.ts";

export type AbortParameters = WriteOptions & {
  hub: Address;
  orders: readonly ReportedOrder[];
};

/**
 * Aborts orders of which a leg was not escrowed or not filled by its deadline, all or none, and pays back what was
 * reported so far.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `OrderAlreadyDecided`; `OrderNotExpired` as long as no watermark proves a deadline missed.
 * @throws {GasOverMaximumError} Abort fewer orders at once.
 * @see contracts/src/hub/IHub.sol
 */
export function abort(client: WriteClient, { hub, orders, ...options }: AbortParameters): Promise<Hash> {
  const data = encodeFunctionData({ abi: hubAbi, functionName: "abort", args: [orders] });
  return write(client, { address: hub, functionName: "abort", data, ...options });
}
