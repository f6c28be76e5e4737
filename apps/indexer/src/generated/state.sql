-- Generated from the tables of the state by "pnpm generate".

CREATE TABLE "call" (
	"order_id" bytes32,
	"chain_id" uint64,
	"gas" uint256,
	"fallback_recipient" bytes32,
	"calls" bytes,
	"status" "call_status" NOT NULL,
	"ran_at" uint64,
	"ran_block_number" bigint,
	"ran_transaction_hash" bytes32,
	CONSTRAINT "call_key" PRIMARY KEY("order_id","chain_id")
);

CREATE TABLE "chain" (
	"chain_id" uint64 PRIMARY KEY,
	"watermark" uint64 NOT NULL,
	"heard_at" uint64,
	"gas_price" uint64 NOT NULL,
	"gateway" address,
	"spoke" address,
	"retired" boolean NOT NULL,
	"accepting" boolean NOT NULL,
	"entry_fee" uint256 NOT NULL,
	"configured_at" uint64,
	"configuration_pending" boolean NOT NULL,
	"fee_minimum" uint64 NOT NULL,
	"fee_maximum" uint64 NOT NULL,
	"fee_rate" uint256 NOT NULL,
	"spoke_accepting" boolean NOT NULL,
	"spoke_entry_fee" uint256 NOT NULL,
	"opens_paused" boolean NOT NULL,
	"fills_paused" boolean NOT NULL,
	"wrapped_native" address
);

CREATE TABLE "channel" (
	"chain_id" uint64,
	"direction" "channel_direction",
	"queued_count" bigint NOT NULL,
	"queued_head" bytes32,
	"dispatched_count" bigint NOT NULL,
	"dispatched_head" bytes32,
	"accepted_count" bigint NOT NULL,
	"accepted_head" bytes32,
	"processed_count" bigint NOT NULL,
	"processed_head" bytes32,
	"sender_gateway" address,
	"receiver_gateway" address,
	CONSTRAINT "channel_key" PRIMARY KEY("chain_id","direction")
);

CREATE TABLE "claimable" (
	"chain_id" uint64,
	"token" address,
	"account" address,
	"amount" uint256 NOT NULL,
	CONSTRAINT "claimable_key" PRIMARY KEY("chain_id","token","account")
);

CREATE TABLE "collection" (
	"collected_block_number" bigint,
	"collected_log_index" integer,
	"account" address NOT NULL,
	"chain" uint64 NOT NULL,
	"recipient" bytes32 NOT NULL,
	"amount" uint256 NOT NULL,
	"delivery_fee" uint256 NOT NULL,
	"collected_at" uint64 NOT NULL,
	"collected_transaction_hash" bytes32 NOT NULL,
	"head" bytes32,
	"status" "payout_status" NOT NULL,
	"paid_at" uint64,
	"paid_block_number" bigint,
	"paid_transaction_hash" bytes32,
	CONSTRAINT "collection_key" PRIMARY KEY("collected_block_number","collected_log_index")
);

CREATE TABLE "delivery" (
	"chain_id" uint64,
	"direction" "channel_direction",
	"first_position" bigint NOT NULL,
	"last_position" bigint,
	"head_before" bytes32 NOT NULL,
	"head_after" bytes32 NOT NULL,
	"delivered_at" uint64 NOT NULL,
	"block_number" bigint NOT NULL,
	"log_index" integer NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	CONSTRAINT "delivery_key" PRIMARY KEY("chain_id","direction","last_position")
);

CREATE TABLE "earning" (
	"chain_id" uint64,
	"account" address,
	"earned" uint256 NOT NULL,
	"collected" uint256 NOT NULL,
	"uncollected" uint256 NOT NULL,
	CONSTRAINT "earning_key" PRIMARY KEY("chain_id","account")
);

CREATE TABLE "entry" (
	"chain_id" uint64,
	"direction" "channel_direction",
	"position" bigint,
	"head" bytes32 NOT NULL,
	"entry" bytes NOT NULL,
	"entry_hash" bytes32 NOT NULL,
	"kind" "entry_kind" NOT NULL,
	"timestamp" uint64,
	"gas_price" uint64,
	"fee" uint64,
	"order_id" bytes32,
	"leg" smallint,
	"hold" boolean,
	"solver" address,
	"repayment_account" bytes32,
	"repayment_ledger_account" address,
	"repayment_chain" uint64,
	"repayment_max_fee" integer,
	"depositor" address,
	"beneficiary" address,
	"minimum" uint256,
	"to_vault" boolean,
	"token" bytes32,
	"amount" uint256,
	"account" bytes32,
	"token_fee" uint256,
	"accepting" boolean,
	"entry_fee" uint256,
	"queued_at" uint64 NOT NULL,
	"queued_block_number" bigint NOT NULL,
	"queued_transaction_hash" bytes32 NOT NULL,
	"dispatched_at" uint64,
	"accepted_at" uint64,
	"delivered_at" uint64,
	"delivered_block_number" bigint,
	"delivered_log_index" integer,
	"delivered_transaction_hash" bytes32,
	"rejected_reason" bytes,
	CONSTRAINT "entry_key" PRIMARY KEY("chain_id","direction","position")
);

CREATE TABLE "escrow" (
	"order_id" bytes32,
	"chain_id" uint64,
	"opened_count" integer NOT NULL,
	"reported_count" integer NOT NULL,
	"released_count" integer NOT NULL,
	"pending_fee" uint256 NOT NULL,
	"cancelled" boolean NOT NULL,
	CONSTRAINT "escrow_key" PRIMARY KEY("order_id","chain_id")
);

CREATE TABLE "holding" (
	"side" "posting_side",
	"asset" uint64,
	"chain" uint64,
	"account" address,
	"amount" uint256 NOT NULL,
	CONSTRAINT "holding_key" PRIMARY KEY("side","asset","chain","account")
);

CREATE TABLE "leg" (
	"order_id" bytes32,
	"position" smallint,
	"origin_chain" uint64,
	"input_token" address,
	"input_amount" uint256,
	"destination_chain" uint64,
	"output_token" bytes32,
	"output_amount" uint256,
	"recipient" bytes32,
	"escrow_count" integer NOT NULL,
	"escrowed_at" uint64,
	"escrow_reported_count" integer NOT NULL,
	"escrow_released_count" integer NOT NULL,
	"status" "leg_status" NOT NULL,
	"filled_at" uint64,
	"hold" boolean,
	"solver" address,
	"repayment_account" bytes32,
	"repayment_ledger_account" address,
	"repayment_chain" uint64,
	"repayment_max_fee" integer,
	"fill_fee" uint64,
	"filled_block_number" bigint,
	"filled_transaction_hash" bytes32,
	"fill_reported" boolean NOT NULL,
	"returned" boolean NOT NULL,
	"fill_fee_released" boolean NOT NULL,
	"cancelled_at" uint64,
	"cancelled_block_number" bigint,
	"cancelled_transaction_hash" bytes32,
	"cancel_reported" boolean NOT NULL,
	CONSTRAINT "leg_key" PRIMARY KEY("order_id","position")
);

CREATE TABLE "limit_use" (
	"block_number" bigint,
	"log_index" integer,
	"asset" uint64 NOT NULL,
	"chain" uint64 NOT NULL,
	"used" uint256 NOT NULL,
	"rise" uint256 NOT NULL,
	"stored_at" uint64 NOT NULL,
	"capacity" uint256 NOT NULL,
	"window" uint256 NOT NULL,
	"target" uint256 NOT NULL,
	CONSTRAINT "limit_use_key" PRIMARY KEY("block_number","log_index")
);

CREATE TABLE "mismatch" (
	"seen_chain" uint64,
	"block_number" bigint,
	"log_index" integer,
	"transaction_hash" bytes32 NOT NULL,
	"seen_at" uint64 NOT NULL,
	"kind" "divergence_kind" NOT NULL,
	"chain_id" uint64 NOT NULL,
	"direction" "channel_direction" NOT NULL,
	"position" bigint,
	"expected_head" bytes32,
	"seen_head" bytes32 NOT NULL,
	CONSTRAINT "mismatch_key" PRIMARY KEY("seen_chain","block_number","log_index")
);

CREATE TABLE "order" (
	"order_id" bytes32 PRIMARY KEY,
	"user" address,
	"nonce" uint256,
	"open_deadline" uint64,
	"fill_deadline" uint64,
	"solver" address,
	"exclusive_until" uint64,
	"pooled" boolean,
	"cancellable" boolean,
	"leg_count" smallint,
	"call_count" integer,
	"opened_at" uint64,
	"decision" "decision" NOT NULL,
	"decided_at" uint64,
	"decided_block_number" bigint,
	"decided_transaction_hash" bytes32
);

CREATE TABLE "payout" (
	"owed_block_number" bigint,
	"owed_log_index" integer,
	"order_id" bytes32 NOT NULL,
	"leg" smallint NOT NULL,
	"kind" "payout_kind" NOT NULL,
	"chain" uint64 NOT NULL,
	"token" bytes32 NOT NULL,
	"account" bytes32 NOT NULL,
	"amount" uint256 NOT NULL,
	"payout_fee" uint256 NOT NULL,
	"owed_at" uint64 NOT NULL,
	"owed_transaction_hash" bytes32 NOT NULL,
	"head" bytes32,
	"status" "payout_status" NOT NULL,
	"paid_at" uint64,
	"paid_block_number" bigint,
	"paid_transaction_hash" bytes32,
	CONSTRAINT "payout_key" PRIMARY KEY("owed_block_number","owed_log_index")
);

CREATE TABLE "posting" (
	"block_number" bigint,
	"log_index" integer,
	"position" smallint,
	"posted_at" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"kind" "posting_kind" NOT NULL,
	"cause" bytes32,
	"asset" uint64 NOT NULL,
	"side" "posting_side" NOT NULL,
	"chain" uint64,
	"account" address,
	"debit" uint256 NOT NULL,
	"credit" uint256 NOT NULL,
	CONSTRAINT "posting_key" PRIMARY KEY("block_number","log_index","position")
);

CREATE TABLE "projection" (
	"version" integer NOT NULL,
	"hash" text NOT NULL,
	"built_at" timestamp with time zone NOT NULL
);

CREATE INDEX "call_pending" ON "call" ("order_id") WHERE status = 'pending';

CREATE INDEX "collection_head" ON "collection" USING hash ("head");

CREATE INDEX "collection_account" ON "collection" ("account","chain");

CREATE INDEX "delivery_block_number" ON "delivery" ("block_number");

CREATE INDEX "entry_head" ON "entry" USING hash ("head");

CREATE INDEX "entry_order_id" ON "entry" USING hash ("order_id");

CREATE INDEX "entry_dispatched" ON "entry" ("chain_id","direction","position") WHERE dispatched_at is not null;

CREATE INDEX "entry_accepted" ON "entry" ("chain_id","direction","position") WHERE accepted_at is not null;

CREATE INDEX "entry_heartbeat" ON "entry" ("chain_id","position") WHERE kind = 'heartbeat' and delivered_at is not null;

CREATE INDEX "entry_configure" ON "entry" ("chain_id","position") WHERE kind = 'configure';

CREATE INDEX "entry_deposited" ON "entry" ("chain_id","position") WHERE kind = 'deposited';

CREATE INDEX "entry_watermark" ON "entry" ("chain_id","timestamp") WHERE direction = 'report' and delivered_at is not null and timestamp is not null;

CREATE INDEX "holding_account" ON "holding" ("account");

CREATE INDEX "leg_solver" ON "leg" ("solver");

CREATE INDEX "leg_unreleased" ON "leg" ("order_id") WHERE escrow_reported_count > escrow_released_count;

CREATE INDEX "limit_use_chain" ON "limit_use" ("asset","chain","block_number","log_index");

CREATE INDEX "mismatch_channel" ON "mismatch" ("chain_id","direction","position");

CREATE INDEX "mismatch_seen_head" ON "mismatch" ("seen_head");

CREATE INDEX "order_user" ON "order" ("user");

CREATE INDEX "order_decision" ON "order" ("decision","opened_at");

CREATE INDEX "payout_order_id" ON "payout" USING hash ("order_id");

CREATE INDEX "payout_head" ON "payout" USING hash ("head");

CREATE INDEX "payout_account" ON "payout" ("account");

CREATE INDEX "posting_cause" ON "posting" USING hash ("cause");

CREATE INDEX "posting_account" ON "posting" ("account","asset","block_number");

CREATE VIEW "actionable_order" AS (
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
    and 
    o.decision = 'commit' and not o.pooled
    and not exists (
      select from entry e
      join order_settled s on s.order_id = e.order_id
      where e.order_id = o.order_id and e.kind in ('escrowed', 'filled')
        and e.delivered_transaction_hash <> o.decided_transaction_hash
        and (e.delivered_block_number, e.delivered_log_index) < (s.block_number, s.log_index)
    )
    and not exists (
      select from entry e
      where e.order_id = o.order_id and e.kind = 'escrowed'
        and e.delivered_transaction_hash = o.decided_transaction_hash
      group by e.chain_id
      having count(*) > 1
    )
    and not exists (select from order_aborted a where a.order_id = o.order_id)
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
  where not (
    o.decision = 'commit' and not o.pooled
    and not exists (
      select from entry e
      join order_settled s on s.order_id = e.order_id
      where e.order_id = o.order_id and e.kind in ('escrowed', 'filled')
        and e.delivered_transaction_hash <> o.decided_transaction_hash
        and (e.delivered_block_number, e.delivered_log_index) < (s.block_number, s.log_index)
    )
    and not exists (
      select from entry e
      where e.order_id = o.order_id and e.kind = 'escrowed'
        and e.delivered_transaction_hash = o.decided_transaction_hash
      group by e.chain_id
      having count(*) > 1
    )
    and not exists (select from order_aborted a where a.order_id = o.order_id)));

CREATE VIEW "asset" AS (
  select
    a.asset,
    (select v.vault from vault_set v where v.asset = a.asset order by v.block_number, v.log_index limit 1) as vault,
    coalesce(
      (
        select m.new_margin from margin_set m
        where m.asset = a.asset order by m.block_number desc, m.log_index desc limit 1
      ),
      0
    )::uint256 as margin,
    sums.custody,
    sums.ledger,
    sums.local,
    sums.reserve,
    sums.supply
  from (select asset from token_set union select asset from holding) a
  cross join lateral (
    select
      coalesce(sum(h.amount) filter (where h.side = 'custody'), 0)::uint256 as custody,
      coalesce(sum(h.amount) filter (where h.side = 'ledger'), 0)::uint256 as ledger,
      coalesce(sum(h.amount) filter (where h.side = 'local'), 0)::uint256 as local,
      coalesce(sum(h.amount) filter (where h.side = 'reserve'), 0)::uint256 as reserve,
      coalesce(sum(h.amount) filter (where h.side = 'supply'), 0)::uint256 as supply
    from holding h
    where h.asset = a.asset
  ) sums);

CREATE VIEW "attester" AS (
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
  join attesters_set_attesters a using (chain_id, block_number, log_index));

CREATE VIEW "attester_set" AS (
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
  from attesters_set s);

CREATE VIEW "deposit" AS (
  select
    e.chain_id,
    e.head,
    e.token,
    e.amount,
    e.depositor,
    e.beneficiary,
    e.minimum,
    e.to_vault,
    e.timestamp as deposited_at,
    e.queued_transaction_hash as deposited_transaction_hash,
    case
      when e.delivered_at is null then 'pending'
      when back.block_number is not null then 'returned'
      else 'credited'
    end::deposit_status as status,
    joined.credited::uint256 as credited,
    local.amount as local,
    back.status as returned
  from entry e
  left join lateral (
    select j.amount + j.rebate as credited from custody_joined j where j.cause = e.head and j.chain = e.chain_id limit 1
  ) joined on true
  left join lateral (
    select c.amount from local_credited c where c.cause = e.head and c.chain = e.chain_id limit 1
  ) local on true
  left join lateral (
    select
      r.block_number,
      
  coalesce(
    (select 'paid' from payout_paid p where p.head = q.head and p.chain_id = q.chain limit 1),
    (
      select
        case
          when (
            select coalesce(sum(c.amount), 0) from payout_claimed c
            where c.chain_id = f.chain_id and c.token = f.token and c.account = f.account
          ) >= (
            select sum(other.amount)
            from (
              select chain_id, token, account, amount, block_number, log_index from payout_failed
              union all
              select chain_id, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'::address, account, amount, block_number, log_index from delivery_credited
              union all
              select chain_id, token, account, amount, block_number, log_index from payout_fee_credited
            ) other
            where other.chain_id = f.chain_id and other.token = f.token and other.account = f.account
              and (other.block_number, other.log_index) <= (f.block_number, f.log_index)
          ) then 'claimed'
          else 'failed'
        end
      from payout_failed f
      where f.head = q.head and f.chain_id = q.chain
      limit 1
    ),
    (
      select 'rejected' from entry_rejected r
      where r.head = q.head and r.chain_id = q.chain and r.contract = 'spoke'
      limit 1
    ),
    'owed'
  )::payout_status as status
    from deposit_returned r
    -- Its way back is queued right after.
    left join lateral (
      select q.head, q.chain from entry_queued q
      where q.chain_id = r.chain_id and q.block_number = r.block_number and q.log_index > r.log_index
        and q.transaction_hash = r.transaction_hash and q.contract = 'hub' and q.chain = r.chain
      order by q.log_index
      limit 1
    ) q on true
    where r.head = e.head and r.chain = e.chain_id
    limit 1
  ) back on true
  where e.kind = 'deposited');

