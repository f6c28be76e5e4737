import type { DispatchedHead } from "@concert/sdk";

export type Quorum = {
  /** How many gateways must agree. */
  threshold: number;
  /** How many there are. */
  gatewayCount: number;
  /** Whether one of them is the proof gateway. */
  proves: boolean;
};

/**
 * The head on which a quorum's gateways can agree. All of them have to bring the very same one, and the proof gateway
 * has only those at which its sender stood at the end of a block.
 *
 * @param heads The furthest first.
 * @returns Undefined if none will do: the next dispatch brings another.
 */
export function chooseHead(
  heads: readonly DispatchedHead[],
  { threshold, gatewayCount, proves }: Quorum,
): DispatchedHead | undefined {
  const provable = proves ? heads.find(({ lastBlock }) => lastBlock !== null) : undefined;
  const needsProof = proves && gatewayCount - 1 < threshold;
  return provable ?? (needsProof ? undefined : heads[0]);
}
