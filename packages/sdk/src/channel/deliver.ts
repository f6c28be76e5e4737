import { spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, type Hex } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type DeliverParameters = WriteOptions & {
  /** The channel's end on the client's chain: the hub or the spoke. */
  end: Address;
  /** Id of the other end's chain. */
  chain: bigint;
  /** What follows the last processed entry, in order. */
  entries: readonly Hex[];
  /** Hashes of the entries between the last of `entries` and an accepted head. Default: none. */
  rest?: readonly Hex[];
};

/**
 * Delivers entries of the other end, each once and in order.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `HeadNotAccepted` if the entries were delivered before, or lead to no accepted head.
 * @throws {GasOverMaximumError} Deliver fewer entries at once.
 * @see contracts/src/channel/IChannel.sol
 */
export function deliver(client: WriteClient, parameters: DeliverParameters): Promise<Hash> {
  const { end, chain, entries, rest = [], ...options } = parameters;
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "deliver", args: [chain, entries, rest] });
  return write(client, { address: end, functionName: "deliver", data, ...options });
}