CREATE VIEW "withdrawal" AS (
  select
    w.block_number,
    w.log_index,
    w.account,
    w.asset,
    w.chain as chain_id,
    w.local,
    w.amount,
    w.fee,
    w.cause as head,
    e.token,
    e.account as recipient,
    e.amount as tokens,
    e.token_fee as payout_fee,
    w.block_time as withdrawn_at,
    w.transaction_hash,
    
  coalesce(
    (select 'paid' from payout_paid p where p.head = w.cause and p.chain_id = w.chain limit 1),
    (
      select
        case
          when (
            select coalesce(sum(c.amount), 0) from payout_claimed c
            where c.chain_id = f.chain_id and c.token = f.token and c.account = f.account
          ) >= (
            select sum(other.amount)
            from (
              select chain_id, token, account, amount, block_number, log_index from payout_failed
              union all
              select chain_id, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'::address, account, amount, block_number, log_index from delivery_credited
              union all
              select chain_id, token, account, amount, block_number, log_index from payout_fee_credited
            ) other
            where other.chain_id = f.chain_id and other.token = f.token and other.account = f.account
              and (other.block_number, other.log_index) <= (f.block_number, f.log_index)
          ) then 'claimed'
          else 'failed'
        end
      from payout_failed f
      where f.head = w.cause and f.chain_id = w.chain
      limit 1
    ),
    (
      select 'rejected' from entry_rejected r
      where r.head = w.cause and r.chain_id = w.chain and r.contract = 'spoke'
      limit 1
    ),
    'owed'
  )::payout_status as status
  from (
    select
      block_number, log_index, block_time, transaction_hash, account, asset, chain, cause, amount, fee, false as local
    from custody_left
    where kind = 3
    union all
    select block_number, log_index, block_time, transaction_hash, account, asset, chain, cause, amount, 0, true
    from local_withdrawn
  ) w
  left join lateral (
    select pay.token, pay.account, pay.amount, pay.token_fee
    from entry_queued q
    join instruction_pay pay using (chain_id, block_number, log_index)
    where q.head = w.cause and q.contract = 'hub' and q.chain = w.chain
    limit 1
  ) e on true);

CREATE VIEW "balance" AS (
  select chain_id, token, account, kind, sum(amount)::uint256 as amount
  from (
    select
      l.origin_chain as chain_id, l.input_token as token, o."user" as account, 'escrowed'::balance_kind as kind,
      l.input_amount * (l.escrow_count - l.escrow_released_count) as amount
    from leg l
    join "order" o on o.order_id = l.order_id
    where l.escrow_count <> l.escrow_released_count
    union all
    select l.destination_chain, case when l.output_token like '0x000000000000000000000000%' then '0x' || right(l.output_token, 40) end::address, l.solver, 'held', l.output_amount
    from leg l
    where l.status = 'filled' and l.hold and l.destination_chain is not null
      and not exists (
        select from payout p
        where p.order_id = l.order_id and p.leg = l.position and p.kind in ('delivery', 'return')
      )
    union all
    select p.chain, case when p.token like '0x000000000000000000000000%' then '0x' || right(p.token, 40) end::address, case when p.account like '0x000000000000000000000000%' then '0x' || right(p.account, 40) end::address, 'owed', p.amount
    from payout p
    where p.status in ('owed', 'rejected')
    union all
    select c.chain, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'::address, case when c.recipient like '0x000000000000000000000000%' then '0x' || right(c.recipient, 40) end::address, 'owed', (c.amount - c.delivery_fee) * 1000000000
    from collection c
    where c.status in ('owed', 'rejected')
    union all
    select d.chain_id, case when d.token like '0x000000000000000000000000%' then '0x' || right(d.token, 40) end::address, d.depositor, 'deposited', d.amount
    from deposit d
    where d.status = 'pending'
    union all
    select d.chain_id, case when d.token like '0x000000000000000000000000%' then '0x' || right(d.token, 40) end::address, d.depositor, 'owed', d.amount
    from deposit d
    where d.returned in ('owed', 'rejected')
    union all
    select w.chain_id, case when w.token like '0x000000000000000000000000%' then '0x' || right(w.token, 40) end::address, case when w.recipient like '0x000000000000000000000000%' then '0x' || right(w.recipient, 40) end::address, 'owed', w.tokens
    from withdrawal w
    where w.status in ('owed', 'rejected') and w.tokens is not null
    union all
    -- Of a token with fewer decimals, custody is always a whole number.
    select
      h.chain, case when t.new_token like '0x000000000000000000000000%' then '0x' || right(t.new_token, 40) end::address, null, 'custody',
      case when t.new_decimals < 18
        then div(h.amount, power(10::numeric, 18 - t.new_decimals))
        else h.amount * power(10::numeric, t.new_decimals - 18)
      end
    from holding h
    join lateral (
      select t.* from token_set t
      where t.asset = h.asset and t.chain = h.chain
      order by t.block_number desc, t.log_index desc
      limit 1
    ) t on true
    where h.side = 'custody'
    union all
    select e.chain_id, case when e.token like '0x000000000000000000000000%' then '0x' || right(e.token, 40) end::address, null, 'fee', e.token_fee
    from entry e
    where e.kind = 'pay' and e.delivered_at is null and e.token_fee > 0
    union all
    select chain_id, token, account, 'claimable', amount
    from claimable
    union all
    select chain_id, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'::address, account, 'earned', uncollected * 1000000000
    from earning
    union all
    select chain_id, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'::address, null, 'fee', amount * 1000000000
    from (
      select chain_id, sum(fee) as amount from entry where direction = 'report' group by chain_id
      union all
      select chain_id, -sum(fee) from entry where kind = 'pay' and delivered_at is not null group by chain_id
      union all
      select chain_id, -sum(earned) from earning group by chain_id
      union all
      select chain, sum(delivery_fee) from collection group by chain
    ) fees
  ) owed
  group by chain_id, token, account, kind
  having sum(amount) <> 0);

CREATE VIEW "custody" AS (
  select
    place.asset,
    place.chain as chain_id,
    token.new_token as token,
    token.new_decimals as decimals,
    coalesce(held.amount, 0)::uint256 as custody,
    coalesce(own.amount, 0)::uint256 as local,
    (coalesce(held.amount, 0) - coalesce(own.amount, 0))::uint256 as available,
    coalesce(rate.new_capacity, 0)::uint256 as capacity,
    coalesce(rate.new_window, 0)::uint256 as "window",
    coalesce(used.amount, 0)::uint256 as used,
    coalesce(curve.new_target, 0)::uint256 as target,
    coalesce(curve.new_slope, 0)::uint256 as slope,
    coalesce(carried.new_fee, 0)::uint256 as payout_fee,
    coalesce(paid.fees, 0)::uint256 as fees,
    (coalesce(earned.rebates, 0) + coalesce(matured.rebates, 0))::uint256 as rebates
  from (
    select asset, chain from token_set
    union
    select asset, chain from holding where side = 'custody'
  ) place
  left join lateral (
    select t.* from token_set t
    where t.asset = place.asset and t.chain = place.chain
    order by t.block_number desc, t.log_index desc
    limit 1
  ) token on true
  left join lateral (
    select l.* from limit_set l
    where l.asset = place.asset and l.chain = place.chain
    order by l.block_number desc, l.log_index desc
    limit 1
  ) rate on true
  left join lateral (
    select c.* from curve_set c
    where c.asset = place.asset and c.chain = place.chain
    order by c.block_number desc, c.log_index desc
    limit 1
  ) curve on true
  left join lateral (
    select f.* from payout_fee_set f
    where f.asset = place.asset and f.chain = place.chain
    order by f.block_number desc, f.log_index desc
    limit 1
  ) carried on true
  left join holding held on held.side = 'custody' and held.asset = place.asset and held.chain = place.chain
  left join lateral (
    select sum(h.amount) as amount from holding h
    where h.side = 'local' and h.asset = place.asset and h.chain = place.chain
  ) own on true
  left join lateral (
    select sum(c.fee) as fees from custody_left c where c.asset = place.asset and c.chain = place.chain
  ) paid on true
  left join lateral (
    select sum(c.rebate) as rebates from custody_joined c where c.asset = place.asset and c.chain = place.chain
  ) earned on true
  left join lateral (
    select sum(m.rebate) as rebates from local_matured m where m.asset = place.asset and m.chain = place.chain
  ) matured on true
  left join lateral (
    select
      case when l."window" = 0 then l.used
        else greatest(l.used - div(l.capacity * greatest(p.block_time - l.stored_at, 0), l."window"), 0)
      end as amount
    from limit_use l
    cross join checkpoint p
    where l.asset = place.asset and l.chain = place.chain
      and p.chain_id = (select h.chain_id from contract h where h.name = 'hub')
    order by l.block_number desc, l.log_index desc
    limit 1
  ) used on true);

CREATE VIEW "diverged_channel" AS (
  select
    m.chain_id,
    m.direction,
    min(case m.kind when 'delivered' then d.first_position else m.position end) as position,
    min(case m.kind when 'delivered' then m.block_number else e.delivered_block_number end) as taken_block_number
  from mismatch m
  left join delivery d
    on m.kind = 'delivered' and d.chain_id = m.chain_id and d.direction = m.direction and d.last_position = m.position
  left join entry e
    on m.kind <> 'delivered' and e.chain_id = m.chain_id and e.direction = m.direction and e.position = m.position
  group by m.chain_id, m.direction);

CREATE VIEW "divergence" AS (
  select
    m.seen_chain,
    m.block_number,
    m.log_index,
    m.transaction_hash,
    m.seen_at,
    m.kind,
    case when exists (
      select from unproven u
      where u.chain_id = m.seen_chain and m.block_number between u.from_block and u.to_block
        and u.source_chain = case m.direction
          when 'report' then m.chain_id
          else (select h.chain_id from contract h where h.name = 'hub')
        end
    ) then 'unproven' else 'diverged' end::divergence_status as status,
    m.chain_id,
    m.direction,
    m.position,
    m.expected_head,
    e.entry,
    m.seen_head
  from mismatch m
  left join entry e on e.chain_id = m.chain_id and e.direction = m.direction and e.position = m.position);

CREATE VIEW "due_call" AS (
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
    and (outputs.complete or (outputs.started and p.block_time > o.fill_deadline + 604800)));

CREATE VIEW "fee_balance" AS (
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
  from chain c);

CREATE VIEW "header" AS (
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
  from header_vouched h);

CREATE VIEW "ledger_balance" AS (select account, asset, amount from holding where side = 'ledger');

CREATE VIEW "local_balance" AS (select account, asset, chain as chain_id, amount from holding where side = 'local');

CREATE VIEW "message" AS (
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
  where s.contract = 'attested_gateway');

CREATE VIEW "nonce" AS (
  select
    chain_id, "user", nonce, 'used'::nonce_status as status, order_id, block_time as used_at, block_number, log_index,
    transaction_hash
  from signed_order_opened
  union all
  select
    chain_id, "user", nonce, 'cancelled'::nonce_status, null::bytes32, block_time, block_number, log_index,
    transaction_hash
  from nonce_cancelled);

CREATE VIEW "opening" AS (
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
  ) o);

CREATE VIEW "proof" AS (
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
  ) sent on true);

CREATE VIEW "quorum" AS (
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
  from quorum_set s);

CREATE VIEW "quorum_member" AS (
  select chain_id, block_number, log_index, value as gateway
  from quorum_set_gateways);

CREATE VIEW "share_balance" AS (select account, asset, amount as shares from holding where side = 'shares');

CREATE VIEW "share_price" AS (
  select
    asset,
    block_number,
    at,
    assets::uint256 as assets,
    shares::uint256 as shares,
    div((assets + 1) * 1000000000000000000000, shares + 1000)::uint256 as price
  from (
    select
      c.asset,
      c.block_number,
      c.at,
      c.balance - coalesce(div(l.locked * greatest(l.unlocked_at - c.at, 0), nullif(l.unlocked_at - l.block_time, 0)), 0)
        as assets,
      c.shares
    from (
      select
        b.asset,
        b.block_number,
        b.at,
        sum(b.balance) over (partition by b.asset order by b.block_number) as balance,
        sum(b.shares) over (partition by b.asset order by b.block_number) as shares
      from (
        select
          p.asset,
          p.block_number,
          max(p.posted_at) as at,
          coalesce(sum(p.credit - p.debit) filter (where p.side = 'ledger'), 0) as balance,
          coalesce(sum(p.debit - p.credit) filter (where p.side = 'supply'), 0) as shares
        from posting p
        where p.side = 'supply'
          or (p.side = 'ledger' and p.account in (select v.vault from vault_set v where v.asset = p.asset))
        group by p.asset, p.block_number
      ) b
    ) c
    left join lateral (
      select l.locked, l.unlocked_at, l.block_time
      from profit_locked l
      where l.contract = 'vault_' || c.asset and l.block_number <= c.block_number
      order by l.block_number desc, l.log_index desc
      limit 1
    ) l on true
  ) worth);

CREATE VIEW "sweep" AS (
  select order_id, chain_id, token, recipient, sum(amount)::uint256 as amount, max(block_time)::uint64 as swept_at
  from executor_swept
  group by order_id, chain_id, token, recipient);

CREATE VIEW "unfinal_attester_set" AS (
  select e.chain_id, e.address as gateway, e.source_chain from checkpoint p join attesters_set e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1));

CREATE VIEW "unfinal_channel" AS (
  select 
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'instruction' else 'report' end::channel_direction as direction from checkpoint p join entry_queued e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select 
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'instruction' else 'report' end::channel_direction as direction from checkpoint p join head_dispatched e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select 
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'report' else 'instruction' end::channel_direction as direction from checkpoint p join head_accepted e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select 
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'report' else 'instruction' end::channel_direction as direction from checkpoint p join entries_delivered e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select 
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'instruction' else 'report' end::channel_direction as direction from checkpoint p join route_set e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select 
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'report' else 'instruction' end::channel_direction as direction from checkpoint p join route_set e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1));

CREATE VIEW "unfinal_chain" AS (
  select chain_id from unfinal_channel
  union
  select e.chain_id from checkpoint p join configured e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain_id from checkpoint p join pauses_set e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain_id from checkpoint p join wrapped_native_set e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain from checkpoint p join spoke_configured e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain from checkpoint p join chain_retired e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain from checkpoint p join fee_policy_set e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1));

CREATE VIEW "unfinal_claimable" AS (
  select e.chain_id, e.token, e.account from checkpoint p join payout_failed e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain_id, e.token, e.account from checkpoint p join payout_claimed e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain_id, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee', e.account from checkpoint p join delivery_credited e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain_id, e.token, e.account from checkpoint p join payout_fee_credited e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1));

CREATE VIEW "unfinal_collection" AS (
  select o.collected_block_number, o.collected_log_index from collection o where o.collected_block_number > 
  (select coalesce(p.final_block_number, -1) from checkpoint p join contract c using (chain_id) where c.name = 'hub')
  union
  select o.collected_block_number, o.collected_log_index
  from (
  select e.chain_id, e.head from checkpoint p join payout_paid e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain_id, e.head from checkpoint p join payout_failed e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain_id, e.head from checkpoint p join entry_rejected e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1) where e.contract = 'spoke'
  union
  select f.chain_id, f.head
  from unfinal_claimable c
  join payout_failed f on f.chain_id = c.chain_id and f.token = c.token and f.account = c.account) paid
  join collection o on o.head = paid.head and o.chain = paid.chain_id);

