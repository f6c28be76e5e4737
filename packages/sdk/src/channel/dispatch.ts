import { spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type DispatchParameters = WriteOptions & {
  /** The channel's end on the client's chain: the hub or the spoke. */
  end: Address;
  /** Id of the other end's chain. */
  chain: bigint;
};

/**
 * Sends the head of what is queued for the other end over the route's gateway. Harmless to repeat.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `RouteNotSet`, `ChannelEmpty`.
 * @see contracts/src/channel/IChannel.sol
 */
export function dispatch(client: WriteClient, { end, chain, ...options }: DispatchParameters): Promise<Hash> {
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "dispatch", args: [chain] });
  return write(client, { address: end, functionName: "dispatch", data, ...options });
}
