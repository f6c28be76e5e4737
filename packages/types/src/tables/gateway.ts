import { sql } from "drizzle-orm";
import { boolean, integer, pgView, smallint } from "drizzle-orm/pg-core";
import { address, bytes32, int8, uint64, uint256 } from "./columns.ts";
import { channelDirection, voteStatus } from "./enums.ts";

/** Which gateways of another chain's must agree at a quorum, now and before. */
export const quorum = pgView("quorum", {
  /** The quorum's chain, and itself. */
  chainId: uint64("chain_id").notNull(),
  gateway: address("gateway").notNull(),
  /** What of is agreed on. */
  sourceChain: uint64("source_chain").notNull(),
  /** The quorum on the source chain. */
  counterpart: address("counterpart").notNull(),
  /** How many gateways must agree. */
  threshold: smallint("threshold").notNull(),
  /** Whether no later one has taken its place. */
  current: boolean("current").notNull(),
  setAt: uint64("set_at").notNull(),
  blockNumber: int8("block_number").notNull(),
  logIndex: integer("log_index").notNull(),
  transactionHash: bytes32("transaction_hash").notNull(),
}).as(sql`
  select
    s.chain_id,
    s.address as gateway,
    s.chain as source_chain,
    s.counterpart,
    s.threshold,
    not exists (
      select from quorum_set later
      where later.chain_id = s.chain_id and later.address = s.address and later.chain = s.chain
        and (later.block_number, later.log_index) > (s.block_number, s.log_index)
    ) as current,
    s.block_time as set_at,
    s.block_number,
    s.log_index,
    s.transaction_hash
  from quorum_set s`);

/** The gateways of quorums. */
export const quorumMember = pgView("quorum_member", {
  chainId: uint64("chain_id").notNull(),
  /** Where the quorum was set. */
  blockNumber: int8("block_number").notNull(),
  logIndex: integer("log_index").notNull(),
  gateway: address("gateway").notNull(),
}).as(sql`
  select chain_id, block_number, log_index, value as gateway
  from quorum_set_gateways`);

/**
 * What a gateway of a quorum says that a channel's head is. What the quorum is told of other contracts is left to
 * `message_voted`.
 */
export const vote = pgView("vote", {
  /** Where it was cast: the receiver's chain. */
  seenChain: uint64("seen_chain").notNull(),
  blockNumber: int8("block_number").notNull(),
  logIndex: integer("log_index").notNull(),
  transactionHash: bytes32("transaction_hash").notNull(),
  votedAt: uint64("voted_at").notNull(),
  /** The quorum, and the gateway that says so. */
  quorum: address("quorum").notNull(),
  gateway: address("gateway").notNull(),
  /** The quorum's word for what is agreed on. */
  messageId: bytes32("message_id").notNull(),
  /** Of the quorum on the sender's chain; null if the gateway knows the sender's state alone. */
  sendId: bytes32("send_id"),
  /** The spoke's chain of the channel. */
  chainId: uint64("chain_id").notNull(),
  direction: channelDirection("direction").notNull(),
  head: bytes32("head").notNull(),
  /** In the channel; null if its sender has no such head. */
  position: int8("position"),
  /** Whether the sender said so, too. */
  status: voteStatus("status").notNull(),
}).as(sql`
  select
    v.chain_id as seen_chain,
    v.block_number,
    v.log_index,
    v.transaction_hash,
    v.block_time as voted_at,
    v.address as quorum,
    v.gateway,
    v.id as message_id,
    nullif(v.send_id, '0x0000000000000000000000000000000000000000000000000000000000000000') as send_id,
    c.chain_id,
    c.direction,
    v.payload::bytes32 as head,
    sent.position,
    case
      when sent.position is not null and (
        v.send_id = '0x0000000000000000000000000000000000000000000000000000000000000000'
        or exists (
          select from head_dispatched d
          where d.head = v.payload
            and case c.direction
              when 'report' then d.contract = 'spoke' and d.chain_id = c.chain_id
              else d.contract = 'hub' and d.chain = c.chain_id
            end
        )
      ) then 'sent'
      when exists (
        select from unproven u
        where u.chain_id = v.chain_id and v.block_number between u.from_block and u.to_block
          and u.source_chain = v.chain
      ) then 'unproven'
      else 'forged'
    end::vote_status as status
  from message_voted v
  join contract receiver
    on receiver.chain_id = v.chain_id and receiver.address = v.recipient and receiver.name in ('hub', 'spoke')
  join contract sender
    on sender.chain_id = v.chain and sender.address = v.sender
      and sender.name = case receiver.name when 'hub' then 'spoke' else 'hub' end
  cross join lateral (
    select
      case receiver.name when 'hub' then v.chain else v.chain_id end as chain_id,
      case receiver.name when 'hub' then 'report' else 'instruction' end::channel_direction as direction
  ) c
  left join lateral (
    select e.position from entry e
    where e.head = v.payload and e.chain_id = c.chain_id and e.direction = c.direction
    order by e.position
    limit 1
  ) sent on true
  where length(v.payload) = 66`);