CREATE VIEW "unfinal_entry" AS (
  select entry.chain_id, entry.direction, entry.position, entry.order_id
  from (
    select 
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'instruction' else 'report' end::channel_direction as direction, e.head from checkpoint p join entry_queued e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
    union all
    select 
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'instruction' else 'report' end::channel_direction as direction, e.head from checkpoint p join head_dispatched e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
    union all
    select 
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'report' else 'instruction' end::channel_direction as direction, e.head from checkpoint p join head_accepted e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
    union all
    select 
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'report' else 'instruction' end::channel_direction as direction, e.head from checkpoint p join entry_rejected e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  ) named
  join entry on entry.head = named.head and entry.chain_id = named.chain_id and entry.direction = named.direction
  union
  select entry.chain_id, entry.direction, entry.position, entry.order_id
  from (
    select d.*
    from (select 
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'report' else 'instruction' end::channel_direction as direction, e.block_number, e.log_index from checkpoint p join entries_delivered e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)) delivered
    join delivery d
      on d.block_number = delivered.block_number and d.chain_id = delivered.chain_id
      and d.direction = delivered.direction and d.log_index = delivered.log_index
    union all
    -- What was delivered counts once the last of it is known.
    select d.*
    from (select 
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'instruction' else 'report' end::channel_direction as direction, e.head from checkpoint p join entry_queued e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)) queued
    join entry last
      on last.head = queued.head and last.chain_id = queued.chain_id and last.direction = queued.direction
    join delivery d
      on d.chain_id = last.chain_id and d.direction = last.direction and d.last_position = last.position
  ) d
  join entry
    on entry.chain_id = d.chain_id and entry.direction = d.direction
    and entry.position between d.first_position and d.last_position
  union
  select entry.chain_id, entry.direction, entry.position, entry.order_id
  from (
    select 
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'instruction' else 'report' end::channel_direction as direction from checkpoint p join route_set e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
    union
    select 
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'report' else 'instruction' end::channel_direction as direction from checkpoint p join route_set e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  ) routed
  join entry
    on entry.chain_id = routed.chain_id and entry.direction = routed.direction and entry.delivered_at is null);

CREATE VIEW "unfinal_divergence" AS (
  select m.seen_chain, m.block_number, m.log_index
  from checkpoint p
  join mismatch m on m.seen_chain = p.chain_id and m.block_number > coalesce(p.final_block_number, -1)
  union
  select m.seen_chain, m.block_number, m.log_index
  from unfinal_entry e
  join mismatch m on m.chain_id = e.chain_id and m.direction = e.direction and m.position = e.position);

CREATE VIEW "unfinal_earning" AS (
  select e.chain as chain_id, e.account from checkpoint p join fees_earned e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain, e.account from checkpoint p join fees_collected e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1));

CREATE VIEW "unfinal_header" AS (
  select e.chain_id, e.source_chain, e.number from checkpoint p join header_vouched e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain_id, e.source_chain, e.number from checkpoint p join header_disputed e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1));

CREATE VIEW "unfinal_order" AS (
  select e.order_id from checkpoint p join order_opened e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.order_id from checkpoint p join signed_order_opened e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.order_id from checkpoint p join output_held e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.order_id from checkpoint p join call_executed e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.order_id from checkpoint p join call_failed e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.order_id from checkpoint p join executor_swept e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.order_id from checkpoint p join order_settled e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.order_id from checkpoint p join order_aborted e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.order_id from checkpoint p join fill_released e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.order_id from checkpoint p join payout_owed e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.cause from checkpoint p join custody_left e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1) where e.kind = 2
  union
  select order_id from unfinal_entry where order_id is not null);

CREATE VIEW "unfinal_payout" AS (
  select o.owed_block_number, o.owed_log_index from payout o where o.owed_block_number > 
  (select coalesce(p.final_block_number, -1) from checkpoint p join contract c using (chain_id) where c.name = 'hub')
  union
  select o.owed_block_number, o.owed_log_index
  from (
  select e.chain_id, e.head from checkpoint p join payout_paid e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain_id, e.head from checkpoint p join payout_failed e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain_id, e.head from checkpoint p join entry_rejected e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1) where e.contract = 'spoke'
  union
  select f.chain_id, f.head
  from unfinal_claimable c
  join payout_failed f on f.chain_id = c.chain_id and f.token = c.token and f.account = c.account) paid
  join payout o on o.head = paid.head and o.chain = paid.chain_id);

CREATE VIEW "unfinal_proof" AS (
  select e.chain_id as seen_chain, e.block_number, e.log_index from checkpoint p join head_proven e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select h.chain_id, h.block_number, h.log_index
  from (select e.head from checkpoint p join entry_queued e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)) named
  join head_proven h on h.head = named.head);

CREATE VIEW "unfinal_quorum" AS (
  select e.chain_id, e.address as gateway, e.chain as source_chain from checkpoint p join quorum_set e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1));

CREATE VIEW "unfinal_vote" AS (
  select e.chain_id as seen_chain, e.block_number, e.log_index from checkpoint p join message_voted e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select v.chain_id, v.block_number, v.log_index
  from (
    select e.head from checkpoint p join entry_queued e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
    union
    select e.head from checkpoint p join head_dispatched e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  ) named
  join message_voted v on v.payload = named.head);

CREATE VIEW "unfinal_withdrawal" AS (
  select e.block_number, e.log_index from checkpoint p join custody_left e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1) where e.kind = 3
  union
  select e.block_number, e.log_index from checkpoint p join local_withdrawn e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select w.block_number, w.log_index
  from (
    select paid.chain_id, paid.head from (
  select e.chain_id, e.head from checkpoint p join payout_paid e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain_id, e.head from checkpoint p join payout_failed e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)
  union
  select e.chain_id, e.head from checkpoint p join entry_rejected e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1) where e.contract = 'spoke'
  union
  select f.chain_id, f.head
  from unfinal_claimable c
  join payout_failed f on f.chain_id = c.chain_id and f.token = c.token and f.account = c.account) paid
    union all
    select e.chain, e.head from checkpoint p join entry_queued e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1) where e.contract = 'hub'
  ) named
  join (
    select c.cause, c.chain, c.block_number, c.log_index from custody_left c where c.kind = 3
    union all
    select c.cause, c.chain, c.block_number, c.log_index from local_withdrawn c
  ) w on w.cause = named.head and w.chain = named.chain_id);

CREATE VIEW "vote" AS (
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
  where length(v.payload) = 66);

create function channel_diverged(channel) returns boolean language sql stable begin atomic
    select exists (select from mismatch m where m.chain_id = ($1).chain_id and m.direction = ($1).direction);
  end;

create function entry_diverged(entry) returns boolean language sql stable begin atomic
    select exists (
      select from diverged_channel d
      where d.chain_id = ($1).chain_id and d.direction = ($1).direction and d.position <= ($1).position
    );
  end;

create function order_diverged("order") returns boolean language sql stable begin atomic
    select exists (select from mismatch) and (
      exists (
        select
        from leg l
        join diverged_channel d on d.direction = 'report' and d.chain_id in (l.origin_chain, l.destination_chain)
        where l.order_id = ($1).order_id
          and d.taken_block_number is not null
          and coalesce(($1).decided_block_number >= d.taken_block_number, true)
      )
      or exists (select from entry e where e.order_id = ($1).order_id and entry_diverged(e))
    );
  end;

create function leg_diverged(leg) returns boolean language sql stable begin atomic
    select exists (select from "order" o where o.order_id = ($1).order_id and order_diverged(o));
  end;

create function payout_diverged(payout) returns boolean language sql stable begin atomic
    select exists (select from mismatch) and (
      exists (select from "order" o where o.order_id = ($1).order_id and order_diverged(o))
      or exists (
        select from diverged_channel d
        where d.direction = 'instruction' and d.chain_id = ($1).chain
          and coalesce(($1).paid_block_number >= d.taken_block_number, true)
      )
    );
  end;

create function order_final("order") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_order u where u.order_id = ($1).order_id);
  end;

create function leg_final("leg") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_order u where u.order_id = ($1).order_id);
  end;

create function call_final("call") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_order u where u.order_id = ($1).order_id);
  end;

create function escrow_final("escrow") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_order u where u.order_id = ($1).order_id);
  end;

create function sweep_final("sweep") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_order u where u.order_id = ($1).order_id);
  end;

create function payout_final("payout") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_payout u where u.owed_block_number = ($1).owed_block_number and u.owed_log_index = ($1).owed_log_index);
  end;

create function collection_final("collection") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_collection u where u.collected_block_number = ($1).collected_block_number and u.collected_log_index = ($1).collected_log_index);
  end;

create function claimable_final("claimable") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_claimable u where u.chain_id = ($1).chain_id and u.token = ($1).token and u.account = ($1).account);
  end;

create function earning_final("earning") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_earning u where u.chain_id = ($1).chain_id and u.account = ($1).account);
  end;

create function channel_final("channel") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_channel u where u.chain_id = ($1).chain_id and u.direction = ($1).direction);
  end;

create function entry_final("entry") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_entry u where u.chain_id = ($1).chain_id and u.direction = ($1).direction and u.position = ($1).position);
  end;

create function chain_final("chain") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_chain u where u.chain_id = ($1).chain_id);
  end;

create function delivery_final("delivery") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = case ($1).direction when 'report' then (select c.chain_id from contract c where c.name = 'hub') else ($1).chain_id end and ($1).block_number <= p.final_block_number
    );
  end;

create function divergence_final("divergence") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_divergence u where u.seen_chain = ($1).seen_chain and u.block_number = ($1).block_number and u.log_index = ($1).log_index);
  end;

create function attester_set_final("attester_set") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_attester_set u where u.chain_id = ($1).chain_id and u.gateway = ($1).gateway and u.source_chain = ($1).source_chain);
  end;

create function quorum_final("quorum") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_quorum u where u.chain_id = ($1).chain_id and u.gateway = ($1).gateway and u.source_chain = ($1).source_chain);
  end;

create function quorum_member_final("quorum_member") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function vote_final("vote") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_vote u where u.seen_chain = ($1).seen_chain and u.block_number = ($1).block_number and u.log_index = ($1).log_index);
  end;

create function header_final("header") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_header u where u.chain_id = ($1).chain_id and u.source_chain = ($1).source_chain and u.number = ($1).number);
  end;

create function proof_final("proof") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_proof u where u.seen_chain = ($1).seen_chain and u.block_number = ($1).block_number and u.log_index = ($1).log_index);
  end;

create function posting_final("posting") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = (select c.chain_id from contract c where c.name = 'hub') and ($1).block_number <= p.final_block_number
    );
  end;

create function limit_use_final("limit_use") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = (select c.chain_id from contract c where c.name = 'hub') and ($1).block_number <= p.final_block_number
    );
  end;

create function withdrawal_final("withdrawal") returns boolean language sql stable begin atomic
    select not exists (select from unfinal_withdrawal u where u.block_number = ($1).block_number and u.log_index = ($1).log_index);
  end;

create function opening_final("opening") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function nonce_final("nonce") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function attesters_set_final("attesters_set") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function authority_updated_final("authority_updated") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function call_executed_final("call_executed") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function call_failed_final("call_failed") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function chain_retired_final("chain_retired") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function configured_final("configured") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function delivery_credited_final("delivery_credited") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function delivery_paid_final("delivery_paid") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function deposit_returned_final("deposit_returned") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function entries_delivered_final("entries_delivered") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function entry_queued_final("entry_queued") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function entry_rejected_final("entry_rejected") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function executor_swept_final("executor_swept") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function fee_policy_set_final("fee_policy_set") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function fees_collected_final("fees_collected") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function fees_earned_final("fees_earned") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function fill_released_final("fill_released") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function head_accepted_final("head_accepted") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function head_dispatched_final("head_dispatched") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function message_executed_final("message_executed") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function message_sent_final("message_sent") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function nonce_cancelled_final("nonce_cancelled") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function order_aborted_final("order_aborted") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function order_opened_final("order_opened") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function order_paid_for_final("order_paid_for") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function order_settled_final("order_settled") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function order_skipped_final("order_skipped") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function output_held_final("output_held") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function pauses_set_final("pauses_set") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function payout_claimed_final("payout_claimed") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function payout_failed_final("payout_failed") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function payout_fee_credited_final("payout_fee_credited") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function payout_owed_final("payout_owed") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function payout_paid_final("payout_paid") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function request_skipped_final("request_skipped") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function route_set_final("route_set") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function signed_order_opened_final("signed_order_opened") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function spoke_configured_final("spoke_configured") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function wrapped_native_set_final("wrapped_native_set") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function balance_approval_final("balance_approval") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function balance_transfer_final("balance_transfer") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function curve_set_final("curve_set") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function custody_joined_final("custody_joined") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function custody_left_final("custody_left") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function dust_reserved_final("dust_reserved") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function limit_set_final("limit_set") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function local_credited_final("local_credited") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function local_matured_final("local_matured") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function local_withdrawn_final("local_withdrawn") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function margin_set_final("margin_set") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function operator_set_final("operator_set") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function payout_fee_set_final("payout_fee_set") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function profit_locked_final("profit_locked") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function reserve_funded_final("reserve_funded") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function share_approval_final("share_approval") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function share_deposit_final("share_deposit") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function share_transfer_final("share_transfer") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function share_withdrawal_final("share_withdrawal") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function token_set_final("token_set") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function vault_set_final("vault_set") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function gateway_skipped_final("gateway_skipped") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function hand_over_failed_final("hand_over_failed") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function head_proven_final("head_proven") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function header_disputed_final("header_disputed") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function header_oracle_set_final("header_oracle_set") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function header_vouched_final("header_vouched") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function message_forwarded_final("message_forwarded") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function message_handed_over_final("message_handed_over") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function message_voted_final("message_voted") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function quorum_set_final("quorum_set") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function recipient_set_final("recipient_set") returns boolean language sql stable begin atomic
    select exists (
      select from checkpoint p where p.chain_id = ($1).chain_id and ($1).block_number <= p.final_block_number
    );
  end;

create function limit_step(level numeric[], event numeric[]) returns numeric[] language plpgsql immutable as $$
  declare
    elapsed numeric := event[2] - level[3];
    used numeric := level[1];
    rise numeric := greatest(level[2] - div(level[6] * elapsed, 600), 0);
  begin
    if event[1] = 4 then
      return event[2:7];
    end if;
    if level[5] <> 0 then
      used := greatest(used - div(level[4] * elapsed, level[5]), 0);
    end if;
    if level[6] = 0 then
      rise := 0;
    end if;
    case event[1]
      when 0 then
        return array[used + event[3], rise + event[4], event[2], level[4], level[5], level[6]];
      when 1 then
        if rise = 0 then
          return level;
        end if;
        return array[used, greatest(rise - event[3], 0), event[2], level[4], level[5], level[6]];
      when 2 then
        return array[used, rise, event[2], event[3], event[4], level[6]];
      else
        return array[used, rise, event[2], level[4], level[5], event[3]];
    end case;
  end
  $$;

create aggregate limit_level(numeric[]) (
    sfunc = limit_step, stype = numeric[], initcond = '{0,0,0,0,0,0}'
  );

create function blocks_at(chains uint64[], blocks bigint[])
  returns table (chain_id uint64, block_number bigint) language plpgsql stable set search_path from current as $$
  declare
    asked record;
  begin
    if coalesce(cardinality(chains), 0) <> coalesce(cardinality(blocks), 0) then
      raise exception '% chains and % blocks are given: give one block per chain.',
        coalesce(cardinality(chains), 0), coalesce(cardinality(blocks), 0) using errcode = '22023';
    end if;
    for asked in
      select given.chain, given.block, p.block_number as latest, p.start_block as first
      from unnest(chains, blocks) as given (chain, block)
      left join checkpoint p on p.chain_id = given.chain
    loop
      if asked.latest is null then
        raise exception 'chain % is not indexed: give another.', asked.chain using errcode = '22023';
      elsif asked.block > asked.latest then
        raise exception 'chain % is indexed up to block %, but block % is asked for: give an earlier one.',
          asked.chain, asked.latest, asked.block using errcode = '22023';
      elsif asked.block is null or asked.block < asked.first - 1 then
        raise exception 'chain % is indexed from block % on, but block % is asked for: give a later one.',
          asked.chain, asked.first, asked.block using errcode = '22023';
      end if;
    end loop;
    return query
      select p.chain_id, coalesce(given.block, p.block_number)
      from checkpoint p
      left join unnest(chains, blocks) as given (chain, block) on given.chain = p.chain_id;
  end
  $$;

