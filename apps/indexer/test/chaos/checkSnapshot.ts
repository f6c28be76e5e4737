import type { TransactionSql } from "postgres";
import { zeroAddress } from "viem";
import { causeKey } from "../../src/decode/Causes.ts";
import type { Store } from "../../src/store/connectStore.ts";
import type { Ledger } from "./createLedger.ts";
import { readEvents } from "./readEvents.ts";

/**
 * Reads one committed state, and says what is wrong with it, whatever moment it is of:
 *
 * - per chain it holds the events of the blocks up to its checkpoint, on that block's own fork, all and no others
 * - what it shows received is sent there, but for what stands in `divergence`; and what stands there was never sent, or
 *   a reorg took it back
 * - cuts have no gaps, and the checkpoints are where the latest cuts moved them
 */
export async function checkSnapshot(store: Store, ledger: Ledger): Promise<string[]> {
  return (await store.begin("isolation level repeatable read read only", async (sql) => {
    // The projection's settings keep Postgres from reading whole tables, as all of this does.
    const set = sql`
      select set_config(name, 'on', true) from unnest(array['enable_hashjoin', 'enable_seqscan']) as name`.execute();
    const checks = [checkEvents(sql, ledger), checkCauses(sql, ledger), checkCuts(sql)];
    const [, ...wrong] = await Promise.all([set, ...checks]);
    return wrong.flat();
  })) as string[];
}

async function checkEvents(sql: TransactionSql, ledger: Ledger): Promise<string[]> {
  const [checkpoints, indexed] = await Promise.all([
    sql<{ chainId: string; hash: string; number: string }[]>`
      select chain_id as "chainId", block_hash as hash, block_number as number from checkpoint`,
    readEvents(sql),
  ]);
  const wrong: string[] = [];
  const expected = new Map<string, number>();
  for (const { chainId, hash, number } of checkpoints) {
    const path = ledger.pathTo(BigInt(chainId), hash);
    if (path === undefined) wrong.push(`chain ${chainId} stands on ${hash}, which it never had`);
    else if (path.length - 1 !== Number(number)) wrong.push(`chain ${chainId}: block ${hash} is not number ${number}`);
    for (const block of path ?? []) {
      const { events } = ledger.factsOf(BigInt(chainId), block);
      if (events > 0) expected.set(`chain ${chainId} block ${block.header.number} ${block.header.hash}`, events);
    }
  }
  for (const { chainId, number, hash, events } of indexed) {
    const name = `chain ${chainId} block ${number} ${hash}`;
    const count = expected.get(name) ?? 0;
    if (count !== events) wrong.push(`${name} has ${count} events up to the checkpoint, the state ${events}`);
    expected.delete(name);
  }
  for (const [name, count] of expected) wrong.push(`${name} has ${count} events, the state none`);
  return wrong;
}

type Unsent = {
  act: "queued" | "dispatched";
  direction: "report" | "instruction";
  seenChain: string;
  channelChain: string;
  sender: string;
  blockNumber: string;
  blockHash: string;
  logIndex: number;
  head: string;
  status: string | null;
};

async function checkCauses(sql: TransactionSql, ledger: Ledger): Promise<string[]> {
  const unsent = await sql<Unsent[]>`
    with received as (
      select
        -- Without a gateway it was shown to lead to a head that had been accepted: nobody has to have dispatched it.
        case gateway when ${zeroAddress} then 'queued' else 'dispatched' end as act,
        chain_id as seen_chain, block_number, block_hash, log_index, contract, chain, head
      from head_accepted where contract in ('hub', 'spoke')
      union all
      select 'queued', chain_id, block_number, block_hash, log_index, contract, chain, head_after
      from entries_delivered where contract in ('hub', 'spoke')
    ),
    sent as (
      select 'dispatched' as act, chain_id, contract, chain, head from head_dispatched
      union all
      select 'queued', chain_id, contract, chain, head from entry_queued
    )
    select
      r.act,
      case r.contract when 'hub' then 'report' else 'instruction' end as direction,
      r.seen_chain as "seenChain",
      case r.contract when 'hub' then r.chain else r.seen_chain end as "channelChain",
      r.chain as sender,
      r.block_number as "blockNumber",
      r.block_hash as "blockHash",
      r.log_index as "logIndex",
      r.head,
      d.status
    from received r
    left join sent s
      on s.act = r.act and s.head = r.head and s.chain_id = r.chain and s.chain = r.seen_chain
        and s.contract = case r.contract when 'hub' then 'spoke' else 'hub' end
    left join divergence d
      on d.seen_chain = r.seen_chain and d.block_number = r.block_number and d.log_index = r.log_index
    where s.head is null`;
  return unsent.flatMap((row) => {
    const { act, direction, seenChain, channelChain, sender, blockNumber, head, status } = row;
    const what = `chain ${seenChain} block ${blockNumber} received ${head}, ${act} nowhere on chain ${sender}`;
    if (status === null) return `${what}, and no divergence says so`;
    // Whether the sender could not be read for so long is looked at where it can't.
    if (status === "unproven") return [];
    const key = causeKey(act, direction, channelChain, head);
    const received = { chainId: BigInt(seenChain), hash: row.blockHash };
    return ledger.standsFirm(BigInt(sender), key, received) ? `${what}, though it was and no reorg took it back` : [];
  });
}

async function checkCuts(sql: TransactionSql): Promise<string[]> {
  const wrong: string[] = [];
  const [[cuts], moved] = await Promise.all([
    sql<[{ count: number; last: number }]>`
      select count(*)::integer as count, coalesce(max(id), 0)::integer as last from cut`,
    sql<{ chainId: string }[]>`
      select chain_id as "chainId" from checkpoint c
      where cut_id <> 0 and not exists (
        select from cut_checkpoint m
        where m.chain_id = c.chain_id and m.cut_id = c.cut_id and m.block_number = c.block_number
          and m.block_hash = c.block_hash
          and not exists (select from cut_checkpoint l where l.chain_id = c.chain_id and l.cut_id > c.cut_id)
      )`,
  ]);
  if (cuts.count !== cuts.last) wrong.push(`there are ${cuts.count} cuts up to cut ${cuts.last}`);
  for (const { chainId } of moved)
    wrong.push(`the checkpoint of chain ${chainId} is not where its latest cut moved it`);
  return wrong;
}
