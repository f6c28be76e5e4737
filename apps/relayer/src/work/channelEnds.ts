import type { Channel } from "@concert/sdk";
import type { Address } from "viem";
import type { Contracts } from "../Contracts.ts";

type PlacedEnd = { chain: bigint; end: Address };

/** Where a channel's two ends are. */
export function channelEnds(
  { hubChain, hub, spoke }: Contracts,
  { chainId, direction }: Pick<Channel, "chainId" | "direction">,
): { sender: PlacedEnd; receiver: PlacedEnd } {
  const hubEnd = { chain: hubChain, end: hub };
  const spokeEnd = { chain: chainId, end: spoke };
  return direction === "report" ? { sender: spokeEnd, receiver: hubEnd } : { sender: hubEnd, receiver: spokeEnd };
}