/** Blocks of a chain that attesters vouch for on another. */
export const header = pgView("header", {
  /** Where they do, and the oracle that they tell. */
  chainId: uint64("chain_id").notNull(),
  oracle: address("oracle").notNull(),
  /** The block's chain, its number and its hash. */
  sourceChain: uint64("source_chain").notNull(),
  number: uint256("number").notNull(),
  hash: bytes32("hash").notNull(),
  /** The attesters' set. */
  epoch: uint64("epoch").notNull(),
  /** Whether they signed another hash, too: then neither counts. */
  disputed: boolean("disputed").notNull(),
  vouchedAt: uint64("vouched_at").notNull(),
  blockNumber: int8("block_number").notNull(),
  logIndex: integer("log_index").notNull(),
  transactionHash: bytes32("transaction_hash").notNull(),
}).as(sql`
  select
    h.chain_id,
    h.address as oracle,
    h.source_chain,
    h.number,
    h.hash,
    h.epoch,
    exists (
      select from header_disputed d
      where d.source_chain = h.source_chain and d.number = h.number and d.chain_id = h.chain_id
        and d.address = h.address and d.epoch = h.epoch
    ) as disputed,
    h.block_time as vouched_at,
    h.block_number,
    h.log_index,
    h.transaction_hash
  from header_vouched h`);

/** Heads that were proven from a block of the sender's chain. */
export const proof = pgView("proof", {
  /** Where it was shown: the receiver's chain. */
  seenChain: uint64("seen_chain").notNull(),
  blockNumber: int8("block_number").notNull(),
  logIndex: integer("log_index").notNull(),
  transactionHash: bytes32("transaction_hash").notNull(),
  provenAt: uint64("proven_at").notNull(),
  gateway: address("gateway").notNull(),
  /** Who got it: the channel's receiver, or a quorum. */
  recipient: address("recipient").notNull(),
  /** The spoke's chain of the channel. */
  chainId: uint64("chain_id").notNull(),
  direction: channelDirection("direction").notNull(),
  head: bytes32("head").notNull(),
  /** In the channel; null if its sender has no such head. */
  position: int8("position"),
  /** The block that it was proven from, on the sender's chain. */
  sourceChain: uint64("source_chain").notNull(),
  number: uint256("number").notNull(),
  hash: bytes32("hash").notNull(),
}).as(sql`
  select
    h.chain_id as seen_chain,
    h.block_number,
    h.log_index,
    h.transaction_hash,
    h.block_time as proven_at,
    h.address as gateway,
    h.recipient,
    c.chain_id,
    c.direction,
    h.head,
    sent.position,
    h.source_chain,
    h.number,
    h.hash
  from head_proven h
  join contract sender
    on sender.chain_id = h.source_chain and sender.address = h.sender and sender.name in ('hub', 'spoke')
  cross join lateral (
    select
      case sender.name when 'hub' then h.chain_id else h.source_chain end as chain_id,
      case sender.name when 'hub' then 'instruction' else 'report' end::channel_direction as direction
  ) c
  left join lateral (
    select e.position from entry e
    where e.head = h.head and e.chain_id = c.chain_id and e.direction = c.direction
    order by e.position
    limit 1
  ) sent on true`);
