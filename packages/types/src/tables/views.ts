import { sql } from "drizzle-orm";
import { boolean, integer, pgView } from "drizzle-orm/pg-core";
import { address, bytes, bytes32, int8, uint64 } from "./columns.ts";
import { channelDirection, orderAct } from "./enums.ts";

/**
 * What the hub can be asked to do now, per order: `settle` when every leg is escrowed and filled, `abort` when some
 * leg can't be any more, `refund` when something was reported after the decision. By the hub's own rules and what it
 * has processed.
 */
export const actionableOrder = pgView("actionable_order", {
  orderId: bytes32("order_id").notNull(),
  act: orderAct("act").notNull(),
}).as(sql`
  select o.order_id, 'settle'::order_act as act
  from "order" o
  where o.decision = 'undecided'
    and o.leg_count = (
      select count(*) from leg l
      where l.order_id = o.order_id and l.escrow_reported_count > 0 and l.fill_reported
    )
  union all
  select o.order_id, 'abort'::order_act
  from "order" o
  where o.decision = 'undecided'
    and exists (
      select from leg l
      left join chain origin on origin.chain_id = l.origin_chain
      left join chain destination on destination.chain_id = l.destination_chain
      where l.order_id = o.order_id
        and l.origin_chain is not null
        and (
          (l.escrow_reported_count = 0 and (origin.gateway is null or origin.watermark > o.open_deadline))
          or (not l.fill_reported and (destination.gateway is null or destination.watermark > o.fill_deadline))
        )
    )
  union all
  select o.order_id, 'refund'::order_act
  from "order" o
  where o.decision <> 'undecided'
    and exists (
      select from leg l
      where l.order_id = o.order_id
        and (
          l.escrow_reported_count > l.escrow_released_count
          or (o.decision = 'abort' and l.fill_reported and l.hold and not l.returned)
        )
    )`);

/** Heads that an attested gateway was given, with its message and what became of it. */
export const message = pgView("message", {
  sendId: bytes32("send_id").notNull(),
  /** The spoke's chain of the channel whose head it carries. */
  chainId: uint64("chain_id").notNull(),
  direction: channelDirection("direction").notNull(),
  head: bytes32("head").notNull(),
  /** The head's position in its channel. */
  position: int8("position"),
  /** ERC-7930 addresses, and the payload: the message as it was emitted. */
  sender: bytes("sender").notNull(),
  recipient: bytes("recipient").notNull(),
  payload: bytes("payload").notNull(),
  /** Where it was sent. */
  sourceChain: uint64("source_chain").notNull(),
  gateway: address("gateway").notNull(),
  blockNumber: int8("block_number").notNull(),
  blockHash: bytes32("block_hash").notNull(),
  logIndex: integer("log_index").notNull(),
  transactionHash: bytes32("transaction_hash").notNull(),
  /** Whether the source chain's finality rule covers it. */
  final: boolean("final").notNull(),
  /** When it was executed, on the destination chain's clock; null if it was not. */
  executedAt: uint64("executed_at"),
  /** Whether the receiver has accepted its head, over this message or another. */
  accepted: boolean("accepted").notNull(),
}).as(sql`
  select
    s.send_id,
    c.chain_id,
    c.direction,
    d.head,
    e.position,
    s.sender,
    s.recipient,
    s.payload,
    s.chain_id as source_chain,
    s.address as gateway,
    s.block_number,
    s.block_hash,
    s.log_index,
    s.transaction_hash,
    coalesce(s.block_number <= p.final_block_number, false) as final,
    x.block_time as executed_at,
    coalesce(e.position <= n.accepted_count, false) as accepted
  from message_sent s
  join head_dispatched d
    on d.chain_id = s.chain_id and d.block_number = s.block_number and d.send_id = s.send_id
  cross join lateral (
    select
      case d.contract when 'hub' then d.chain else d.chain_id end as chain_id,
      case d.contract when 'hub' then 'instruction' else 'report' end::channel_direction as direction
  ) c
  left join entry e on e.head = d.head and e.chain_id = c.chain_id and e.direction = c.direction
  left join channel n on n.chain_id = c.chain_id and n.direction = c.direction
  left join checkpoint p on p.chain_id = s.chain_id
  left join message_executed x on x.send_id = s.send_id
  where s.contract = 'attested_gateway'`);
