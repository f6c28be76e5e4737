import { InputError } from "@concert/types";
import { countDivergences } from "./api/countDivergences.ts";
import { compareState } from "./rebuild/compareState.ts";
import { connectStore } from "./store/connectStore.ts";
import { ownProjection } from "./store/ownProjection.ts";
import { readProjection } from "./store/readProjection.ts";
import { requireIndex } from "./store/requireIndex.ts";
import { findImbalances } from "./verifyState/findImbalances.ts";

export type CheckParameters = { schema: string; databaseUrl: string };

/**
 * Recomputes everything derived from the events of one cut, beside what is there, and compares.
 *
 * @returns Whether both are the same, row for row, no channel has diverged, and the ledger's books add up. What differs is
 * printed.
 * @throws {InputError} If the schema holds no index, or a state of another build.
 */
export async function check({ schema, databaseUrl }: CheckParameters): Promise<boolean> {
  const store = await connectStore({ url: databaseUrl, schema, connections: 1 });
  try {
    await requireIndex(store, schema);
    const projection = await readProjection(store, schema);
    if (projection?.hash !== ownProjection.hash) {
      throw new InputError(
        `--schema is ${schema}: its state is of version ${projection?.version ?? "none"} of the projection, and this build is of version ${ownProjection.version}: run "indexer rebuild", or check with the build that made it.`,
      );
    }
    const { cut, differences } = await compareState(store, schema);
    for (const { table, missing, extra } of differences) {
      console.log(`${table}: ${missing} rows are missing or differ, ${extra} should not be there as they are`);
    }
    console.log(differences.length === 0 ? `cut ${cut}: as recomputed` : `cut ${cut}: not as recomputed`);
    const { diverged } = await countDivergences(store);
    if (diverged > 0) console.log(`channels have diverged in ${diverged} events: see the table divergence`);
    const imbalances = await findImbalances(store);
    for (const line of imbalances) console.log(line);
    return differences.length === 0 && diverged === 0 && imbalances.length === 0;
  } finally {
    await store.end({ timeout: 1 });
  }
}
