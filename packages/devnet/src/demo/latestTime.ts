import type { Stage } from "./Stage.ts";

/** The clocks of the chains differ: the one that is ahead counts, so that a deadline is far enough on each. */
export async function latestTime({ devnet, alice }: Pick<Stage, "devnet" | "alice">): Promise<bigint> {
  const blocks = await Promise.all(devnet.chains.map(({ chainId }) => devnet.client(chainId, alice.index).getBlock()));
  return BigInt(Math.max(...blocks.map(({ timestamp }) => Number(timestamp))));
}
