import { hubAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import type { ReportedOrder } from "./ReportedOrder.ts";

export type SettleParameters = WriteOptions & {
  hub: Address;
  orders: readonly ReportedOrder[];
};

/**
 * Commits orders of which every leg is escrowed and filled, all or none: inputs go to the solvers, held outputs to their
 * recipients.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `OrderAlreadyDecided`, `LegNotEscrowed`, `LegNotFilled`, `FillNotAsReported`.
 * @throws {GasOverMaximumError} Settle fewer orders at once.
 * @see contracts/src/hub/IHub.sol
 */
export function settle(client: WriteClient, { hub, orders, ...options }: SettleParameters): Promise<Hash> {
  const data = encodeFunctionData({ abi: hubAbi, functionName: "settle", args: [orders] });
  return write(client, { address: hub, functionName: "settle", data, ...options });
}
