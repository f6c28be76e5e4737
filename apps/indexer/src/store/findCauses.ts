import { parseCauseKey } from "../decode/Causes.ts";
import { arrayOf } from "../project/Changes.ts";
import type { Store } from "./connectStore.ts";

export type FindCausesParameters = {
  /** By `causeKey`. */
  keys: readonly string[];
  /** What is about to be taken away: of these chains, all from a block on. */
  replaced: readonly { chainId: bigint; fromBlock: bigint }[];
  /** Chains of which is asked how far they are. */
  chainIds: readonly bigint[];
  /** Blocks of which is asked whether they are indexed. */
  heads: readonly Head[];
};

type Head = { chainId: bigint; number: bigint; hash: string };

export type FoundCauses = {
  /** Those of the keys that are in the event tables. */
  keys: ReadonlySet<string>;
  /** Where the chains' checkpoints stand; nothing of chains that have none. */
  blockNumbers: ReadonlyMap<bigint, bigint>;
  /** Hashes of the heads that are indexed. */
  heads: ReadonlySet<string>;
};

/** Looks for what blocks follow from, and how far the chains are, in one state. */
export async function findCauses(store: Store, parameters: FindCausesParameters): Promise<FoundCauses> {
  const { keys, replaced, chainIds, heads } = parameters;
  const causes = keys.map(parseCauseKey);
  const [found] = await store<
    [{ positions: number[] | null; checkpoints: [string, string][] | null; heads: string[] | null }]
  >`
    with sought as (
      select *
      from unnest(
        ${arrayOf(causes.map(({ act }) => act))}::text[],
        ${arrayOf(causes.map(({ direction }) => direction))}::text[],
        ${arrayOf(causes.map(({ chainId }) => chainId))}::uint64[],
        ${arrayOf(causes.map(({ head }) => head))}::text[]
      ) with ordinality as sought (act, direction, channel_chain, head, position)
    ),
    replaced as (
      select *
      from unnest(
        ${arrayOf(replaced.map(({ chainId }) => `${chainId}`))}::uint64[],
        ${arrayOf(replaced.map(({ fromBlock }) => `${fromBlock}`))}::bigint[]
      ) as replaced (chain_id, from_block)
    )
    select
      (
        select array_agg(s.position::integer)
        from sought s
        where case s.act
          when 'queued' then exists (select from entry_queued e where ${isCause(store)})
          else exists (select from head_dispatched e where ${isCause(store)})
        end
      ) as positions,
      (
        select json_agg(json_build_array(chain_id::text, block_number::text))
        from checkpoint
        where chain_id = any(${arrayOf(chainIds.map(String))}::uint64[])
      ) as checkpoints,
      (
        select json_agg(h.hash)
        from unnest(
          ${arrayOf(heads.map(({ chainId }) => `${chainId}`))}::uint64[],
          ${arrayOf(heads.map(({ number }) => `${number}`))}::bigint[],
          ${arrayOf(heads.map(({ hash }) => hash))}::text[]
        ) as h (chain_id, number, hash)
        where ${isIndexed(store)}
      ) as heads`;
  return {
    keys: new Set(found.positions?.map((position) => keys[position - 1]!)),
    blockNumbers: new Map(found.checkpoints?.map(([chainId, block]) => [BigInt(chainId), BigInt(block)])),
    heads: new Set(found.heads),
  };
}

/** Whether the checkpoint follows from block `h`. Of those that are final, the hashes are not kept. */
function isIndexed(store: Store) {
  return store`exists (
    select from checkpoint c
    where c.chain_id = h.chain_id and c.block_number >= h.number
      and (
        c.block_hash = h.hash
        or exists (select from block b where b.chain_id = h.chain_id and b.number = h.number and b.hash = h.hash)
        or h.number < (select min(b.number) from block b where b.chain_id = h.chain_id)
      )
  )`;
}

/** Whether event `e` is what `s` seeks, and stays. */
function isCause(store: Store) {
  return store`
    e.head = s.head
    and case s.direction
      when 'report' then e.contract = 'spoke' and e.chain_id = s.channel_chain
      else e.contract = 'hub' and e.chain = s.channel_chain
    end
    and not exists (select from replaced r where r.chain_id = e.chain_id and e.block_number >= r.from_block)`;
}
