import { hubAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { type ReportedOrder, showOrder } from "./ReportedOrder.ts";

export type SettleParameters = WriteOptions & {
  hub: Address;
  orders: readonly ReportedOrder[];
};

/**
 * Commits orders of which every leg is escrowed and filled: inputs go to the solvers, held outputs to their recipients.
 * An order that cannot be is left out, with the event `OrderSkipped`.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} If none can be, the first one's reason: `OrderAlreadyDecided`, `LegNotEscrowed`, `LegNotFilled`, `FillNotAsReported`.
 * @throws {GasOverMaximumError} Settle fewer orders at once.
 * @see contracts/src/hub/IHub.sol
 */
export function settle(client: WriteClient, { hub, orders, ...options }: SettleParameters): Promise<Hash> {
  const data = encodeFunctionData({ abi: hubAbi, functionName: "settle", args: [orders.map(showOrder)] });
  return write(client, { address: hub, functionName: "settle", data, ...options });
}
