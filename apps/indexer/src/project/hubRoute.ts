import type { TransactionSql } from "postgres";

/** Joins the hub's route to the chain `touched.chain_id`, as `hub_route`. */
export function hubRoute(sql: TransactionSql, hubChainId: bigint) {
  return sql`
    left join lateral (
      select r.new_gateway, r.new_counterpart
      from route_set r
      where r.chain_id = ${`${hubChainId}`} and r.contract = 'hub' and r.chain = touched.chain_id
      order by r.block_number desc, r.log_index desc
      limit 1
    ) hub_route on true`;
}
