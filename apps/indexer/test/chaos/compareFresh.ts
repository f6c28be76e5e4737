import type { World } from "@concert/simulator";
import { stateSchema } from "@concert/types/tables";
import * as state from "@concert/types/tables/state";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { decodeLogs } from "../../src/decode/decodeLogs.ts";
import type { IndexedChain } from "../../src/source/IndexedChain.ts";
import { openCheckpoint } from "../../src/store/checkpoints.ts";
import { type Batch, commitBatches } from "../../src/store/commitBatches.ts";
import type { Store } from "../../src/store/connectStore.ts";
import { stateTables } from "../readState.ts";
import { plannedOnce } from "./plannedOnce.ts";

export type CompareFreshParameters = {
  world: World;
  chains: readonly IndexedChain[];
  /** The schema of the index. */
  schema: string;
  /** Over a schema that holds no index yet. */
  fresh: Store;
  freshSchema: string;
};

/**
 * Indexes the canonical chains afresh, past all sources, and says which tables of an index differ: derived ones and those
 * of events, row for row.
 */
export async function compareFresh(parameters: CompareFreshParameters): Promise<string[]> {
  const { world, chains, fresh, schema, freshSchema } = parameters;
  const batches: Batch[] = [];
  const wrong: string[] = [];
  for (const chain of chains) {
    const blocks = world.canonical(Number(chain.chainId));
    const [first, ...rest] = blocks.map(({ header }) => header);
    await openCheckpoint(fresh, { chain, hubChain: chains[0]!, genesisHash: first!.hash, before: first! });
    const { rows, poison } = decodeLogs(
      chain,
      blocks.flatMap(({ logs }) => logs),
    );
    batches.push({
      chainId: chain.chainId,
      fromHash: first!.hash,
      fromBlock: 1n,
      to: rest.at(-1)!,
      blocks: rest.slice(-1),
      rows,
      poison,
      unproven: [],
      finalBlockNumber: undefined,
      replacedBlockCount: 0,
    });
  }
  await commitBatches(fresh, { batches, hubChainId: BigInt(world.chains[0]!.id) });

  const own = await digest(fresh, schema);
  const expected = await digest(fresh, freshSchema);
  for (const table of stateTables) {
    if (own.get(table) !== expected.get(table)) wrong.push(await describe(parameters, table));
  }
  const positions = await fresh<{ chainId: string; own: string; hash: string }[]>`
    select chain_id as "chainId", o.block_number as own, f.block_number as hash
    from ${fresh(schema)}.checkpoint o full join ${fresh(freshSchema)}.checkpoint f using (chain_id)
    where o.block_hash is distinct from f.block_hash`;
  for (const { chainId, own, hash } of positions) wrong.push(`chain ${chainId} is indexed up to ${own}, not ${hash}`);
  const [unproven] = await fresh<[{ count: number }]>`
    select count(*)::integer as count from ${fresh(schema)}.unproven`;
  if (unproven.count > 0) wrong.push(`${unproven.count} rows are unproven, though every chain can be read`);
  return wrong;
}

/** Per table, something that tells its rows from others, whatever their order. */
async function digest(store: Store, schema: string): Promise<ReadonlyMap<string, string>> {
  const tables = stateTables.map((table) => {
    const rows = `select hashtextextended(t::text, 0)::numeric as hash from ${qualify(schema, table)} t`;
    return `select '${table}' as table, count(*) || ' ' || coalesce(sum(hash), 0) as digest from (${rows}) r`;
  });
  const digests = await store.unsafe<{ table: string; digest: string }[]>(tables.join(" union all "), [], plannedOnce);
  return new Map(digests.map(({ table, digest }) => [table, digest]));
}

async function describe({ fresh, schema, freshSchema }: CompareFreshParameters, table: string): Promise<string> {
  const [own, there] = [qualify(schema, table), qualify(freshSchema, table)];
  const lines = await fresh.unsafe<{ row: string }[]>(`
    (select 'extra ' || row as row from (select t::text as row from ${own} t except all select t::text from ${there} t) e limit 3)
    union all
    (select 'missing ' || row from (select t::text as row from ${there} t except all select t::text from ${own} t) m limit 3)`);
  return `${table} differs: ${lines.map(({ row }) => row.slice(0, 400)).join("; ")}`;
}

const derived = new Set(
  Object.values(state)
    .filter((value) => is(value, PgTable))
    .map((table) => getTableConfig(table).name),
);

/** With its schema: that of the state, or that of the log of record. */
function qualify(schema: string, table: string): string {
  return `"${derived.has(table) ? stateSchema(schema) : schema}"."${table}"`;
}
