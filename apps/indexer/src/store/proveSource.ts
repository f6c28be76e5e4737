import { publishCut } from "../publish/publishCut.ts";
import type { Store } from "./connectStore.ts";
import { lockProjection } from "./lockProjection.ts";

/** The chains that could not be looked at when something was committed that would follow from them. */
export async function readUnprovenSources(store: Store): Promise<bigint[]> {
  const rows = await store<{ chainId: string }[]>`select distinct source_chain as "chainId" from unproven`;
  return rows.map(({ chainId }) => BigInt(chainId));
}

/** Takes the marks off all blocks that were unproven for want of a chain, which is indexed far enough now. */
export async function proveSource(store: Store, chainId: bigint): Promise<void> {
  await store.begin(async (sql) => {
    await lockProjection(sql);
    const gone = await sql`delete from unproven where source_chain = ${`${chainId}`}`;
    if (gone.count > 0) await publishCut(sql, []);
  });
}