create function cut_blocks(asked bigint, out chains uint64[], out blocks bigint[])
  language plpgsql stable set search_path from current as $$
  declare
    oldest bigint;
    latest bigint;
    replaced record;
    replacement bigint;
  begin
    select min(id), max(id) into oldest, latest from cut;
    if latest is null or asked > latest then
      raise exception 'cut % is not there yet: the latest is %.', asked, coalesce(latest, 0) using errcode = '22023';
    elsif asked is null or asked < oldest then
      raise exception 'cut % is not kept any more: the oldest is %.', asked, oldest using errcode = '22023';
    end if;
    -- Per chain, where the cut stood; and where that was replaced, by which cut last, and which covers it again.
    for replaced in
      select
        p.chain_id, stood.block_number, stood.block_hash,
        (
          select min(again.cut_id) from cut_checkpoint again
          where again.chain_id = p.chain_id and again.cut_id >= taken.cut_id
            and again.block_number >= stood.block_number
        ) as again
      from checkpoint p
      cross join lateral (
        select c.block_number, c.block_hash from cut_checkpoint c
        where c.chain_id = p.chain_id and c.cut_id <= asked
        order by c.cut_id desc
        limit 1
      ) stood
      cross join lateral (
        select max(c.cut_id) as cut_id from cut_checkpoint c
        where c.chain_id = p.chain_id and c.cut_id > asked and c.replaced_block_count > 0
          and c.from_block <= stood.block_number
      ) taken
      where taken.cut_id is not null
      order by p.chain_id
    loop
      if replaced.again is null then
        raise exception 'cut % is no more: block % of chain %, %, was replaced, and no cut covers that number again yet.',
          asked, replaced.block_number, replaced.chain_id, replaced.block_hash using errcode = '22023';
      end if;
      replacement := greatest(replacement, replaced.again);
    end loop;
    if replacement is not null then
      raise exception 'cut % is no more: blocks of it were replaced. Cut % is the first that covers them again.',
        asked, replacement using errcode = '22023';
    end if;
    select array_agg(p.chain_id), array_agg(coalesce(stood.block_number, p.start_block - 1)) into chains, blocks
    from checkpoint p
    left join lateral (
      select c.block_number from cut_checkpoint c
      where c.chain_id = p.chain_id and c.cut_id <= asked
      order by c.cut_id desc
      limit 1
    ) stood on true;
  end
  $$;

