import { spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type HeartbeatParameters = WriteOptions & {
  /** The spoke of the client's chain. */
  spoke: Address;
};

/**
 * Queues an empty report on the client's chain, from which the hub learns that chain's clock and gas price.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `HeartbeatTooSoon` with the earliest time in seconds.
 * @see contracts/src/spoke/ISpoke.sol
 */
export function heartbeat(client: WriteClient, { spoke, ...options }: HeartbeatParameters): Promise<Hash> {
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "heartbeat" });
  return write(client, { address: spoke, functionName: "heartbeat", data, ...options });
}
