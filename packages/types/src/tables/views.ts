import { sql } from "drizzle-orm";
import { boolean, integer, pgView, smallint } from "drizzle-orm/pg-core";
import { address, bytes, bytes32, int8, uint64, uint256 } from "./columns.ts";
import { channelDirection, nonceStatus, orderAct } from "./enums.ts";
import { isWithoutTrace } from "./withoutTrace.ts";

/** Orders `o` of which the hub has written nothing, and still has not. */
const isForgotten = sql.raw(`${isWithoutTrace}
    and not exists (select from order_aborted a where a.order_id = o.order_id)`);

/**
 * What the hub can be asked to do now, per order: `settle` when every leg is escrowed and filled, `abort` when some
 * leg can't be any more or was cancelled, `refund` when something was reported after the decision, `fill` a pooled order
 * of which every leg is escrowed. By the hub's own rules and what it has processed.
 */
export const actionableOrder = pgView("actionable_order", {
  orderId: bytes32("order_id").notNull(),
  act: orderAct("act").notNull(),
}).as(sql`
  select o.order_id, 'settle'::order_act as act
  from "order" o
  where o.decision = 'undecided' and not o.pooled
    and o.leg_count = (
      select count(*) from leg l
      where l.order_id = o.order_id and l.escrow_reported_count > 0 and l.fill_reported
    )
  union all
  select o.order_id, 'abort'::order_act
  from "order" o
  where o.decision = 'undecided'
    -- Of what was not reported, nothing is to be returned.
    and exists (
      select from leg l where l.order_id = o.order_id and (l.escrow_reported_count > 0 or l.fill_reported)
    )
    and exists (
      select from leg l
      left join chain origin on origin.chain_id = l.origin_chain
      left join chain destination on destination.chain_id = l.destination_chain
      left join checkpoint hub on hub.chain_id = (select h.chain_id from contract h where h.name = 'hub')
      where l.order_id = o.order_id
        and l.origin_chain is not null
        and (
          (
            l.escrow_reported_count = 0
            and (origin.gateway is null or origin.retired or origin.watermark > o.open_deadline)
          )
          or (
            o.pooled
            and (hub.block_time > o.fill_deadline or destination.gateway is null or destination.retired)
          )
          or (
            not l.fill_reported and not o.pooled
            and (
              destination.gateway is null or destination.retired or destination.watermark > o.fill_deadline
              or (l.cancel_reported and (o.leg_count = 1 or o.cancellable))
            )
          )
        )
    )
  union all
  select o.order_id, 'abort'::order_act
  from (
    -- As elsewhere, the offset has what is few looked at first.
    select o.*
    from (select distinct l.order_id from leg l where l.escrow_reported_count > l.escrow_released_count) late
    join "order" o using (order_id)
    where o.decision = 'commit'
    offset 0
  ) o
  where
    exists (
      select from leg l
      left join chain destination on destination.chain_id = l.destination_chain
      where l.order_id = o.order_id
        and (destination.gateway is null or destination.retired or destination.watermark > o.fill_deadline)
    )
    and ${isForgotten}
  union all
  select o.order_id, 'fill'::order_act
  from "order" o
  join checkpoint hub on hub.chain_id = (select h.chain_id from contract h where h.name = 'hub')
  where o.decision = 'undecided' and o.pooled and hub.block_time <= o.fill_deadline
    and not exists (
      select from leg l
      left join chain destination on destination.chain_id = l.destination_chain
      where l.order_id = o.order_id and (destination.gateway is null or destination.retired)
    )
    and o.leg_count = (select count(*) from leg l where l.order_id = o.order_id and l.escrow_reported_count > 0)
  union all
  select o.order_id, 'refund'::order_act
  from (
    select o.*
    from "order" o
    where o.decision <> 'undecided'
      and exists (
        select from leg l
        where l.order_id = o.order_id
          and (
            l.escrow_reported_count > l.escrow_released_count
            or (o.decision = 'abort' and l.fill_reported and not l.fill_fee_released and (l.hold or l.fill_fee > 0))
          )
      )
    offset 0
  ) o
  where not (${isForgotten})`);

/** Heads that an attested gateway was given, be it by a quorum, with its message and what became of it. */
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
  -- A quorum has an id of its own for what it gives each of its gateways.
  left join message_forwarded f
    on f.gateway_send_id = s.send_id and f.chain_id = s.chain_id and f.block_number = s.block_number
      and f.gateway = s.address
  join head_dispatched d
    on d.chain_id = s.chain_id and d.block_number = s.block_number and d.send_id = coalesce(f.send_id, s.send_id)
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

