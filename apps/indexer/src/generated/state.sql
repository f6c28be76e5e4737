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
	"token" bytes32,
	"account" bytes32,
	"amount" uint256,
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
	"owed_at" uint64 NOT NULL,
	"owed_transaction_hash" bytes32 NOT NULL,
	"head" bytes32,
	"status" "payout_status" NOT NULL,
	"paid_at" uint64,
	"paid_block_number" bigint,
	"paid_transaction_hash" bytes32,
	CONSTRAINT "payout_key" PRIMARY KEY("owed_block_number","owed_log_index")
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

CREATE INDEX "entry_watermark" ON "entry" ("chain_id","timestamp") WHERE direction = 'report' and delivered_at is not null and timestamp is not null;

CREATE INDEX "leg_solver" ON "leg" ("solver");

CREATE INDEX "mismatch_channel" ON "mismatch" ("chain_id","direction","position");

CREATE INDEX "mismatch_seen_head" ON "mismatch" ("seen_head");

CREATE INDEX "order_user" ON "order" ("user");

CREATE INDEX "order_decision" ON "order" ("decision","opened_at");

CREATE INDEX "payout_order_id" ON "payout" USING hash ("order_id");

CREATE INDEX "payout_head" ON "payout" USING hash ("head");

CREATE INDEX "payout_account" ON "payout" ("account");

CREATE VIEW "actionable_order" AS (
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
          (
            l.escrow_reported_count = 0
            and (origin.gateway is null or origin.retired or origin.watermark > o.open_deadline)
          )
          or (
            not l.fill_reported
            and (
              destination.gateway is null or destination.retired or destination.watermark > o.fill_deadline
              or (l.cancel_reported and (o.leg_count = 1 or o.cancellable))
            )
          )
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
          or (o.decision = 'abort' and l.fill_reported and not l.fill_fee_released and (l.hold or l.fill_fee > 0))
        )
    ));

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
  select e.chain_id, '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee', e.account from checkpoint p join delivery_credited e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1));

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
