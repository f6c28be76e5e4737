import type { Store } from "../store/connectStore.ts";

/**
 * Deletes the cuts that are older than a number of days, but for the latest, and what only they tell of the chains.
 *
 * @returns How many cuts were deleted.
 */
export async function forgetCuts(store: Store, retentionDays: number): Promise<number> {
  const [forgotten] = await store<[{ count: number }]>`
    with oldest as (
      select coalesce(min(id) filter (where committed_at >= now() - make_interval(secs => ${86_400 * retentionDays})), max(id)) as id
      from cut
    ),
    checkpoints as (
      delete from cut_checkpoint c
      using oldest
      where c.cut_id < oldest.id
        -- Where the chain stood at the oldest cut.
        and exists (
          select from cut_checkpoint later
          where later.chain_id = c.chain_id and later.cut_id > c.cut_id and later.cut_id <= oldest.id
        )
    ),
    cuts as (
      delete from cut using oldest where cut.id < oldest.id returning cut.id
    )
    select count(*)::integer as count from cuts`;
  return forgotten.count;
}
