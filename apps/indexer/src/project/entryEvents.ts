import type { TransactionSql } from "postgres";
import { zeroHash } from "viem";

type Fragment = ReturnType<TransactionSql>;

/**
 * Joins, as `dispatched`, `accepted` and `rejected`, what happened to an entry: of one that no delivery covers, only what
 * happened over the present routes counts. The receiver forgets what it accepted before its route changed, and whoever
 * is the sender's gateway no more will not be heard; a message that was handed to the receiver before that is used up.
 *
 * Joins to the entry `e` of the channel `channelChain`, its `route`, and the delivery `covering` it.
 */
export function entryEvents(sql: TransactionSql, channelChain: Fragment) {
  return sql`
    left join lateral (
      select h.block_time from head_dispatched h
      where h.head = e.head and ${sentOver(sql, channelChain)}
        and (
          covering.last_position is not null
          or (
            (h.block_number, h.log_index) > (route.sender_block_number, route.sender_log_index)
            and not exists (
              select from message_executed x
              where x.send_id = h.send_id and x.chain_id = route.receiver_chain
                and (x.block_number, x.log_index) < (route.receiver_block_number, route.receiver_log_index)
              offset 0
            )
            and not exists (
              select from message_voted v
              join message_handed_over x on x.id = v.id and x.chain_id = v.chain_id and x.address = v.address
              where v.payload = h.head and v.send_id = h.send_id and v.chain_id = route.receiver_chain
                and (x.block_number, x.log_index) < (route.receiver_block_number, route.receiver_log_index)
              offset 0
            )
            -- Without an id the gateway handed it over at once, on the receiver's own chain.
            and not (
              h.send_id = ${zeroHash} and h.chain_id = route.receiver_chain
              and (h.block_number, h.log_index) < (route.receiver_block_number, route.receiver_log_index)
            )
          )
        )
      order by h.block_number, h.log_index
      limit 1
    ) dispatched on true
    left join lateral (
      select h.block_time from head_accepted h
      where h.head = e.head and ${receivedOver(sql, channelChain)}
        and (
          covering.last_position is not null
          or (h.block_number, h.log_index) > (route.receiver_block_number, route.receiver_log_index)
        )
      order by h.block_number, h.log_index
      limit 1
    ) accepted on true
    left join lateral (
      select h.reason from entry_rejected h
      where h.head = e.head and ${receivedOver(sql, channelChain)}
      order by h.block_number, h.log_index
      limit 1
    ) rejected on true`;
}

/** Selects the latest routes of both ends of the `channels`. */
export function channelRoutes(sql: TransactionSql, channels: Fragment) {
  return sql`
    select
      e.chain_id,
      e.direction,
      coalesce(sender.block_number, -1) as sender_block_number,
      coalesce(sender.log_index, -1) as sender_log_index,
      receiver.chain_id as receiver_chain,
      coalesce(receiver.block_number, -1) as receiver_block_number,
      coalesce(receiver.log_index, -1) as receiver_log_index
    from ${channels} e
    left join lateral (
      select h.block_number, h.log_index from route_set h
      where ${sentOver(sql, sql`e.chain_id`)}
      order by h.block_number desc, h.log_index desc
      limit 1
    ) sender on true
    left join lateral (
      select h.chain_id, h.block_number, h.log_index from route_set h
      where ${receivedOver(sql, sql`e.chain_id`)}
      order by h.block_number desc, h.log_index desc
      limit 1
    ) receiver on true`;
}

/** Whether event `h` comes from the sender of entry `e`. */
function sentOver(sql: TransactionSql, channelChain: Fragment) {
  return sql`case e.direction
    when 'report' then h.contract = 'spoke' and h.chain_id = ${channelChain}
    else h.contract = 'hub' and h.chain = ${channelChain}
  end`;
}

/** Whether event `h` comes from the receiver of entry `e`. */
function receivedOver(sql: TransactionSql, channelChain: Fragment) {
  return sql`case e.direction
    when 'report' then h.contract = 'hub' and h.chain = ${channelChain}
    else h.contract = 'spoke' and h.chain_id = ${channelChain}
  end`;
}
