import type { ChainState } from "@concert/types/tables";
import { type ChainStatus, stateOf } from "../api/ChainStatus.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/connectStore.ts";

export type WriteStatusesParameters = {
  store: Store;
  statuses: readonly ChainStatus[];
  /** Whether this process indexes the chain. What becomes of the others is read from the database. */
  isHeld: (chainId: bigint) => boolean;
  worker: string;
  clock: Clock;
  signal: AbortSignal;
};

const pauseMilliseconds = 1_000;

/** Shares what becomes of the chains with other processes, until the signal. */
export async function writeStatuses(parameters: WriteStatusesParameters): Promise<void> {
  const { store, statuses, isHeld, worker, clock, signal } = parameters;
  while (!signal.aborted) {
    const held = statuses.filter(({ chainId }) => isHeld(chainId));
    const others = statuses.filter(({ chainId }) => !isHeld(chainId));
    try {
      await Promise.all([write(store, held, worker, clock.now()), read(store, others), countPoison(store, statuses)]);
    } catch {
      // Those who commit say that the database is away.
    }
    await clock.sleep(pauseMilliseconds, signal);
  }
}

async function write(store: Store, held: readonly ChainStatus[], worker: string, now: number): Promise<void> {
  if (held.length === 0) return;
  const rows = held.map((status) => ({
    chain_id: `${status.chainId}`,
    state: stateOf(status),
    reason: (status.stopped ?? status.outage ?? status.failure)?.replaceAll("\0", "") ?? null,
    waits_for_chain: status.waiting === undefined ? null : `${status.waiting.requirement.source}`,
    waits_for_head: status.waiting?.requirement.head ?? null,
    waiting_block_number: status.waiting === undefined ? null : `${status.waiting.requirement.block}`,
    waited_milliseconds: status.waiting === undefined ? null : now - status.waiting.since,
    head_block_number: status.headBlockNumber === undefined ? null : `${status.headBlockNumber}`,
    head_age_milliseconds: status.headSeenAt === undefined ? null : now - status.headSeenAt,
  }));
  await store`
    insert into chain_status (
      chain_id, state, since, reason, waits_for_chain, waits_for_head, waiting_block_number, waits_since,
      head_block_number, head_seen_at, worker
    )
    select
      chain_id, state, now(), reason, waits_for_chain, waits_for_head, waiting_block_number,
      now() - waited_milliseconds * interval '1 millisecond', head_block_number,
      now() - head_age_milliseconds * interval '1 millisecond', ${worker}
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as status (
      chain_id uint64, state text, reason text, waits_for_chain uint64, waits_for_head text,
      waiting_block_number bigint, waited_milliseconds float8, head_block_number bigint, head_age_milliseconds float8
    )
    on conflict (chain_id) do update set
      state = excluded.state,
      since = case
        when chain_status.state = excluded.state and chain_status.worker = excluded.worker then chain_status.since
        else excluded.since
      end,
      reason = excluded.reason,
      waits_for_chain = excluded.waits_for_chain,
      waits_for_head = excluded.waits_for_head,
      waiting_block_number = excluded.waiting_block_number,
      waits_since = excluded.waits_since,
      head_block_number = excluded.head_block_number,
      head_seen_at = excluded.head_seen_at,
      worker = excluded.worker`;
}

type Row = { chainId: string; block: string; head: string | null; state: ChainState | null; reason: string | null };

/** What other processes say of their chains. */
async function read(store: Store, others: readonly ChainStatus[]): Promise<void> {
  if (others.length === 0) return;
  const rows = await store<Row[]>`
    select
      c.chain_id as "chainId", c.block_number as block, s.head_block_number as head, s.state,
      case when s.head_seen_at > now() - interval '15 seconds' then s.reason else 'no worker says how it is' end as reason
    from checkpoint c
    left join chain_status s using (chain_id)`;
  for (const status of others) {
    const row = rows.find(({ chainId }) => chainId === `${status.chainId}`);
    if (row === undefined) continue;
    status.blockNumber = BigInt(row.block);
    status.headBlockNumber = row.head === null ? undefined : BigInt(row.head);
    status.stopped = row.state === "stopped" ? (row.reason ?? undefined) : undefined;
    status.outage = undefined;
    status.failure = row.state === "stopped" ? undefined : (row.reason ?? undefined);
    status.waiting = undefined;
  }
}

async function countPoison(store: Store, statuses: readonly ChainStatus[]): Promise<void> {
  const rows = await store<{ chainId: string; count: number }[]>`
    select chain_id as "chainId", count(*)::integer as count from poison group by chain_id`;
  for (const status of statuses) {
    status.poisonCount = rows.find(({ chainId }) => chainId === `${status.chainId}`)?.count ?? 0;
  }
}
