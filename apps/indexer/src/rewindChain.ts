import { createLog } from "./log.ts";
import { connectStore } from "./store/connectStore.ts";
import { readProjection } from "./store/readProjection.ts";
import { requireIndex } from "./store/requireIndex.ts";
import { rewind } from "./store/rewind.ts";

export type RewindChainParameters = { schema: string; databaseUrl: string; chainId: bigint; toBlock: bigint };

/**
 * Rewinds a chain of an index, beside whatever runs on it, and says what that did.
 *
 * @throws {InputError} If the schema holds no index, or the chain can't be rewound to there.
 */
export async function rewindChain({ schema, databaseUrl, chainId, toBlock }: RewindChainParameters): Promise<void> {
  const store = await connectStore({ url: databaseUrl, schema, connections: 1 });
  try {
    await requireIndex(store, schema);
    await readProjection(store, schema);
    const { cut, from, to } = await rewind(store, { chainId, toBlock });
    createLog().warn("rewound", { schema, chain: chainId, from: from.number, to: to.number, hash: to.hash, cut });
  } finally {
    await store.end({ timeout: 1 });
  }
}