/** Every time that an order's inputs were pulled on a chain. */
export const opening = pgView("opening", {
  chainId: uint64("chain_id").notNull(),
  blockNumber: int8("block_number").notNull(),
  logIndex: integer("log_index").notNull(),
  orderId: bytes32("order_id").notNull(),
  /** Whether the user's signature opened it, so that the inputs are the user's. */
  signed: boolean("signed").notNull(),
  /** Who paid the inputs, or who brought the signature. */
  account: address("account").notNull(),
  /** In gwei of the chain's native token. */
  fee: uint64("fee"),
  openedAt: uint64("opened_at").notNull(),
  transactionHash: bytes32("transaction_hash").notNull(),
}).as(sql`
  select
    o.chain_id,
    o.block_number,
    o.log_index,
    o.order_id,
    o.signed,
    o.account,
    (
      select r.fee from report_escrowed r
      where r.chain_id = o.chain_id and r.block_number = o.block_number and r.log_index > o.log_index
        and r.order_id = o.order_id
      order by r.log_index
      limit 1
    ) as fee,
    o.block_time as opened_at,
    o.transaction_hash
  from (
    select
      o.chain_id, o.block_number, o.log_index, o.order_id, false as signed,
      coalesce(
        (
          select p.payer from order_paid_for p
          where p.chain_id = o.chain_id and p.block_number = o.block_number and p.log_index = o.log_index + 1
            and p.order_id = o.order_id
        ),
        o."user"
      ) as account,
      o.block_time, o.transaction_hash
    from order_opened o
    union all
    select chain_id, block_number, log_index, order_id, true, submitter, block_time, transaction_hash
    from signed_order_opened
  ) o`);

/** Nonces that users have used up on a chain; every other one can still open an order by signature there. */
export const nonce = pgView("nonce", {
  chainId: uint64("chain_id").notNull(),
  user: address("user").notNull(),
  nonce: uint256("nonce").notNull(),
  status: nonceStatus("status").notNull(),
  /** The order that used it; null if it was cancelled. */
  orderId: bytes32("order_id"),
  usedAt: uint64("used_at").notNull(),
  blockNumber: int8("block_number").notNull(),
  logIndex: integer("log_index").notNull(),
  transactionHash: bytes32("transaction_hash").notNull(),
}).as(sql`
  select
    chain_id, "user", nonce, 'used'::nonce_status as status, order_id, block_time as used_at, block_number, log_index,
    transaction_hash
  from signed_order_opened
  union all
  select
    chain_id, "user", nonce, 'cancelled'::nonce_status, null::bytes32, block_time, block_number, log_index,
    transaction_hash
  from nonce_cancelled`);

/**
 * Calls that a spoke can be asked to execute now: all outputs that are due to the executor have reached it, or some have
 * and it is too late for the others (`EXECUTION_GRACE`, seven days). What reaches an executor in other ways is not seen.
 */
export const dueCall = pgView("due_call", {
  orderId: bytes32("order_id").notNull(),
  chainId: uint64("chain_id").notNull(),
  /** Whether the call will run; else its outputs go to the fallback recipient. */
  complete: boolean("complete").notNull(),
}).as(sql`
  select c.order_id, c.chain_id, outputs.complete
  from call c
  join "order" o on o.order_id = c.order_id
  join checkpoint p on p.chain_id = c.chain_id
  cross join lateral (
    select bool_and(l.delivered) as complete, bool_or(l.delivered) as started
    from (
      select
        case
          when l.hold then exists (
            select from payout p
            where p.order_id = l.order_id and p.leg = l.position and p.kind = 'delivery'
              and p.status in ('paid', 'claimed')
          )
          else l.status = 'filled'
        end as delivered
      from leg l
      where l.order_id = c.order_id and l.destination_chain = c.chain_id
        and l.recipient = '0x0000000000000000000000000000000000000000000000000000000000000000'
    ) l
  ) outputs
  where c.status = 'pending'
    and (outputs.complete or (outputs.started and p.block_time > o.fill_deadline + 604800))`);

