import type { Sql, TransactionSql } from "postgres";
import { noneTouched } from "./Changes.ts";
import { project } from "./project.ts";

/** A table whose rows are not what the events give. */
export type Difference = {
  table: string;
  /** Rows that the events give and the table lacks. */
  missing: number;
  /** Rows of the table that the events don't give. */
  extra: number;
};

export type Recomputed = {
  /** The cut whose events were projected. */
  cut: bigint;
  differences: Difference[];
};

const derivedTables = [
  "order",
  "leg",
  "call",
  "escrow",
  "payout",
  "claimable",
  "earning",
  "collection",
  "channel",
  "entry",
  "delivery",
  "mismatch",
  "chain",
];

/** The events that something is derived from. */
const eventTables = [
  "call_executed",
  "call_failed",
  "chain_retired",
  "configured",
  "delivery_credited",
  "entries_delivered",
  "entry_queued",
  "entry_rejected",
  "fee_policy_set",
  "fees_collected",
  "fees_earned",
  "fill_released",
  "head_accepted",
  "head_dispatched",
  "order_aborted",
  "order_opened",
  "order_settled",
  "output_held",
  "pauses_set",
  "payout_claimed",
  "payout_failed",
  "payout_owed",
  "payout_paid",
  "route_set",
  "signed_order_opened",
  "spoke_configured",
  "wrapped_native_set",
];

/** So many blocks are projected at once: what they touch is held in memory. */
const blocksAtOnce = 10_000n;

/**
 * Projects the events of one cut into empty tables, and compares these with the ones that are there.
 *
 * @param schema In which the derived tables are.
 */
export async function recompute(sql: Sql, schema: string): Promise<Recomputed> {
  let recomputed: Recomputed | undefined;
  const rollBack = new Error("nothing of it stays");
  try {
    await sql.begin("isolation level repeatable read", async (sql) => {
      recomputed = await compare(sql, schema);
      throw rollBack;
    });
  } catch (error) {
    if (error !== rollBack) throw error;
  }
  return recomputed!;
}

async function compare(sql: TransactionSql, schema: string): Promise<Recomputed> {
  const [hub] = await sql<{ chainId: string }[]>`select chain_id as "chainId" from contract where name = 'hub'`;
  const checkpoints = await sql<{ chainId: string; blockNumber: string; cutId: string }[]>`
      select chain_id as "chainId", block_number as "blockNumber", cut_id as "cutId" from checkpoint order by chain_id`;
  const cut = checkpoints.reduce((latest, { cutId }) => (BigInt(cutId) > latest ? BigInt(cutId) : latest), 0n);

  // A temporary table goes before one of the same name in the schema.
  for (const table of derivedTables) {
    await sql`create temporary table ${sql(table)} (like ${sql(schema)}.${sql(table)} including all) on commit drop`;
  }
  // Statements that were prepared before still mean the tables of the schema.
  await sql`discard plans`;
  for (const { chainId, blockNumber } of checkpoints) {
    let fromBlock = await nextBlock(sql, chainId, 0n);
    while (fromBlock !== undefined && fromBlock <= BigInt(blockNumber)) {
      const toBlock: bigint = fromBlock + blocksAtOnce - 1n;
      await project(sql, {
        spans: [{ chainId: BigInt(chainId), fromBlock, toBlock, replaced: false }],
        hubChainId: BigInt(hub?.chainId ?? -1),
        touched: noneTouched(),
      });
      fromBlock = await nextBlock(sql, chainId, toBlock + 1n);
    }
  }
  const differences: Difference[] = [];
  for (const table of derivedTables) {
    const [counts] = await sql<[{ missing: number; extra: number }]>`
        select
          (
            select count(*) from (
              select * from pg_temp.${sql(table)} except all select * from ${sql(schema)}.${sql(table)}
            ) missing
          )::integer as missing,
          (
            select count(*) from (
              select * from ${sql(schema)}.${sql(table)} except all select * from pg_temp.${sql(table)}
            ) extra
          )::integer as extra`;
    if (counts.missing + counts.extra !== 0) differences.push({ table, ...counts });
  }
  return { cut, differences };
}

/** The first block from a block on that holds an event. */
async function nextBlock(sql: TransactionSql, chainId: string, fromBlock: bigint): Promise<bigint | undefined> {
  const found = await Promise.all(
    eventTables.map(
      (table) => sql<[{ block: string | null }]>`
        select min(block_number) as block from ${sql(table)}
        where chain_id = ${chainId} and block_number >= ${`${fromBlock}`}`,
    ),
  );
  const blocks = found.flatMap(([{ block }]) => (block === null ? [] : [BigInt(block)]));
  return blocks.toSorted((a, b) => (a < b ? -1 : 1))[0];
}
