import { spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, type Hex } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type AcceptEarlierParameters = WriteOptions & {
  /** The channel's end on the client's chain: the hub or the spoke. */
  end: Address;
  /** Id of the other end's chain. */
  chain: bigint;
  /** The earlier head. */
  head: Hex;
  /** Hashes of the entries from there to an accepted head. */
  rest: readonly Hex[];
};

/**
 * Makes a head that precedes an accepted one accepted too, so that a long backlog can be delivered in parts.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `HeadNotAccepted`.
 * @see contracts/src/channel/IChannel.sol
 */
export function acceptEarlier(client: WriteClient, parameters: AcceptEarlierParameters): Promise<Hash> {
  const { end, chain, head, rest, ...options } = parameters;
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "acceptEarlier", args: [chain, head, rest] });
  return write(client, { address: end, functionName: "acceptEarlier", data, ...options });
}