/** What the executors of orders have handed to the fallback recipients of their calls. */
export const sweep = pgView("sweep", {
  orderId: bytes32("order_id").notNull(),
  chainId: uint64("chain_id").notNull(),
  token: address("token").notNull(),
  recipient: address("recipient").notNull(),
  /** In the token's own unit. */
  amount: uint256("amount").notNull(),
  /** When the last of it was. */
  sweptAt: uint64("swept_at").notNull(),
}).as(sql`
  select order_id, chain_id, token, recipient, sum(amount)::uint256 as amount, max(block_time)::uint64 as swept_at
  from executor_swept
  group by order_id, chain_id, token, recipient`);

/** Who vouches, or vouched, for the messages of a chain at a gateway of another. */
export const attesterSet = pgView("attester_set", {
  /** The gateway's chain. */
  chainId: uint64("chain_id").notNull(),
  gateway: address("gateway").notNull(),
  /** Whose messages they sign. */
  sourceChain: uint64("source_chain").notNull(),
  /** Counts the sets from one. */
  epoch: uint64("epoch").notNull(),
  /** How many must sign. */
  threshold: smallint("threshold").notNull(),
  /** Whether no later set has taken its place. */
  current: boolean("current").notNull(),
  setAt: uint64("set_at").notNull(),
  blockNumber: int8("block_number").notNull(),
  logIndex: integer("log_index").notNull(),
  transactionHash: bytes32("transaction_hash").notNull(),
}).as(sql`
  select
    s.chain_id,
    s.address as gateway,
    s.source_chain,
    s.epoch,
    s.threshold,
    not exists (
      select from attesters_set later
      where later.chain_id = s.chain_id and later.address = s.address and later.source_chain = s.source_chain
        and (later.block_number, later.log_index) > (s.block_number, s.log_index)
    ) as current,
    s.block_time as set_at,
    s.block_number,
    s.log_index,
    s.transaction_hash
  from attesters_set s`);

/** The members of attester sets. */
export const attester = pgView("attester", {
  chainId: uint64("chain_id").notNull(),
  gateway: address("gateway").notNull(),
  sourceChain: uint64("source_chain").notNull(),
  epoch: uint64("epoch").notNull(),
  account: address("account").notNull(),
  current: boolean("current").notNull(),
}).as(sql`
  select
    s.chain_id,
    s.address as gateway,
    s.source_chain,
    s.epoch,
    a.value as account,
    not exists (
      select from attesters_set later
      where later.chain_id = s.chain_id and later.address = s.address and later.source_chain = s.source_chain
        and (later.block_number, later.log_index) > (s.block_number, s.log_index)
    ) as current
  from attesters_set s
  join attesters_set_attesters a using (chain_id, block_number, log_index)`);

/**
 * What became of the entry fees that reports of a chain have brought to the hub, in gwei of the chain's native token:
 * `recorded = earned + paid_out + pending`, once all chains are indexed.
 */
export const feeBalance = pgView("fee_balance", {
  chainId: uint64("chain_id").notNull(),
  /** Of all reports that the hub has processed. */
  recorded: uint256("recorded").notNull(),
  /** By those who delivered or decided. */
  earned: uint256("earned").notNull(),
  /** In payouts of orders, for whoever delivers these. */
  paidOut: uint256("paid_out").notNull(),
  /** With orders, for who decides them and delivers their payouts. */
  pending: uint256("pending").notNull(),
}).as(sql`
  select
    c.chain_id,
    coalesce((
      select sum(e.fee) from entry e
      where e.chain_id = c.chain_id and e.direction = 'report' and e.delivered_at is not null
    ), 0)::uint256 as recorded,
    coalesce((select sum(e.earned) from earning e where e.chain_id = c.chain_id), 0)::uint256 as earned,
    (
      coalesce((
        select sum(e.fee) from entry e
        where e.chain_id = c.chain_id and e.direction = 'instruction' and e.kind = 'pay'
      ), 0)
      - coalesce((select sum(f.delivery_fee) from collection f where f.chain = c.chain_id), 0)
    )::uint256 as paid_out,
    (
      coalesce((select sum(e.pending_fee) from escrow e where e.chain_id = c.chain_id), 0)
      + coalesce((
        select sum(e.fee - div(e.fee * 3, 8)) from entry e
        where e.chain_id = c.chain_id and e.kind = 'filled' and e.delivered_at is not null and e.rejected_reason is null
          and not exists (
            select from leg l
            where l.order_id = e.order_id and l.position = e.leg and l.destination_chain = e.chain_id
              and l.fill_fee_released
          )
      ), 0)
    )::uint256 as pending
  from chain c`);