create function orders_at(chains uint64[], blocks bigint[], of_order bytes32 default null, of_user address default null)
  returns table ("order_id" bytes32, "user" address, "nonce" uint256, "open_deadline" uint64, "fill_deadline" uint64, "solver" address, "exclusive_until" uint64, "pooled" boolean, "cancellable" boolean, "leg_count" smallint, "call_count" integer, "opened_at" uint64, "decision" decision, "decided_at" uint64, "decided_block_number" bigint, "decided_transaction_hash" bytes32) language sql stable rows 100 begin atomic
    -- What is asked for is refused even if there would be no row.
    select from blocks_at($1, $2);
    with blocks as materialized (select * from blocks_at($1, $2)),
    order_opened as not materialized (
      select t.* from order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    signed_order_opened as not materialized (
      select t.* from signed_order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    output_held as not materialized (
      select t.* from output_held t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_settled as not materialized (
      select t.* from order_settled t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_aborted as not materialized (
      select t.* from order_aborted t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_executed as not materialized (
      select t.* from call_executed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_failed as not materialized (
      select t.* from call_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fill_released as not materialized (
      select t.* from fill_released t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_owed as not materialized (
      select t.* from payout_owed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_queued as not materialized (
      select t.* from entry_queued t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_rejected as not materialized (
      select t.* from entry_rejected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_paid as not materialized (
      select t.* from payout_paid t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_failed as not materialized (
      select t.* from payout_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_claimed as not materialized (
      select t.* from payout_claimed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    delivery_credited as not materialized (
      select t.* from delivery_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_credited as not materialized (
      select t.* from payout_fee_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_earned as not materialized (
      select t.* from fees_earned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_collected as not materialized (
      select t.* from fees_collected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_joined as not materialized (
      select t.* from custody_joined t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_left as not materialized (
      select t.* from custody_left t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_credited as not materialized (
      select t.* from local_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_withdrawn as not materialized (
      select t.* from local_withdrawn t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_matured as not materialized (
      select t.* from local_matured t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    deposit_returned as not materialized (
      select t.* from deposit_returned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    token_set as not materialized (
      select t.* from token_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    limit_set as not materialized (
      select t.* from limit_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    curve_set as not materialized (
      select t.* from curve_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    margin_set as not materialized (
      select t.* from margin_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_set as not materialized (
      select t.* from payout_fee_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    vault_set as not materialized (
      select t.* from vault_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    instruction_pay as not materialized (
      select t.* from instruction_pay t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry as not materialized (
      select
        e.chain_id, e.direction, e.position, e.head, e.kind, e.timestamp, e.fee, e.order_id, e.leg, e.hold, e.solver,
        e.repayment_account, e.repayment_ledger_account, e.repayment_chain, e.repayment_max_fee, e.depositor,
        e.beneficiary, e.minimum, e.to_vault, e.token, e.amount, e.token_fee, e.queued_block_number, e.queued_transaction_hash,
        case when 
        e.delivered_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then (select c.chain_id from contract c where c.name = 'hub') else e.chain_id end)
        and (
          select last.queued_block_number
          from delivery d
          join entry last
            on last.chain_id = d.chain_id and last.direction = d.direction and last.position = d.last_position
          where d.chain_id = e.chain_id and d.direction = e.direction and d.last_position >= e.position
          order by d.last_position
          limit 1
        ) <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end) then e.delivered_at end as delivered_at,
        case when e.rejected_reason is not null then (
          select r.reason from entry_rejected r
          where r.head = e.head
            and case e.direction
              when 'report' then r.contract = 'hub' and r.chain = e.chain_id
              else r.contract = 'spoke' and r.chain_id = e.chain_id
            end
          order by r.block_number, r.log_index
          limit 1
        ) end as rejected_reason
      from entry e
      where e.queued_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end)
    ),
    touched as materialized (
      select o.order_id from "order" o where o.order_id = $3 and ($4 is null or o."user" = $4)
      union all
      select o.order_id from "order" o where $3 is null and o."user" = $4
      union all
      select o.order_id from "order" o where $3 is null and $4 is null),
    "order" (
  order_id, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable, leg_count,
  call_count, opened_at, decision, decided_at, decided_block_number, decided_transaction_hash) as materialized (
    select
      touched.order_id,
      told."user",
      told.nonce,
      told.open_deadline,
      told.fill_deadline,
      told.solver,
      told.exclusive_until,
      told.pooled,
      told.cancellable,
      case when told."user" is not null then (
        select count(*) from (
      select position
      from order_opened_legs t
      where told.source = 'order_opened' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from signed_order_opened_legs t
      where told.source = 'signed_order_opened' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from output_held_legs t
      where told.source = 'output_held' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from order_settled_legs t
      where told.source = 'order_settled' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from order_aborted_legs t
      where told.source = 'order_aborted' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index) legs
      ) end,
      case when told."user" is not null then (
        select case when told.source in ('order_settled', 'order_aborted') then nullif(count(*), 0) else count(*) end
        from (
      select position
      from order_opened_calls t
      where told.source = 'order_opened' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from signed_order_opened_calls t
      where told.source = 'signed_order_opened' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from output_held_calls t
      where told.source = 'output_held' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from order_settled_calls t
      where told.source = 'order_settled' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from order_aborted_calls t
      where told.source = 'order_aborted' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index) calls
      ) end,
      (select min(o.block_time) from (
    select order_id, chain_id, block_time from order_opened
    union all
    select order_id, chain_id, block_time from signed_order_opened
  ) o where o.order_id = touched.order_id),
      coalesce(decided.decision, 'undecided')::decision,
      decided.block_time,
      decided.block_number,
      decided.transaction_hash
    from touched
    left join lateral (
    (
      select 'order_opened' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from order_opened o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'signed_order_opened' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from signed_order_opened o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'output_held' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from output_held o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'order_settled' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from order_settled o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'order_aborted' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from order_aborted o
      where o.order_id = touched.order_id
      limit 1
    )
    limit 1
  ) told on true
    left join lateral (
      select 'commit' as decision, block_time, block_number, transaction_hash
      from order_settled o where o.order_id = touched.order_id
      union all
      select 'abort', block_time, block_number, transaction_hash
      from order_aborted o where o.order_id = touched.order_id
      limit 1
    ) decided on true
    where told."user" is not null
      or exists (select from entry e where e.order_id = touched.order_id offset 0)
      or exists (select from call_executed c where c.order_id = touched.order_id offset 0)
      or exists (select from call_failed c where c.order_id = touched.order_id offset 0))
    select t."order_id"::bytes32, t."user"::address, t."nonce"::uint256, t."open_deadline"::uint64, t."fill_deadline"::uint64, t."solver"::address, t."exclusive_until"::uint64, t."pooled"::boolean, t."cancellable"::boolean, t."leg_count"::smallint, t."call_count"::integer, t."opened_at"::uint64, t."decision"::decision, t."decided_at"::uint64, t."decided_block_number"::bigint, t."decided_transaction_hash"::bytes32 from "order" t;
  end;

create function orders_as_of(cut bigint, of_order bytes32 default null, of_user address default null)
  returns table ("order_id" bytes32, "user" address, "nonce" uint256, "open_deadline" uint64, "fill_deadline" uint64, "solver" address, "exclusive_until" uint64, "pooled" boolean, "cancellable" boolean, "leg_count" smallint, "call_count" integer, "opened_at" uint64, "decision" decision, "decided_at" uint64, "decided_block_number" bigint, "decided_transaction_hash" bytes32) language sql stable rows 100 begin atomic
    select a.* from cut_blocks($1) c cross join lateral orders_at(c.chains, c.blocks, $2, $3) a;
  end;

create function legs_at(chains uint64[], blocks bigint[], of_order bytes32 default null, of_user address default null)
  returns table ("order_id" bytes32, "position" smallint, "origin_chain" uint64, "input_token" address, "input_amount" uint256, "destination_chain" uint64, "output_token" bytes32, "output_amount" uint256, "recipient" bytes32, "escrow_count" integer, "escrowed_at" uint64, "escrow_reported_count" integer, "escrow_released_count" integer, "status" leg_status, "filled_at" uint64, "hold" boolean, "solver" address, "repayment_account" bytes32, "repayment_ledger_account" address, "repayment_chain" uint64, "repayment_max_fee" integer, "fill_fee" uint64, "filled_block_number" bigint, "filled_transaction_hash" bytes32, "fill_reported" boolean, "returned" boolean, "fill_fee_released" boolean, "cancelled_at" uint64, "cancelled_block_number" bigint, "cancelled_transaction_hash" bytes32, "cancel_reported" boolean) language sql stable rows 100 begin atomic
    -- What is asked for is refused even if there would be no row.
    select from blocks_at($1, $2);
    with blocks as materialized (select * from blocks_at($1, $2)),
    order_opened as not materialized (
      select t.* from order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    signed_order_opened as not materialized (
      select t.* from signed_order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    output_held as not materialized (
      select t.* from output_held t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_settled as not materialized (
      select t.* from order_settled t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_aborted as not materialized (
      select t.* from order_aborted t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_executed as not materialized (
      select t.* from call_executed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_failed as not materialized (
      select t.* from call_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fill_released as not materialized (
      select t.* from fill_released t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_owed as not materialized (
      select t.* from payout_owed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_queued as not materialized (
      select t.* from entry_queued t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_rejected as not materialized (
      select t.* from entry_rejected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_paid as not materialized (
      select t.* from payout_paid t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_failed as not materialized (
      select t.* from payout_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_claimed as not materialized (
      select t.* from payout_claimed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    delivery_credited as not materialized (
      select t.* from delivery_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_credited as not materialized (
      select t.* from payout_fee_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_earned as not materialized (
      select t.* from fees_earned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_collected as not materialized (
      select t.* from fees_collected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_joined as not materialized (
      select t.* from custody_joined t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_left as not materialized (
      select t.* from custody_left t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_credited as not materialized (
      select t.* from local_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_withdrawn as not materialized (
      select t.* from local_withdrawn t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_matured as not materialized (
      select t.* from local_matured t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    deposit_returned as not materialized (
      select t.* from deposit_returned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    token_set as not materialized (
      select t.* from token_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    limit_set as not materialized (
      select t.* from limit_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    curve_set as not materialized (
      select t.* from curve_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    margin_set as not materialized (
      select t.* from margin_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_set as not materialized (
      select t.* from payout_fee_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    vault_set as not materialized (
      select t.* from vault_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    instruction_pay as not materialized (
      select t.* from instruction_pay t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry as not materialized (
      select
        e.chain_id, e.direction, e.position, e.head, e.kind, e.timestamp, e.fee, e.order_id, e.leg, e.hold, e.solver,
        e.repayment_account, e.repayment_ledger_account, e.repayment_chain, e.repayment_max_fee, e.depositor,
        e.beneficiary, e.minimum, e.to_vault, e.token, e.amount, e.token_fee, e.queued_block_number, e.queued_transaction_hash,
        case when 
        e.delivered_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then (select c.chain_id from contract c where c.name = 'hub') else e.chain_id end)
        and (
          select last.queued_block_number
          from delivery d
          join entry last
            on last.chain_id = d.chain_id and last.direction = d.direction and last.position = d.last_position
          where d.chain_id = e.chain_id and d.direction = e.direction and d.last_position >= e.position
          order by d.last_position
          limit 1
        ) <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end) then e.delivered_at end as delivered_at,
        case when e.rejected_reason is not null then (
          select r.reason from entry_rejected r
          where r.head = e.head
            and case e.direction
              when 'report' then r.contract = 'hub' and r.chain = e.chain_id
              else r.contract = 'spoke' and r.chain_id = e.chain_id
            end
          order by r.block_number, r.log_index
          limit 1
        ) end as rejected_reason
      from entry e
      where e.queued_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end)
    ),
    touched as materialized (
      select o.order_id from "order" o where o.order_id = $3 and ($4 is null or o."user" = $4)
      union all
      select o.order_id from "order" o where $3 is null and o."user" = $4
      union all
      select o.order_id from "order" o where $3 is null and $4 is null),
    "leg" (
  order_id, position, origin_chain, input_token, input_amount, destination_chain, output_token, output_amount,
  recipient, escrow_count, escrowed_at, escrow_reported_count, escrow_released_count, filled_at, hold, solver,
  repayment_account, repayment_ledger_account, repayment_chain, repayment_max_fee, fill_fee, filled_block_number,
  filled_transaction_hash, fill_reported, returned, fill_fee_released, status, cancelled_at,
  cancelled_block_number, cancelled_transaction_hash, cancel_reported) as materialized (
      select
        l.order_id,
        l.position,
        l.origin_chain,
        l.input_token,
        l.input_amount,
        l.destination_chain,
        l.output_token,
        l.output_amount,
        l.recipient,
        escrowed.count,
        escrowed.first_time,
        reported.escrow_count,
        case
          when l.input_amount = 0 then reported.escrow_count
          else settled.count + coalesce(div(owed.refunded, l.input_amount), 0)
        end,
        coalesce(filled.timestamp, pooled.block_time),
        coalesce(filled.hold, case when pooled.account is not null then false end),
        coalesce(filled.solver, pooled.account),
        filled.repayment_account,
        filled.repayment_ledger_account,
        filled.repayment_chain,
        filled.repayment_max_fee,
        filled.fee,
        coalesce(filled.queued_block_number, pooled.block_number),
        coalesce(filled.queued_transaction_hash, pooled.transaction_hash),
        coalesce(filled.delivered_at is not null and filled.rejected_reason is null, false),
        owed.returned,
        settled.count > 0 or owed.returned or exists (
          select from fill_released r where r.order_id = l.order_id and r.leg = l.position offset 0
        ),
        case
          when filled.position is not null or pooled.account is not null then 'filled'
          when cancelled.position is not null then 'cancelled'
          else 'unfilled'
        end::leg_status,
        cancelled.timestamp,
        cancelled.queued_block_number,
        cancelled.queued_transaction_hash,
        cancelled.delivered_at is not null
      from (
        select touched.order_id, legs.*
        from touched
        left join lateral (
    (
      select 'order_opened' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from order_opened o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'signed_order_opened' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from signed_order_opened o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'output_held' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from output_held o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'order_settled' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from order_settled o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'order_aborted' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from order_aborted o
      where o.order_id = touched.order_id
      limit 1
    )
    limit 1
  ) told on true
        cross join lateral (
          
      select position, origin_chain, input_token, input_amount, destination_chain, output_token, output_amount, recipient
      from order_opened_legs t
      where told.source = 'order_opened' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position, origin_chain, input_token, input_amount, destination_chain, output_token, output_amount, recipient
      from signed_order_opened_legs t
      where told.source = 'signed_order_opened' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position, origin_chain, input_token, input_amount, destination_chain, output_token, output_amount, recipient
      from output_held_legs t
      where told.source = 'output_held' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position, origin_chain, input_token, input_amount, destination_chain, output_token, output_amount, recipient
      from order_settled_legs t
      where told.source = 'order_settled' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position, origin_chain, input_token, input_amount, destination_chain, output_token, output_amount, recipient
      from order_aborted_legs t
      where told.source = 'order_aborted' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index
          union all
          -- An order that nobody has told of yet: the legs that were filled.
          (
            select distinct
              e.leg::integer, null::uint64, null::address, null::uint256, null::uint64, null::bytes32, null::uint256,
              null::bytes32
            from entry e
            where told.source is null and e.order_id = touched.order_id and e.kind = 'filled'
          )
        ) legs
      ) l
      cross join lateral (
        select count(*), min(o.block_time) as first_time
        from (
    select order_id, chain_id, block_time from order_opened
    union all
    select order_id, chain_id, block_time from signed_order_opened
  ) o
        where o.order_id = l.order_id and o.chain_id = l.origin_chain
      ) escrowed
      -- Most legs have one fill and no cancellation: the entries are read once to see what there is to look for.
      cross join lateral (
        select
          count(*) filter (
            where e.kind = 'escrowed' and e.chain_id = l.origin_chain and e.delivered_at is not null
          ) as escrow_count,
          count(*) filter (where e.kind = 'filled' and e.leg = l.position) as fill_count,
          count(*) filter (where e.kind = 'cancelled') as cancellation_count
        from entry e
        where e.order_id = l.order_id
      ) reported
      left join lateral (
        select e.*
        from entry e
        where reported.fill_count > 0
          and e.order_id = l.order_id and e.kind = 'filled' and e.leg = l.position
          and (l.destination_chain is null or e.chain_id = l.destination_chain)
        order by e.chain_id, e.position
        limit 1
      ) filled on true
      left join lateral (
        select e.*
        from entry e
        where reported.cancellation_count > 0
          and e.order_id = l.order_id and e.kind = 'cancelled' and e.chain_id = l.destination_chain
        order by e.position
        limit 1
      ) cancelled on true
      -- At the hub, legs are filled in their order.
      left join lateral (
        select c.block_time, c.block_number, c.transaction_hash, c.account
        from custody_left c
        where c.cause = l.order_id and c.kind = 2
        order by c.block_number, c.log_index
        offset l.position
        limit 1
      ) pooled on true
      -- A settlement pays every leg's input once, be it to a ledger account.
      cross join lateral (
        select count(*) from (select from order_settled o where o.order_id = l.order_id limit 1) settled
      ) settled
      cross join lateral (
        select
          sum(p.amount) filter (where p.kind = 2) as refunded,
          count(*) filter (where p.kind = 3) > 0 as returned
        from payout_owed p
        where p.order_id = l.order_id and p.leg = l.position
      ) owed)
    select t."order_id"::bytes32, t."position"::smallint, t."origin_chain"::uint64, t."input_token"::address, t."input_amount"::uint256, t."destination_chain"::uint64, t."output_token"::bytes32, t."output_amount"::uint256, t."recipient"::bytes32, t."escrow_count"::integer, t."escrowed_at"::uint64, t."escrow_reported_count"::integer, t."escrow_released_count"::integer, t."status"::leg_status, t."filled_at"::uint64, t."hold"::boolean, t."solver"::address, t."repayment_account"::bytes32, t."repayment_ledger_account"::address, t."repayment_chain"::uint64, t."repayment_max_fee"::integer, t."fill_fee"::uint64, t."filled_block_number"::bigint, t."filled_transaction_hash"::bytes32, t."fill_reported"::boolean, t."returned"::boolean, t."fill_fee_released"::boolean, t."cancelled_at"::uint64, t."cancelled_block_number"::bigint, t."cancelled_transaction_hash"::bytes32, t."cancel_reported"::boolean from leg t;
  end;

create function legs_as_of(cut bigint, of_order bytes32 default null, of_user address default null)
  returns table ("order_id" bytes32, "position" smallint, "origin_chain" uint64, "input_token" address, "input_amount" uint256, "destination_chain" uint64, "output_token" bytes32, "output_amount" uint256, "recipient" bytes32, "escrow_count" integer, "escrowed_at" uint64, "escrow_reported_count" integer, "escrow_released_count" integer, "status" leg_status, "filled_at" uint64, "hold" boolean, "solver" address, "repayment_account" bytes32, "repayment_ledger_account" address, "repayment_chain" uint64, "repayment_max_fee" integer, "fill_fee" uint64, "filled_block_number" bigint, "filled_transaction_hash" bytes32, "fill_reported" boolean, "returned" boolean, "fill_fee_released" boolean, "cancelled_at" uint64, "cancelled_block_number" bigint, "cancelled_transaction_hash" bytes32, "cancel_reported" boolean) language sql stable rows 100 begin atomic
    select a.* from cut_blocks($1) c cross join lateral legs_at(c.chains, c.blocks, $2, $3) a;
  end;

create function balances_at(chains uint64[], blocks bigint[], of_chain uint64 default null, of_token address default null, of_account address default null)
  returns table ("chain_id" uint64, "token" address, "account" address, "kind" balance_kind, "amount" uint256) language sql stable rows 100 begin atomic
    -- What is asked for is refused even if there would be no row.
    select from blocks_at($1, $2);
    with blocks as materialized (select * from blocks_at($1, $2)),
    order_opened as not materialized (
      select t.* from order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    signed_order_opened as not materialized (
      select t.* from signed_order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    output_held as not materialized (
      select t.* from output_held t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_settled as not materialized (
      select t.* from order_settled t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_aborted as not materialized (
      select t.* from order_aborted t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_executed as not materialized (
      select t.* from call_executed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_failed as not materialized (
      select t.* from call_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fill_released as not materialized (
      select t.* from fill_released t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_owed as not materialized (
      select t.* from payout_owed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_queued as not materialized (
      select t.* from entry_queued t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_rejected as not materialized (
      select t.* from entry_rejected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_paid as not materialized (
      select t.* from payout_paid t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_failed as not materialized (
      select t.* from payout_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_claimed as not materialized (
      select t.* from payout_claimed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    delivery_credited as not materialized (
      select t.* from delivery_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_credited as not materialized (
      select t.* from payout_fee_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_earned as not materialized (
      select t.* from fees_earned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_collected as not materialized (
      select t.* from fees_collected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_joined as not materialized (
      select t.* from custody_joined t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_left as not materialized (
      select t.* from custody_left t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_credited as not materialized (
      select t.* from local_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_withdrawn as not materialized (
      select t.* from local_withdrawn t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_matured as not materialized (
      select t.* from local_matured t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    deposit_returned as not materialized (
      select t.* from deposit_returned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    token_set as not materialized (
      select t.* from token_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    limit_set as not materialized (
      select t.* from limit_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    curve_set as not materialized (
      select t.* from curve_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    margin_set as not materialized (
      select t.* from margin_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_set as not materialized (
      select t.* from payout_fee_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    vault_set as not materialized (
      select t.* from vault_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    instruction_pay as not materialized (
      select t.* from instruction_pay t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry as not materialized (
      select
        e.chain_id, e.direction, e.position, e.head, e.kind, e.timestamp, e.fee, e.order_id, e.leg, e.hold, e.solver,
        e.repayment_account, e.repayment_ledger_account, e.repayment_chain, e.repayment_max_fee, e.depositor,
        e.beneficiary, e.minimum, e.to_vault, e.token, e.amount, e.token_fee, e.queued_block_number, e.queued_transaction_hash,
        case when 
        e.delivered_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then (select c.chain_id from contract c where c.name = 'hub') else e.chain_id end)
        and (
          select last.queued_block_number
          from delivery d
          join entry last
            on last.chain_id = d.chain_id and last.direction = d.direction and last.position = d.last_position
          where d.chain_id = e.chain_id and d.direction = e.direction and d.last_position >= e.position
          order by d.last_position
          limit 1
        ) <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end) then e.delivered_at end as delivered_at,
        case when e.rejected_reason is not null then (
          select r.reason from entry_rejected r
          where r.head = e.head
            and case e.direction
              when 'report' then r.contract = 'hub' and r.chain = e.chain_id
              else r.contract = 'spoke' and r.chain_id = e.chain_id
            end
          order by r.block_number, r.log_index
          limit 1
        ) end as rejected_reason
      from entry e
      where e.queued_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end)
    ),
    touched as materialized (
      select o.order_id from "order" o where o."user" = $5
      union
      select l.order_id from leg l where l.solver = $5
      union
      select p.order_id from payout p where p.account = '0x000000000000000000000000' || substr($5, 3)
      union
      select o.order_id from "order" o where $5 is null
      union
      select p.order_id from payout p where $5 is null),
    deposit as materialized (
  select
    e.chain_id,
    e.head,
    e.token,
    e.amount,
    e.depositor,
    e.beneficiary,
    e.minimum,
    e.to_vault,
    e.timestamp as deposited_at,
    e.queued_transaction_hash as deposited_transaction_hash,
    case
      when e.delivered_at is null then 'pending'
      when back.block_number is not null then 'returned'
      else 'credited'
    end::deposit_status as status,
    joined.credited::uint256 as credited,
    local.amount as local,
    back.status as returned
  from entry e
  left join lateral (
    select j.amount + j.rebate as credited from custody_joined j where j.cause = e.head and j.chain = e.chain_id limit 1
  ) joined on true
  left join lateral (
    select c.amount from local_credited c where c.cause = e.head and c.chain = e.chain_id limit 1
  ) local on true
  left join lateral (
    select
      r.block_number,
      
  coalesce(
    (select 'paid' from payout_paid p where p.head = q.head and p.chain_id = q.chain limit 1),
    (
      select
        case
          when (
            select coalesce(sum(c.amount), 0) from payout_claimed c
            where c.chain_id = f.chain_id and c.token = f.token and c.account = f.account
          ) >= (
            select sum(other.amount)
            from (
              select chain_id, token, account, amount, block_number, log_index from payout_failed
              union all
              select chain_id, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'::address, account, amount, block_number, log_index from delivery_credited
              union all
              select chain_id, token, account, amount, block_number, log_index from payout_fee_credited
            ) other
            where other.chain_id = f.chain_id and other.token = f.token and other.account = f.account
              and (other.block_number, other.log_index) <= (f.block_number, f.log_index)
          ) then 'claimed'
          else 'failed'
        end
      from payout_failed f
      where f.head = q.head and f.chain_id = q.chain
      limit 1
    ),
    (
      select 'rejected' from entry_rejected r
      where r.head = q.head and r.chain_id = q.chain and r.contract = 'spoke'
      limit 1
    ),
    'owed'
  )::payout_status as status
    from deposit_returned r
    -- Its way back is queued right after.
    left join lateral (
      select q.head, q.chain from entry_queued q
      where q.chain_id = r.chain_id and q.block_number = r.block_number and q.log_index > r.log_index
        and q.transaction_hash = r.transaction_hash and q.contract = 'hub' and q.chain = r.chain
      order by q.log_index
      limit 1
    ) q on true
    where r.head = e.head and r.chain = e.chain_id
    limit 1
  ) back on true
  where e.kind = 'deposited'),
    withdrawal as materialized (
  select
    w.block_number,
    w.log_index,
    w.account,
    w.asset,
    w.chain as chain_id,
    w.local,
    w.amount,
    w.fee,
    w.cause as head,
    e.token,
    e.account as recipient,
    e.amount as tokens,
    e.token_fee as payout_fee,
    w.block_time as withdrawn_at,
    w.transaction_hash,
    
  coalesce(
    (select 'paid' from payout_paid p where p.head = w.cause and p.chain_id = w.chain limit 1),
    (
      select
        case
          when (
            select coalesce(sum(c.amount), 0) from payout_claimed c
            where c.chain_id = f.chain_id and c.token = f.token and c.account = f.account
          ) >= (
            select sum(other.amount)
            from (
              select chain_id, token, account, amount, block_number, log_index from payout_failed
              union all
              select chain_id, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'::address, account, amount, block_number, log_index from delivery_credited
              union all
              select chain_id, token, account, amount, block_number, log_index from payout_fee_credited
            ) other
            where other.chain_id = f.chain_id and other.token = f.token and other.account = f.account
              and (other.block_number, other.log_index) <= (f.block_number, f.log_index)
          ) then 'claimed'
          else 'failed'
        end
      from payout_failed f
      where f.head = w.cause and f.chain_id = w.chain
      limit 1
    ),
    (
      select 'rejected' from entry_rejected r
      where r.head = w.cause and r.chain_id = w.chain and r.contract = 'spoke'
      limit 1
    ),
    'owed'
  )::payout_status as status
  from (
    select
      block_number, log_index, block_time, transaction_hash, account, asset, chain, cause, amount, fee, false as local
    from custody_left
    where kind = 3
    union all
    select block_number, log_index, block_time, transaction_hash, account, asset, chain, cause, amount, 0, true
    from local_withdrawn
  ) w
  left join lateral (
    select pay.token, pay.account, pay.amount, pay.token_fee
    from entry_queued q
    join instruction_pay pay using (chain_id, block_number, log_index)
    where q.head = w.cause and q.contract = 'hub' and q.chain = w.chain
    limit 1
  ) e on true),
    holding as materialized (
      select
        p.side, p.asset, coalesce(p.chain, 0)::uint64 as chain, coalesce(p.account, '0x0000000000000000000000000000000000000000')::address as account,
        sum(case when p.side in ('custody', 'supply') then p.debit - p.credit else p.credit - p.debit end) as amount
      from posting p
      where p.block_number <= (select blocks.block_number from blocks where blocks.chain_id = (select c.chain_id from contract c where c.name = 'hub')) and p.side = 'custody'
      group by 1, 2, 3, 4
      having sum(p.debit - p.credit) <> 0
    ),
    "order" (
  order_id, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable, leg_count,
  call_count, opened_at, decision, decided_at, decided_block_number, decided_transaction_hash) as materialized (
    select
      touched.order_id,
      told."user",
      told.nonce,
      told.open_deadline,
      told.fill_deadline,
      told.solver,
      told.exclusive_until,
      told.pooled,
      told.cancellable,
      case when told."user" is not null then (
        select count(*) from (
      select position
      from order_opened_legs t
      where told.source = 'order_opened' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from signed_order_opened_legs t
      where told.source = 'signed_order_opened' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from output_held_legs t
      where told.source = 'output_held' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from order_settled_legs t
      where told.source = 'order_settled' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from order_aborted_legs t
      where told.source = 'order_aborted' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index) legs
      ) end,
      case when told."user" is not null then (
        select case when told.source in ('order_settled', 'order_aborted') then nullif(count(*), 0) else count(*) end
        from (
      select position
      from order_opened_calls t
      where told.source = 'order_opened' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from signed_order_opened_calls t
      where told.source = 'signed_order_opened' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from output_held_calls t
      where told.source = 'output_held' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from order_settled_calls t
      where told.source = 'order_settled' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position
      from order_aborted_calls t
      where told.source = 'order_aborted' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index) calls
      ) end,
      (select min(o.block_time) from (
    select order_id, chain_id, block_time from order_opened
    union all
    select order_id, chain_id, block_time from signed_order_opened
  ) o where o.order_id = touched.order_id),
      coalesce(decided.decision, 'undecided')::decision,
      decided.block_time,
      decided.block_number,
      decided.transaction_hash
    from touched
    left join lateral (
    (
      select 'order_opened' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from order_opened o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'signed_order_opened' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from signed_order_opened o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'output_held' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from output_held o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'order_settled' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from order_settled o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'order_aborted' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from order_aborted o
      where o.order_id = touched.order_id
      limit 1
    )
    limit 1
  ) told on true
    left join lateral (
      select 'commit' as decision, block_time, block_number, transaction_hash
      from order_settled o where o.order_id = touched.order_id
      union all
      select 'abort', block_time, block_number, transaction_hash
      from order_aborted o where o.order_id = touched.order_id
      limit 1
    ) decided on true
    where told."user" is not null
      or exists (select from entry e where e.order_id = touched.order_id offset 0)
      or exists (select from call_executed c where c.order_id = touched.order_id offset 0)
      or exists (select from call_failed c where c.order_id = touched.order_id offset 0)),
    "leg" (
  order_id, position, origin_chain, input_token, input_amount, destination_chain, output_token, output_amount,
  recipient, escrow_count, escrowed_at, escrow_reported_count, escrow_released_count, filled_at, hold, solver,
  repayment_account, repayment_ledger_account, repayment_chain, repayment_max_fee, fill_fee, filled_block_number,
  filled_transaction_hash, fill_reported, returned, fill_fee_released, status, cancelled_at,
  cancelled_block_number, cancelled_transaction_hash, cancel_reported) as materialized (
      select
        l.order_id,
        l.position,
        l.origin_chain,
        l.input_token,
        l.input_amount,
        l.destination_chain,
        l.output_token,
        l.output_amount,
        l.recipient,
        escrowed.count,
        escrowed.first_time,
        reported.escrow_count,
        case
          when l.input_amount = 0 then reported.escrow_count
          else settled.count + coalesce(div(owed.refunded, l.input_amount), 0)
        end,
        coalesce(filled.timestamp, pooled.block_time),
        coalesce(filled.hold, case when pooled.account is not null then false end),
        coalesce(filled.solver, pooled.account),
        filled.repayment_account,
        filled.repayment_ledger_account,
        filled.repayment_chain,
        filled.repayment_max_fee,
        filled.fee,
        coalesce(filled.queued_block_number, pooled.block_number),
        coalesce(filled.queued_transaction_hash, pooled.transaction_hash),
        coalesce(filled.delivered_at is not null and filled.rejected_reason is null, false),
        owed.returned,
        settled.count > 0 or owed.returned or exists (
          select from fill_released r where r.order_id = l.order_id and r.leg = l.position offset 0
        ),
        case
          when filled.position is not null or pooled.account is not null then 'filled'
          when cancelled.position is not null then 'cancelled'
          else 'unfilled'
        end::leg_status,
        cancelled.timestamp,
        cancelled.queued_block_number,
        cancelled.queued_transaction_hash,
        cancelled.delivered_at is not null
      from (
        select touched.order_id, legs.*
        from touched
        left join lateral (
    (
      select 'order_opened' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from order_opened o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'signed_order_opened' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from signed_order_opened o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'output_held' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from output_held o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'order_settled' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from order_settled o
      where o.order_id = touched.order_id
      limit 1
    ) union all (
      select 'order_aborted' as source, o.chain_id, o.block_number, o.log_index, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
      from order_aborted o
      where o.order_id = touched.order_id
      limit 1
    )
    limit 1
  ) told on true
        cross join lateral (
          
      select position, origin_chain, input_token, input_amount, destination_chain, output_token, output_amount, recipient
      from order_opened_legs t
      where told.source = 'order_opened' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position, origin_chain, input_token, input_amount, destination_chain, output_token, output_amount, recipient
      from signed_order_opened_legs t
      where told.source = 'signed_order_opened' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position, origin_chain, input_token, input_amount, destination_chain, output_token, output_amount, recipient
      from output_held_legs t
      where told.source = 'output_held' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position, origin_chain, input_token, input_amount, destination_chain, output_token, output_amount, recipient
      from order_settled_legs t
      where told.source = 'order_settled' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index union all 
      select position, origin_chain, input_token, input_amount, destination_chain, output_token, output_amount, recipient
      from order_aborted_legs t
      where told.source = 'order_aborted' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index
          union all
          -- An order that nobody has told of yet: the legs that were filled.
          (
            select distinct
              e.leg::integer, null::uint64, null::address, null::uint256, null::uint64, null::bytes32, null::uint256,
              null::bytes32
            from entry e
            where told.source is null and e.order_id = touched.order_id and e.kind = 'filled'
          )
        ) legs
      ) l
      cross join lateral (
        select count(*), min(o.block_time) as first_time
        from (
    select order_id, chain_id, block_time from order_opened
    union all
    select order_id, chain_id, block_time from signed_order_opened
  ) o
        where o.order_id = l.order_id and o.chain_id = l.origin_chain
      ) escrowed
      -- Most legs have one fill and no cancellation: the entries are read once to see what there is to look for.
      cross join lateral (
        select
          count(*) filter (
            where e.kind = 'escrowed' and e.chain_id = l.origin_chain and e.delivered_at is not null
          ) as escrow_count,
          count(*) filter (where e.kind = 'filled' and e.leg = l.position) as fill_count,
          count(*) filter (where e.kind = 'cancelled') as cancellation_count
        from entry e
        where e.order_id = l.order_id
      ) reported
      left join lateral (
        select e.*
        from entry e
        where reported.fill_count > 0
          and e.order_id = l.order_id and e.kind = 'filled' and e.leg = l.position
          and (l.destination_chain is null or e.chain_id = l.destination_chain)
        order by e.chain_id, e.position
        limit 1
      ) filled on true
      left join lateral (
        select e.*
        from entry e
        where reported.cancellation_count > 0
          and e.order_id = l.order_id and e.kind = 'cancelled' and e.chain_id = l.destination_chain
        order by e.position
        limit 1
      ) cancelled on true
      -- At the hub, legs are filled in their order.
      left join lateral (
        select c.block_time, c.block_number, c.transaction_hash, c.account
        from custody_left c
        where c.cause = l.order_id and c.kind = 2
        order by c.block_number, c.log_index
        offset l.position
        limit 1
      ) pooled on true
      -- A settlement pays every leg's input once, be it to a ledger account.
      cross join lateral (
        select count(*) from (select from order_settled o where o.order_id = l.order_id limit 1) settled
      ) settled
      cross join lateral (
        select
          sum(p.amount) filter (where p.kind = 2) as refunded,
          count(*) filter (where p.kind = 3) > 0 as returned
        from payout_owed p
        where p.order_id = l.order_id and p.leg = l.position
      ) owed),
    "payout" (
  owed_block_number, owed_log_index, order_id, leg, kind, chain, token, account, amount, payout_fee, owed_at,
  owed_transaction_hash, head, status, paid_at, paid_block_number, paid_transaction_hash) as materialized (
    select
      owed.block_number,
      owed.log_index,
      owed.order_id,
      owed.leg,
      (enum_range(null::payout_kind))[owed.kind + 1],
      owed.chain,
      owed.token,
      owed.account,
      owed.amount,
      coalesce(carried.fee, 0),
      owed.block_time,
      owed.transaction_hash,
      pay.head,
      
    case
      when paid.block_number is not null then 'paid'
      when claimed.block_number is not null then 'claimed'
      when failed.block_number is not null then 'failed'
      when rejected.block_number is not null then 'rejected'
      else 'owed'
    end::payout_status,
    coalesce(paid.block_time, claimed.block_time),
    coalesce(paid.block_number, claimed.block_number),
    coalesce(paid.transaction_hash, claimed.transaction_hash)
    from touched join payout_owed owed on owed.order_id = touched.order_id
    
    left join lateral (
      select 
  case when token.new_decimals < 18
    then div(f.new_fee, power(10::numeric, 18 - token.new_decimals))
    else f.new_fee * power(10::numeric, token.new_decimals - 18)
  end as fee
      from payout_fee_set f
      join token_set token
        on token.chain_id = f.chain_id and token.asset = f.asset and token.chain = f.chain and token.new_token = owed.token
      where f.chain_id = owed.chain_id and f.chain = owed.chain and owed.kind <= 1
        and (f.block_number, f.log_index) < (owed.block_number, owed.log_index)
        and (token.block_number, token.log_index) < (owed.block_number, owed.log_index)
        and exists (
          select from order_settled s
          join order_settled_legs l
            on l.chain_id = s.chain_id and l.block_number = s.block_number and l.log_index = s.log_index
            and l.position = owed.leg
          where s.order_id = owed.order_id and (s.block_number, s.log_index) < (owed.block_number, owed.log_index)
            and case owed.kind when 0 then l.origin_chain <> owed.chain else s.pooled end
        )
      order by f.block_number desc, f.log_index desc, token.block_number desc, token.log_index desc
      limit 1
    ) carried on true
    
    left join lateral (
      select queued.head
      from instruction_pay said
      cross join lateral (
        select q.head, q.contract, q.chain, q.transaction_hash from entry_queued q
        where q.chain_id = said.chain_id and q.block_number = said.block_number and q.log_index = said.log_index
        offset 0
      ) queued
      where said.chain_id = owed.chain_id and said.block_number = owed.block_number
        and said.log_index > owed.log_index and said.token = owed.token and said.account = owed.account
        and queued.transaction_hash = owed.transaction_hash and queued.contract = 'hub' and queued.chain = owed.chain
      order by said.log_index
      limit 1
    ) pay on true
    
    left join lateral (
      select p.block_time, p.block_number, p.transaction_hash from payout_paid p
      where p.head = pay.head and p.chain_id = owed.chain
      limit 1
    ) paid on true
    left join lateral (
      select p.chain_id, p.token, p.account, p.block_number, p.log_index from payout_failed p
      where paid.block_number is null and p.head = pay.head and p.chain_id = owed.chain
      limit 1
    ) failed on true
    left join lateral (
      -- Claims pay the oldest failure first: this one is paid once they add up to all that had failed until then.
      select c.block_time, c.block_number, c.transaction_hash
      from (
        select c.*, sum(c.amount) over (order by c.block_number, c.log_index) as total
        from (
          -- Found by who claimed, not among all that were claimed on the chain.
          select * from payout_claimed c where c.account = failed.account and c.token = failed.token offset 0
        ) c
        where c.chain_id = failed.chain_id
      ) c
      where failed.block_number is not null and c.total >= (
        select sum(f.amount) from (
    select chain_id, token, account, amount, block_number, log_index from payout_failed
    union all
    select chain_id, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'::address, account, amount, block_number, log_index from delivery_credited
    union all
    select chain_id, token, account, amount, block_number, log_index from payout_fee_credited
  ) f
        where f.chain_id = failed.chain_id and f.token = failed.token and f.account = failed.account
          and (f.block_number, f.log_index) <= (failed.block_number, failed.log_index)
      )
      order by c.block_number, c.log_index
      limit 1
    ) claimed on true
    left join lateral (
      select r.block_number from entry_rejected r
      where paid.block_number is null and failed.block_number is null
        and r.head = pay.head and r.chain_id = owed.chain and r.contract = 'spoke'
      limit 1
    ) rejected on true),
    "collection" (
  collected_block_number, collected_log_index, account, chain, recipient, amount, delivery_fee, collected_at,
  collected_transaction_hash, head, status, paid_at, paid_block_number, paid_transaction_hash) as materialized (with touched as (select f.block_number, f.log_index from fees_collected f) 
    select
      owed.block_number,
      owed.log_index,
      owed.account,
      owed.chain,
      owed.recipient,
      owed.amount,
      owed.delivery_fee,
      owed.block_time,
      owed.transaction_hash,
      pay.head,
      
    case
      when paid.block_number is not null then 'paid'
      when claimed.block_number is not null then 'claimed'
      when failed.block_number is not null then 'failed'
      when rejected.block_number is not null then 'rejected'
      else 'owed'
    end::payout_status,
    coalesce(paid.block_time, claimed.block_time),
    coalesce(paid.block_number, claimed.block_number),
    coalesce(paid.transaction_hash, claimed.transaction_hash)
    from touched
    join fees_collected owed
      on owed.block_number = touched.block_number and owed.log_index = touched.log_index
    
    left join lateral (
      select queued.head
      from instruction_pay said
      cross join lateral (
        select q.head, q.contract, q.chain, q.transaction_hash from entry_queued q
        where q.chain_id = said.chain_id and q.block_number = said.block_number and q.log_index = said.log_index
        offset 0
      ) queued
      where said.chain_id = owed.chain_id and said.block_number = owed.block_number
        and said.log_index > owed.log_index and said.token = '0x000000000000000000000000eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee' and said.account = owed.recipient
        and queued.transaction_hash = owed.transaction_hash and queued.contract = 'hub' and queued.chain = owed.chain
      order by said.log_index
      limit 1
    ) pay on true
    
    left join lateral (
      select p.block_time, p.block_number, p.transaction_hash from payout_paid p
      where p.head = pay.head and p.chain_id = owed.chain
      limit 1
    ) paid on true
    left join lateral (
      select p.chain_id, p.token, p.account, p.block_number, p.log_index from payout_failed p
      where paid.block_number is null and p.head = pay.head and p.chain_id = owed.chain
      limit 1
    ) failed on true
    left join lateral (
      -- Claims pay the oldest failure first: this one is paid once they add up to all that had failed until then.
      select c.block_time, c.block_number, c.transaction_hash
      from (
        select c.*, sum(c.amount) over (order by c.block_number, c.log_index) as total
        from (
          -- Found by who claimed, not among all that were claimed on the chain.
          select * from payout_claimed c where c.account = failed.account and c.token = failed.token offset 0
        ) c
        where c.chain_id = failed.chain_id
      ) c
      where failed.block_number is not null and c.total >= (
        select sum(f.amount) from (
    select chain_id, token, account, amount, block_number, log_index from payout_failed
    union all
    select chain_id, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'::address, account, amount, block_number, log_index from delivery_credited
    union all
    select chain_id, token, account, amount, block_number, log_index from payout_fee_credited
  ) f
        where f.chain_id = failed.chain_id and f.token = failed.token and f.account = failed.account
          and (f.block_number, f.log_index) <= (failed.block_number, failed.log_index)
      )
      order by c.block_number, c.log_index
      limit 1
    ) claimed on true
    left join lateral (
      select r.block_number from entry_rejected r
      where paid.block_number is null and failed.block_number is null
        and r.head = pay.head and r.chain_id = owed.chain and r.contract = 'spoke'
      limit 1
    ) rejected on true),
    "claimable" (
  chain_id, token, account, amount) as materialized (with touched as (
        select distinct f.chain_id, f.token, f.account from (
    select chain_id, token, account, amount, block_number, log_index from payout_failed
    union all
    select chain_id, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'::address, account, amount, block_number, log_index from delivery_credited
    union all
    select chain_id, token, account, amount, block_number, log_index from payout_fee_credited
  ) f where $5 is null or f.account = $5
      ) 
      select keys.chain_id, keys.token, keys.account, sums.amount
      from touched keys
      cross join lateral (
        select coalesce((
          select sum(f.amount) from (
    select chain_id, token, account, amount, block_number, log_index from payout_failed
    union all
    select chain_id, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'::address, account, amount, block_number, log_index from delivery_credited
    union all
    select chain_id, token, account, amount, block_number, log_index from payout_fee_credited
  ) f
          where f.chain_id = keys.chain_id and f.token = keys.token and f.account = keys.account
        ), 0) - coalesce((
          select sum(c.amount) from payout_claimed c
          where c.chain_id = keys.chain_id and c.token = keys.token and c.account = keys.account
        ), 0) as amount
      ) sums
      where sums.amount <> 0),
    earning (chain_id, account, earned, collected, uncollected) as materialized (
      select chain, account, sum(earned), sum(collected), sum(earned) - sum(collected)
      from (
        select chain, account, amount as earned, 0 as collected from fees_earned
        union all
        select chain, account, 0, amount from fees_collected
      ) fees
      group by chain, account
    )
    select t."chain_id"::uint64, t."token"::address, t."account"::address, t."kind"::balance_kind, t."amount"::uint256 from (
  select chain_id, token, account, kind, sum(amount)::uint256 as amount
  from (
    select
      l.origin_chain as chain_id, l.input_token as token, o."user" as account, 'escrowed'::balance_kind as kind,
      l.input_amount * (l.escrow_count - l.escrow_released_count) as amount
    from leg l
    join "order" o on o.order_id = l.order_id
    where l.escrow_count <> l.escrow_released_count
    union all
    select l.destination_chain, case when l.output_token like '0x000000000000000000000000%' then '0x' || right(l.output_token, 40) end::address, l.solver, 'held', l.output_amount
    from leg l
    where l.status = 'filled' and l.hold and l.destination_chain is not null
      and not exists (
        select from payout p
        where p.order_id = l.order_id and p.leg = l.position and p.kind in ('delivery', 'return')
      )
    union all
    select p.chain, case when p.token like '0x000000000000000000000000%' then '0x' || right(p.token, 40) end::address, case when p.account like '0x000000000000000000000000%' then '0x' || right(p.account, 40) end::address, 'owed', p.amount
    from payout p
    where p.status in ('owed', 'rejected')
    union all
    select c.chain, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'::address, case when c.recipient like '0x000000000000000000000000%' then '0x' || right(c.recipient, 40) end::address, 'owed', (c.amount - c.delivery_fee) * 1000000000
    from collection c
    where c.status in ('owed', 'rejected')
    union all
    select d.chain_id, case when d.token like '0x000000000000000000000000%' then '0x' || right(d.token, 40) end::address, d.depositor, 'deposited', d.amount
    from deposit d
    where d.status = 'pending'
    union all
    select d.chain_id, case when d.token like '0x000000000000000000000000%' then '0x' || right(d.token, 40) end::address, d.depositor, 'owed', d.amount
    from deposit d
    where d.returned in ('owed', 'rejected')
    union all
    select w.chain_id, case when w.token like '0x000000000000000000000000%' then '0x' || right(w.token, 40) end::address, case when w.recipient like '0x000000000000000000000000%' then '0x' || right(w.recipient, 40) end::address, 'owed', w.tokens
    from withdrawal w
    where w.status in ('owed', 'rejected') and w.tokens is not null
    union all
    -- Of a token with fewer decimals, custody is always a whole number.
    select
      h.chain, case when t.new_token like '0x000000000000000000000000%' then '0x' || right(t.new_token, 40) end::address, null, 'custody',
      case when t.new_decimals < 18
        then div(h.amount, power(10::numeric, 18 - t.new_decimals))
        else h.amount * power(10::numeric, t.new_decimals - 18)
      end
    from holding h
    join lateral (
      select t.* from token_set t
      where t.asset = h.asset and t.chain = h.chain
      order by t.block_number desc, t.log_index desc
      limit 1
    ) t on true
    where h.side = 'custody'
    union all
    select e.chain_id, case when e.token like '0x000000000000000000000000%' then '0x' || right(e.token, 40) end::address, null, 'fee', e.token_fee
    from entry e
    where e.kind = 'pay' and e.delivered_at is null and e.token_fee > 0
    union all
    select chain_id, token, account, 'claimable', amount
    from claimable
    union all
    select chain_id, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'::address, account, 'earned', uncollected * 1000000000
    from earning
    union all
    select chain_id, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'::address, null, 'fee', amount * 1000000000
    from (
      select chain_id, sum(fee) as amount from entry where direction = 'report' group by chain_id
      union all
      select chain_id, -sum(fee) from entry where kind = 'pay' and delivered_at is not null group by chain_id
      union all
      select chain_id, -sum(earned) from earning group by chain_id
      union all
      select chain, sum(delivery_fee) from collection group by chain
    ) fees
  ) owed
  group by chain_id, token, account, kind
  having sum(amount) <> 0) t
    where ($3 is null or t.chain_id = $3) and ($4 is null or t.token = $4) and ($5 is null or t.account = $5);
  end;

create function balances_as_of(cut bigint, of_chain uint64 default null, of_token address default null, of_account address default null)
  returns table ("chain_id" uint64, "token" address, "account" address, "kind" balance_kind, "amount" uint256) language sql stable rows 100 begin atomic
    select a.* from cut_blocks($1) c cross join lateral balances_at(c.chains, c.blocks, $2, $3, $4) a;
  end;

create function assets_at(chains uint64[], blocks bigint[], of_asset uint64 default null)
  returns table ("asset" uint64, "vault" address, "margin" uint256, "custody" uint256, "ledger" uint256, "local" uint256, "reserve" uint256, "supply" uint256) language sql stable rows 100 begin atomic
    -- What is asked for is refused even if there would be no row.
    select from blocks_at($1, $2);
    with blocks as materialized (select * from blocks_at($1, $2)),
    order_opened as not materialized (
      select t.* from order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    signed_order_opened as not materialized (
      select t.* from signed_order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    output_held as not materialized (
      select t.* from output_held t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_settled as not materialized (
      select t.* from order_settled t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_aborted as not materialized (
      select t.* from order_aborted t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_executed as not materialized (
      select t.* from call_executed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_failed as not materialized (
      select t.* from call_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fill_released as not materialized (
      select t.* from fill_released t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_owed as not materialized (
      select t.* from payout_owed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_queued as not materialized (
      select t.* from entry_queued t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_rejected as not materialized (
      select t.* from entry_rejected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_paid as not materialized (
      select t.* from payout_paid t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_failed as not materialized (
      select t.* from payout_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_claimed as not materialized (
      select t.* from payout_claimed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    delivery_credited as not materialized (
      select t.* from delivery_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_credited as not materialized (
      select t.* from payout_fee_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_earned as not materialized (
      select t.* from fees_earned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_collected as not materialized (
      select t.* from fees_collected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_joined as not materialized (
      select t.* from custody_joined t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_left as not materialized (
      select t.* from custody_left t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_credited as not materialized (
      select t.* from local_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_withdrawn as not materialized (
      select t.* from local_withdrawn t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_matured as not materialized (
      select t.* from local_matured t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    deposit_returned as not materialized (
      select t.* from deposit_returned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    token_set as not materialized (
      select t.* from token_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    limit_set as not materialized (
      select t.* from limit_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    curve_set as not materialized (
      select t.* from curve_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    margin_set as not materialized (
      select t.* from margin_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_set as not materialized (
      select t.* from payout_fee_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    vault_set as not materialized (
      select t.* from vault_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    instruction_pay as not materialized (
      select t.* from instruction_pay t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry as not materialized (
      select
        e.chain_id, e.direction, e.position, e.head, e.kind, e.timestamp, e.fee, e.order_id, e.leg, e.hold, e.solver,
        e.repayment_account, e.repayment_ledger_account, e.repayment_chain, e.repayment_max_fee, e.depositor,
        e.beneficiary, e.minimum, e.to_vault, e.token, e.amount, e.token_fee, e.queued_block_number, e.queued_transaction_hash,
        case when 
        e.delivered_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then (select c.chain_id from contract c where c.name = 'hub') else e.chain_id end)
        and (
          select last.queued_block_number
          from delivery d
          join entry last
            on last.chain_id = d.chain_id and last.direction = d.direction and last.position = d.last_position
          where d.chain_id = e.chain_id and d.direction = e.direction and d.last_position >= e.position
          order by d.last_position
          limit 1
        ) <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end) then e.delivered_at end as delivered_at,
        case when e.rejected_reason is not null then (
          select r.reason from entry_rejected r
          where r.head = e.head
            and case e.direction
              when 'report' then r.contract = 'hub' and r.chain = e.chain_id
              else r.contract = 'spoke' and r.chain_id = e.chain_id
            end
          order by r.block_number, r.log_index
          limit 1
        ) end as rejected_reason
      from entry e
      where e.queued_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end)
    ),
    touched as materialized (select from blocks),
    checkpoint as (
      select
        b.chain_id, b.block_number,
        coalesce(
          (
            select c.block_time from cut_checkpoint c
            where c.chain_id = b.chain_id and c.block_number = b.block_number
            order by c.cut_id desc
            limit 1
          ),
          (select k.time from block k where k.chain_id = b.chain_id and k.number = b.block_number),
          (select max(p.posted_at) from posting p where p.block_number <= b.block_number)
        )::uint64 as block_time
      from blocks b
    ),
    limit_use as not materialized (
      select t.* from limit_use t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = (select c.chain_id from contract c where c.name = 'hub'))
    ),
    holding as materialized (
      select
        p.side, p.asset, coalesce(p.chain, 0)::uint64 as chain, coalesce(p.account, '0x0000000000000000000000000000000000000000')::address as account,
        sum(case when p.side in ('custody', 'supply') then p.debit - p.credit else p.credit - p.debit end) as amount
      from posting p
      where p.block_number <= (select blocks.block_number from blocks where blocks.chain_id = (select c.chain_id from contract c where c.name = 'hub')) and ($3 is null or p.asset = $3)
      group by 1, 2, 3, 4
      having sum(p.debit - p.credit) <> 0
    )
    select t."asset"::uint64, t."vault"::address, t."margin"::uint256, t."custody"::uint256, t."ledger"::uint256, t."local"::uint256, t."reserve"::uint256, t."supply"::uint256 from (
  select
    a.asset,
    (select v.vault from vault_set v where v.asset = a.asset order by v.block_number, v.log_index limit 1) as vault,
    coalesce(
      (
        select m.new_margin from margin_set m
        where m.asset = a.asset order by m.block_number desc, m.log_index desc limit 1
      ),
      0
    )::uint256 as margin,
    sums.custody,
    sums.ledger,
    sums.local,
    sums.reserve,
    sums.supply
  from (select asset from token_set union select asset from holding) a
  cross join lateral (
    select
      coalesce(sum(h.amount) filter (where h.side = 'custody'), 0)::uint256 as custody,
      coalesce(sum(h.amount) filter (where h.side = 'ledger'), 0)::uint256 as ledger,
      coalesce(sum(h.amount) filter (where h.side = 'local'), 0)::uint256 as local,
      coalesce(sum(h.amount) filter (where h.side = 'reserve'), 0)::uint256 as reserve,
      coalesce(sum(h.amount) filter (where h.side = 'supply'), 0)::uint256 as supply
    from holding h
    where h.asset = a.asset
  ) sums) t where $3 is null or t.asset = $3;
  end;

create function assets_as_of(cut bigint, of_asset uint64 default null)
  returns table ("asset" uint64, "vault" address, "margin" uint256, "custody" uint256, "ledger" uint256, "local" uint256, "reserve" uint256, "supply" uint256) language sql stable rows 100 begin atomic
    select a.* from cut_blocks($1) c cross join lateral assets_at(c.chains, c.blocks, $2) a;
  end;

create function custody_at(chains uint64[], blocks bigint[], of_asset uint64 default null)
  returns table ("asset" uint64, "chain_id" uint64, "token" bytes32, "decimals" smallint, "custody" uint256, "local" uint256, "available" uint256, "capacity" uint256, "window" uint256, "used" uint256, "target" uint256, "slope" uint256, "payout_fee" uint256, "fees" uint256, "rebates" uint256) language sql stable rows 100 begin atomic
    -- What is asked for is refused even if there would be no row.
    select from blocks_at($1, $2);
    with blocks as materialized (select * from blocks_at($1, $2)),
    order_opened as not materialized (
      select t.* from order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    signed_order_opened as not materialized (
      select t.* from signed_order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    output_held as not materialized (
      select t.* from output_held t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_settled as not materialized (
      select t.* from order_settled t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_aborted as not materialized (
      select t.* from order_aborted t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_executed as not materialized (
      select t.* from call_executed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_failed as not materialized (
      select t.* from call_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fill_released as not materialized (
      select t.* from fill_released t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_owed as not materialized (
      select t.* from payout_owed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_queued as not materialized (
      select t.* from entry_queued t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_rejected as not materialized (
      select t.* from entry_rejected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_paid as not materialized (
      select t.* from payout_paid t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_failed as not materialized (
      select t.* from payout_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_claimed as not materialized (
      select t.* from payout_claimed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    delivery_credited as not materialized (
      select t.* from delivery_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_credited as not materialized (
      select t.* from payout_fee_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_earned as not materialized (
      select t.* from fees_earned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_collected as not materialized (
      select t.* from fees_collected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_joined as not materialized (
      select t.* from custody_joined t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_left as not materialized (
      select t.* from custody_left t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_credited as not materialized (
      select t.* from local_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_withdrawn as not materialized (
      select t.* from local_withdrawn t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_matured as not materialized (
      select t.* from local_matured t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    deposit_returned as not materialized (
      select t.* from deposit_returned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    token_set as not materialized (
      select t.* from token_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    limit_set as not materialized (
      select t.* from limit_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    curve_set as not materialized (
      select t.* from curve_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    margin_set as not materialized (
      select t.* from margin_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_set as not materialized (
      select t.* from payout_fee_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    vault_set as not materialized (
      select t.* from vault_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    instruction_pay as not materialized (
      select t.* from instruction_pay t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry as not materialized (
      select
        e.chain_id, e.direction, e.position, e.head, e.kind, e.timestamp, e.fee, e.order_id, e.leg, e.hold, e.solver,
        e.repayment_account, e.repayment_ledger_account, e.repayment_chain, e.repayment_max_fee, e.depositor,
        e.beneficiary, e.minimum, e.to_vault, e.token, e.amount, e.token_fee, e.queued_block_number, e.queued_transaction_hash,
        case when 
        e.delivered_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then (select c.chain_id from contract c where c.name = 'hub') else e.chain_id end)
        and (
          select last.queued_block_number
          from delivery d
          join entry last
            on last.chain_id = d.chain_id and last.direction = d.direction and last.position = d.last_position
          where d.chain_id = e.chain_id and d.direction = e.direction and d.last_position >= e.position
          order by d.last_position
          limit 1
        ) <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end) then e.delivered_at end as delivered_at,
        case when e.rejected_reason is not null then (
          select r.reason from entry_rejected r
          where r.head = e.head
            and case e.direction
              when 'report' then r.contract = 'hub' and r.chain = e.chain_id
              else r.contract = 'spoke' and r.chain_id = e.chain_id
            end
          order by r.block_number, r.log_index
          limit 1
        ) end as rejected_reason
      from entry e
      where e.queued_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end)
    ),
    touched as materialized (select from blocks),
    checkpoint as (
      select
        b.chain_id, b.block_number,
        coalesce(
          (
            select c.block_time from cut_checkpoint c
            where c.chain_id = b.chain_id and c.block_number = b.block_number
            order by c.cut_id desc
            limit 1
          ),
          (select k.time from block k where k.chain_id = b.chain_id and k.number = b.block_number),
          (select max(p.posted_at) from posting p where p.block_number <= b.block_number)
        )::uint64 as block_time
      from blocks b
    ),
    limit_use as not materialized (
      select t.* from limit_use t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = (select c.chain_id from contract c where c.name = 'hub'))
    ),
    holding as materialized (
      select
        p.side, p.asset, coalesce(p.chain, 0)::uint64 as chain, coalesce(p.account, '0x0000000000000000000000000000000000000000')::address as account,
        sum(case when p.side in ('custody', 'supply') then p.debit - p.credit else p.credit - p.debit end) as amount
      from posting p
      where p.block_number <= (select blocks.block_number from blocks where blocks.chain_id = (select c.chain_id from contract c where c.name = 'hub')) and ($3 is null or p.asset = $3)
      group by 1, 2, 3, 4
      having sum(p.debit - p.credit) <> 0
    )
    select t."asset"::uint64, t."chain_id"::uint64, t."token"::bytes32, t."decimals"::smallint, t."custody"::uint256, t."local"::uint256, t."available"::uint256, t."capacity"::uint256, t."window"::uint256, t."used"::uint256, t."target"::uint256, t."slope"::uint256, t."payout_fee"::uint256, t."fees"::uint256, t."rebates"::uint256 from (
  select
    place.asset,
    place.chain as chain_id,
    token.new_token as token,
    token.new_decimals as decimals,
    coalesce(held.amount, 0)::uint256 as custody,
    coalesce(own.amount, 0)::uint256 as local,
    (coalesce(held.amount, 0) - coalesce(own.amount, 0))::uint256 as available,
    coalesce(rate.new_capacity, 0)::uint256 as capacity,
    coalesce(rate.new_window, 0)::uint256 as "window",
    coalesce(used.amount, 0)::uint256 as used,
    coalesce(curve.new_target, 0)::uint256 as target,
    coalesce(curve.new_slope, 0)::uint256 as slope,
    coalesce(carried.new_fee, 0)::uint256 as payout_fee,
    coalesce(paid.fees, 0)::uint256 as fees,
    (coalesce(earned.rebates, 0) + coalesce(matured.rebates, 0))::uint256 as rebates
  from (
    select asset, chain from token_set
    union
    select asset, chain from holding where side = 'custody'
  ) place
  left join lateral (
    select t.* from token_set t
    where t.asset = place.asset and t.chain = place.chain
    order by t.block_number desc, t.log_index desc
    limit 1
  ) token on true
  left join lateral (
    select l.* from limit_set l
    where l.asset = place.asset and l.chain = place.chain
    order by l.block_number desc, l.log_index desc
    limit 1
  ) rate on true
  left join lateral (
    select c.* from curve_set c
    where c.asset = place.asset and c.chain = place.chain
    order by c.block_number desc, c.log_index desc
    limit 1
  ) curve on true
  left join lateral (
    select f.* from payout_fee_set f
    where f.asset = place.asset and f.chain = place.chain
    order by f.block_number desc, f.log_index desc
    limit 1
  ) carried on true
  left join holding held on held.side = 'custody' and held.asset = place.asset and held.chain = place.chain
  left join lateral (
    select sum(h.amount) as amount from holding h
    where h.side = 'local' and h.asset = place.asset and h.chain = place.chain
  ) own on true
  left join lateral (
    select sum(c.fee) as fees from custody_left c where c.asset = place.asset and c.chain = place.chain
  ) paid on true
  left join lateral (
    select sum(c.rebate) as rebates from custody_joined c where c.asset = place.asset and c.chain = place.chain
  ) earned on true
  left join lateral (
    select sum(m.rebate) as rebates from local_matured m where m.asset = place.asset and m.chain = place.chain
  ) matured on true
  left join lateral (
    select
      case when l."window" = 0 then l.used
        else greatest(l.used - div(l.capacity * greatest(p.block_time - l.stored_at, 0), l."window"), 0)
      end as amount
    from limit_use l
    cross join checkpoint p
    where l.asset = place.asset and l.chain = place.chain
      and p.chain_id = (select h.chain_id from contract h where h.name = 'hub')
    order by l.block_number desc, l.log_index desc
    limit 1
  ) used on true) t where $3 is null or t.asset = $3;
  end;

create function custody_as_of(cut bigint, of_asset uint64 default null)
  returns table ("asset" uint64, "chain_id" uint64, "token" bytes32, "decimals" smallint, "custody" uint256, "local" uint256, "available" uint256, "capacity" uint256, "window" uint256, "used" uint256, "target" uint256, "slope" uint256, "payout_fee" uint256, "fees" uint256, "rebates" uint256) language sql stable rows 100 begin atomic
    select a.* from cut_blocks($1) c cross join lateral custody_at(c.chains, c.blocks, $2) a;
  end;

create function ledger_balances_at(chains uint64[], blocks bigint[], of_asset uint64 default null, of_account address default null)
  returns table ("account" address, "asset" uint64, "amount" uint256) language sql stable rows 100 begin atomic
    -- What is asked for is refused even if there would be no row.
    select from blocks_at($1, $2);
    with blocks as materialized (select * from blocks_at($1, $2)),
    order_opened as not materialized (
      select t.* from order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    signed_order_opened as not materialized (
      select t.* from signed_order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    output_held as not materialized (
      select t.* from output_held t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_settled as not materialized (
      select t.* from order_settled t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_aborted as not materialized (
      select t.* from order_aborted t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_executed as not materialized (
      select t.* from call_executed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_failed as not materialized (
      select t.* from call_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fill_released as not materialized (
      select t.* from fill_released t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_owed as not materialized (
      select t.* from payout_owed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_queued as not materialized (
      select t.* from entry_queued t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_rejected as not materialized (
      select t.* from entry_rejected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_paid as not materialized (
      select t.* from payout_paid t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_failed as not materialized (
      select t.* from payout_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_claimed as not materialized (
      select t.* from payout_claimed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    delivery_credited as not materialized (
      select t.* from delivery_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_credited as not materialized (
      select t.* from payout_fee_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_earned as not materialized (
      select t.* from fees_earned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_collected as not materialized (
      select t.* from fees_collected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_joined as not materialized (
      select t.* from custody_joined t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_left as not materialized (
      select t.* from custody_left t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_credited as not materialized (
      select t.* from local_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_withdrawn as not materialized (
      select t.* from local_withdrawn t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_matured as not materialized (
      select t.* from local_matured t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    deposit_returned as not materialized (
      select t.* from deposit_returned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    token_set as not materialized (
      select t.* from token_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    limit_set as not materialized (
      select t.* from limit_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    curve_set as not materialized (
      select t.* from curve_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    margin_set as not materialized (
      select t.* from margin_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_set as not materialized (
      select t.* from payout_fee_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    vault_set as not materialized (
      select t.* from vault_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    instruction_pay as not materialized (
      select t.* from instruction_pay t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry as not materialized (
      select
        e.chain_id, e.direction, e.position, e.head, e.kind, e.timestamp, e.fee, e.order_id, e.leg, e.hold, e.solver,
        e.repayment_account, e.repayment_ledger_account, e.repayment_chain, e.repayment_max_fee, e.depositor,
        e.beneficiary, e.minimum, e.to_vault, e.token, e.amount, e.token_fee, e.queued_block_number, e.queued_transaction_hash,
        case when 
        e.delivered_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then (select c.chain_id from contract c where c.name = 'hub') else e.chain_id end)
        and (
          select last.queued_block_number
          from delivery d
          join entry last
            on last.chain_id = d.chain_id and last.direction = d.direction and last.position = d.last_position
          where d.chain_id = e.chain_id and d.direction = e.direction and d.last_position >= e.position
          order by d.last_position
          limit 1
        ) <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end) then e.delivered_at end as delivered_at,
        case when e.rejected_reason is not null then (
          select r.reason from entry_rejected r
          where r.head = e.head
            and case e.direction
              when 'report' then r.contract = 'hub' and r.chain = e.chain_id
              else r.contract = 'spoke' and r.chain_id = e.chain_id
            end
          order by r.block_number, r.log_index
          limit 1
        ) end as rejected_reason
      from entry e
      where e.queued_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end)
    ),
    touched as materialized (select from blocks),
    checkpoint as (
      select
        b.chain_id, b.block_number,
        coalesce(
          (
            select c.block_time from cut_checkpoint c
            where c.chain_id = b.chain_id and c.block_number = b.block_number
            order by c.cut_id desc
            limit 1
          ),
          (select k.time from block k where k.chain_id = b.chain_id and k.number = b.block_number),
          (select max(p.posted_at) from posting p where p.block_number <= b.block_number)
        )::uint64 as block_time
      from blocks b
    ),
    limit_use as not materialized (
      select t.* from limit_use t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = (select c.chain_id from contract c where c.name = 'hub'))
    ),
    holding as materialized (
      select
        p.side, p.asset, coalesce(p.chain, 0)::uint64 as chain, coalesce(p.account, '0x0000000000000000000000000000000000000000')::address as account,
        sum(case when p.side in ('custody', 'supply') then p.debit - p.credit else p.credit - p.debit end) as amount
      from posting p
      where p.block_number <= (select blocks.block_number from blocks where blocks.chain_id = (select c.chain_id from contract c where c.name = 'hub')) and ($3 is null or p.asset = $3) and ($4 is null or p.account = $4)
      group by 1, 2, 3, 4
      having sum(p.debit - p.credit) <> 0
    )
    select t."account"::address, t."asset"::uint64, t."amount"::uint256 from (select account, asset, amount from holding where side = 'ledger') t where $3 is null or t.asset = $3;
  end;

create function ledger_balances_as_of(cut bigint, of_asset uint64 default null, of_account address default null)
  returns table ("account" address, "asset" uint64, "amount" uint256) language sql stable rows 100 begin atomic
    select a.* from cut_blocks($1) c cross join lateral ledger_balances_at(c.chains, c.blocks, $2, $3) a;
  end;

create function local_balances_at(chains uint64[], blocks bigint[], of_asset uint64 default null, of_account address default null)
  returns table ("account" address, "asset" uint64, "chain_id" uint64, "amount" uint256) language sql stable rows 100 begin atomic
    -- What is asked for is refused even if there would be no row.
    select from blocks_at($1, $2);
    with blocks as materialized (select * from blocks_at($1, $2)),
    order_opened as not materialized (
      select t.* from order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    signed_order_opened as not materialized (
      select t.* from signed_order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    output_held as not materialized (
      select t.* from output_held t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_settled as not materialized (
      select t.* from order_settled t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_aborted as not materialized (
      select t.* from order_aborted t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_executed as not materialized (
      select t.* from call_executed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_failed as not materialized (
      select t.* from call_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fill_released as not materialized (
      select t.* from fill_released t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_owed as not materialized (
      select t.* from payout_owed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_queued as not materialized (
      select t.* from entry_queued t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_rejected as not materialized (
      select t.* from entry_rejected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_paid as not materialized (
      select t.* from payout_paid t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_failed as not materialized (
      select t.* from payout_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_claimed as not materialized (
      select t.* from payout_claimed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    delivery_credited as not materialized (
      select t.* from delivery_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_credited as not materialized (
      select t.* from payout_fee_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_earned as not materialized (
      select t.* from fees_earned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_collected as not materialized (
      select t.* from fees_collected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_joined as not materialized (
      select t.* from custody_joined t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_left as not materialized (
      select t.* from custody_left t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_credited as not materialized (
      select t.* from local_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_withdrawn as not materialized (
      select t.* from local_withdrawn t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_matured as not materialized (
      select t.* from local_matured t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    deposit_returned as not materialized (
      select t.* from deposit_returned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    token_set as not materialized (
      select t.* from token_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    limit_set as not materialized (
      select t.* from limit_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    curve_set as not materialized (
      select t.* from curve_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    margin_set as not materialized (
      select t.* from margin_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_set as not materialized (
      select t.* from payout_fee_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    vault_set as not materialized (
      select t.* from vault_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    instruction_pay as not materialized (
      select t.* from instruction_pay t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry as not materialized (
      select
        e.chain_id, e.direction, e.position, e.head, e.kind, e.timestamp, e.fee, e.order_id, e.leg, e.hold, e.solver,
        e.repayment_account, e.repayment_ledger_account, e.repayment_chain, e.repayment_max_fee, e.depositor,
        e.beneficiary, e.minimum, e.to_vault, e.token, e.amount, e.token_fee, e.queued_block_number, e.queued_transaction_hash,
        case when 
        e.delivered_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then (select c.chain_id from contract c where c.name = 'hub') else e.chain_id end)
        and (
          select last.queued_block_number
          from delivery d
          join entry last
            on last.chain_id = d.chain_id and last.direction = d.direction and last.position = d.last_position
          where d.chain_id = e.chain_id and d.direction = e.direction and d.last_position >= e.position
          order by d.last_position
          limit 1
        ) <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end) then e.delivered_at end as delivered_at,
        case when e.rejected_reason is not null then (
          select r.reason from entry_rejected r
          where r.head = e.head
            and case e.direction
              when 'report' then r.contract = 'hub' and r.chain = e.chain_id
              else r.contract = 'spoke' and r.chain_id = e.chain_id
            end
          order by r.block_number, r.log_index
          limit 1
        ) end as rejected_reason
      from entry e
      where e.queued_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end)
    ),
    touched as materialized (select from blocks),
    checkpoint as (
      select
        b.chain_id, b.block_number,
        coalesce(
          (
            select c.block_time from cut_checkpoint c
            where c.chain_id = b.chain_id and c.block_number = b.block_number
            order by c.cut_id desc
            limit 1
          ),
          (select k.time from block k where k.chain_id = b.chain_id and k.number = b.block_number),
          (select max(p.posted_at) from posting p where p.block_number <= b.block_number)
        )::uint64 as block_time
      from blocks b
    ),
    limit_use as not materialized (
      select t.* from limit_use t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = (select c.chain_id from contract c where c.name = 'hub'))
    ),
    holding as materialized (
      select
        p.side, p.asset, coalesce(p.chain, 0)::uint64 as chain, coalesce(p.account, '0x0000000000000000000000000000000000000000')::address as account,
        sum(case when p.side in ('custody', 'supply') then p.debit - p.credit else p.credit - p.debit end) as amount
      from posting p
      where p.block_number <= (select blocks.block_number from blocks where blocks.chain_id = (select c.chain_id from contract c where c.name = 'hub')) and ($3 is null or p.asset = $3) and ($4 is null or p.account = $4)
      group by 1, 2, 3, 4
      having sum(p.debit - p.credit) <> 0
    )
    select t."account"::address, t."asset"::uint64, t."chain_id"::uint64, t."amount"::uint256 from (select account, asset, chain as chain_id, amount from holding where side = 'local') t where $3 is null or t.asset = $3;
  end;

create function local_balances_as_of(cut bigint, of_asset uint64 default null, of_account address default null)
  returns table ("account" address, "asset" uint64, "chain_id" uint64, "amount" uint256) language sql stable rows 100 begin atomic
    select a.* from cut_blocks($1) c cross join lateral local_balances_at(c.chains, c.blocks, $2, $3) a;
  end;

create function share_balances_at(chains uint64[], blocks bigint[], of_asset uint64 default null, of_account address default null)
  returns table ("account" address, "asset" uint64, "shares" uint256) language sql stable rows 100 begin atomic
    -- What is asked for is refused even if there would be no row.
    select from blocks_at($1, $2);
    with blocks as materialized (select * from blocks_at($1, $2)),
    order_opened as not materialized (
      select t.* from order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    signed_order_opened as not materialized (
      select t.* from signed_order_opened t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    output_held as not materialized (
      select t.* from output_held t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_settled as not materialized (
      select t.* from order_settled t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    order_aborted as not materialized (
      select t.* from order_aborted t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_executed as not materialized (
      select t.* from call_executed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    call_failed as not materialized (
      select t.* from call_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fill_released as not materialized (
      select t.* from fill_released t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_owed as not materialized (
      select t.* from payout_owed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_queued as not materialized (
      select t.* from entry_queued t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry_rejected as not materialized (
      select t.* from entry_rejected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_paid as not materialized (
      select t.* from payout_paid t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_failed as not materialized (
      select t.* from payout_failed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_claimed as not materialized (
      select t.* from payout_claimed t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    delivery_credited as not materialized (
      select t.* from delivery_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_credited as not materialized (
      select t.* from payout_fee_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_earned as not materialized (
      select t.* from fees_earned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    fees_collected as not materialized (
      select t.* from fees_collected t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_joined as not materialized (
      select t.* from custody_joined t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    custody_left as not materialized (
      select t.* from custody_left t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_credited as not materialized (
      select t.* from local_credited t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_withdrawn as not materialized (
      select t.* from local_withdrawn t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    local_matured as not materialized (
      select t.* from local_matured t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    deposit_returned as not materialized (
      select t.* from deposit_returned t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    token_set as not materialized (
      select t.* from token_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    limit_set as not materialized (
      select t.* from limit_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    curve_set as not materialized (
      select t.* from curve_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    margin_set as not materialized (
      select t.* from margin_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    payout_fee_set as not materialized (
      select t.* from payout_fee_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    vault_set as not materialized (
      select t.* from vault_set t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    instruction_pay as not materialized (
      select t.* from instruction_pay t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = t.chain_id)
    ),
    entry as not materialized (
      select
        e.chain_id, e.direction, e.position, e.head, e.kind, e.timestamp, e.fee, e.order_id, e.leg, e.hold, e.solver,
        e.repayment_account, e.repayment_ledger_account, e.repayment_chain, e.repayment_max_fee, e.depositor,
        e.beneficiary, e.minimum, e.to_vault, e.token, e.amount, e.token_fee, e.queued_block_number, e.queued_transaction_hash,
        case when 
        e.delivered_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then (select c.chain_id from contract c where c.name = 'hub') else e.chain_id end)
        and (
          select last.queued_block_number
          from delivery d
          join entry last
            on last.chain_id = d.chain_id and last.direction = d.direction and last.position = d.last_position
          where d.chain_id = e.chain_id and d.direction = e.direction and d.last_position >= e.position
          order by d.last_position
          limit 1
        ) <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end) then e.delivered_at end as delivered_at,
        case when e.rejected_reason is not null then (
          select r.reason from entry_rejected r
          where r.head = e.head
            and case e.direction
              when 'report' then r.contract = 'hub' and r.chain = e.chain_id
              else r.contract = 'spoke' and r.chain_id = e.chain_id
            end
          order by r.block_number, r.log_index
          limit 1
        ) end as rejected_reason
      from entry e
      where e.queued_block_number <= (select blocks.block_number from blocks where blocks.chain_id = case e.direction when 'report' then e.chain_id else (select c.chain_id from contract c where c.name = 'hub') end)
    ),
    touched as materialized (select from blocks),
    checkpoint as (
      select
        b.chain_id, b.block_number,
        coalesce(
          (
            select c.block_time from cut_checkpoint c
            where c.chain_id = b.chain_id and c.block_number = b.block_number
            order by c.cut_id desc
            limit 1
          ),
          (select k.time from block k where k.chain_id = b.chain_id and k.number = b.block_number),
          (select max(p.posted_at) from posting p where p.block_number <= b.block_number)
        )::uint64 as block_time
      from blocks b
    ),
    limit_use as not materialized (
      select t.* from limit_use t where t.block_number <= (select blocks.block_number from blocks where blocks.chain_id = (select c.chain_id from contract c where c.name = 'hub'))
    ),
    holding as materialized (
      select
        p.side, p.asset, coalesce(p.chain, 0)::uint64 as chain, coalesce(p.account, '0x0000000000000000000000000000000000000000')::address as account,
        sum(case when p.side in ('custody', 'supply') then p.debit - p.credit else p.credit - p.debit end) as amount
      from posting p
      where p.block_number <= (select blocks.block_number from blocks where blocks.chain_id = (select c.chain_id from contract c where c.name = 'hub')) and ($3 is null or p.asset = $3) and ($4 is null or p.account = $4)
      group by 1, 2, 3, 4
      having sum(p.debit - p.credit) <> 0
    )
    select t."account"::address, t."asset"::uint64, t."shares"::uint256 from (select account, asset, amount as shares from holding where side = 'shares') t where $3 is null or t.asset = $3;
  end;

create function share_balances_as_of(cut bigint, of_asset uint64 default null, of_account address default null)
  returns table ("account" address, "asset" uint64, "shares" uint256) language sql stable rows 100 begin atomic
    select a.* from cut_blocks($1) c cross join lateral share_balances_at(c.chains, c.blocks, $2, $3) a;
  end;
