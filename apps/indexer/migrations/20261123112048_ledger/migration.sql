CREATE TYPE "deposit_status" AS ENUM('pending', 'credited', 'returned');--> statement-breakpoint
CREATE TYPE "posting_kind" AS ENUM('deposit', 'repayment', 'fill', 'withdrawal', 'maturation', 'funding', 'transfer', 'share');--> statement-breakpoint
CREATE TYPE "posting_side" AS ENUM('custody', 'ledger', 'local', 'reserve', 'repayment', 'supply', 'shares');--> statement-breakpoint
ALTER TYPE "balance_kind" ADD VALUE 'deposited';--> statement-breakpoint
ALTER TYPE "balance_kind" ADD VALUE 'custody';--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'deposited' BEFORE 'pay';--> statement-breakpoint
ALTER TYPE "order_act" ADD VALUE 'fill';--> statement-breakpoint
CREATE TABLE "balance_approval" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"owner" address NOT NULL,
	"spender" address NOT NULL,
	"id" uint256 NOT NULL,
	"amount" uint256 NOT NULL,
	CONSTRAINT "balance_approval_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "balance_transfer" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"caller" address NOT NULL,
	"sender" address NOT NULL,
	"receiver" address NOT NULL,
	"id" uint256 NOT NULL,
	"amount" uint256 NOT NULL,
	CONSTRAINT "balance_transfer_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "curve_set" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"asset" uint64 NOT NULL,
	"chain" uint64 NOT NULL,
	"old_target" uint256 NOT NULL,
	"old_slope" uint256 NOT NULL,
	"new_target" uint256 NOT NULL,
	"new_slope" uint256 NOT NULL,
	CONSTRAINT "curve_set_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "custody_joined" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"cause" bytes32 NOT NULL,
	"asset" uint64 NOT NULL,
	"chain" uint64 NOT NULL,
	"kind" smallint NOT NULL,
	"account" address NOT NULL,
	"amount" uint256 NOT NULL,
	"rebate" uint256 NOT NULL,
	CONSTRAINT "custody_joined_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "custody_left" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"cause" bytes32 NOT NULL,
	"asset" uint64 NOT NULL,
	"chain" uint64 NOT NULL,
	"kind" smallint NOT NULL,
	"account" address NOT NULL,
	"amount" uint256 NOT NULL,
	"fee" uint256 NOT NULL,
	CONSTRAINT "custody_left_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "deposit_returned" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"chain" uint64 NOT NULL,
	"head" bytes32 NOT NULL,
	"token" bytes32 NOT NULL,
	"depositor" address NOT NULL,
	"amount" uint256 NOT NULL,
	CONSTRAINT "deposit_returned_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "dust_reserved" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"cause" bytes32 NOT NULL,
	"asset" uint64 NOT NULL,
	"amount" uint256 NOT NULL,
	CONSTRAINT "dust_reserved_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "limit_set" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"asset" uint64 NOT NULL,
	"chain" uint64 NOT NULL,
	"old_capacity" uint256 NOT NULL,
	"old_window" uint256 NOT NULL,
	"new_capacity" uint256 NOT NULL,
	"new_window" uint256 NOT NULL,
	CONSTRAINT "limit_set_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "local_credited" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"cause" bytes32 NOT NULL,
	"asset" uint64 NOT NULL,
	"chain" uint64 NOT NULL,
	"kind" smallint NOT NULL,
	"account" address NOT NULL,
	"amount" uint256 NOT NULL,
	CONSTRAINT "local_credited_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "local_matured" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"asset" uint64 NOT NULL,
	"chain" uint64 NOT NULL,
	"account" address NOT NULL,
	"amount" uint256 NOT NULL,
	"rebate" uint256 NOT NULL,
	CONSTRAINT "local_matured_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "local_withdrawn" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"cause" bytes32 NOT NULL,
	"asset" uint64 NOT NULL,
	"chain" uint64 NOT NULL,
	"account" address NOT NULL,
	"amount" uint256 NOT NULL,
	CONSTRAINT "local_withdrawn_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "margin_set" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"asset" uint64 NOT NULL,
	"old_margin" uint256 NOT NULL,
	"new_margin" uint256 NOT NULL,
	CONSTRAINT "margin_set_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "operator_set" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"owner" address NOT NULL,
	"spender" address NOT NULL,
	"approved" boolean NOT NULL,
	CONSTRAINT "operator_set_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "profit_locked" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"profit" uint256 NOT NULL,
	"locked" uint256 NOT NULL,
	"unlocked_at" uint256 NOT NULL,
	CONSTRAINT "profit_locked_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "reserve_funded" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"asset" uint64 NOT NULL,
	"account" address NOT NULL,
	"amount" uint256 NOT NULL,
	CONSTRAINT "reserve_funded_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "share_approval" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"owner" address NOT NULL,
	"spender" address NOT NULL,
	"value" uint256 NOT NULL,
	CONSTRAINT "share_approval_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "share_deposit" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"sender" address NOT NULL,
	"owner" address NOT NULL,
	"assets" uint256 NOT NULL,
	"shares" uint256 NOT NULL,
	CONSTRAINT "share_deposit_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "share_transfer" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"from" address NOT NULL,
	"to" address NOT NULL,
	"value" uint256 NOT NULL,
	CONSTRAINT "share_transfer_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "share_withdrawal" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"sender" address NOT NULL,
	"receiver" address NOT NULL,
	"owner" address NOT NULL,
	"assets" uint256 NOT NULL,
	"shares" uint256 NOT NULL,
	CONSTRAINT "share_withdrawal_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "token_set" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"asset" uint64 NOT NULL,
	"chain" uint64 NOT NULL,
	"old_token" bytes32 NOT NULL,
	"old_decimals" smallint NOT NULL,
	"new_token" bytes32 NOT NULL,
	"new_decimals" smallint NOT NULL,
	CONSTRAINT "token_set_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "vault_set" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"asset" uint64 NOT NULL,
	"vault" address NOT NULL,
	CONSTRAINT "vault_set_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "report_deposited" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"timestamp" uint64 NOT NULL,
	"token" bytes32 NOT NULL,
	"amount" uint256 NOT NULL,
	"depositor" address NOT NULL,
	"beneficiary" address NOT NULL,
	"minimum" uint256 NOT NULL,
	"to_vault" boolean NOT NULL,
	"fee" uint64 NOT NULL,
	CONSTRAINT "report_deposited_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
ALTER TABLE "report_filled" ADD COLUMN "repayment_max_fee" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "balance_transfer_receiver" ON "balance_transfer" ("receiver");--> statement-breakpoint
CREATE INDEX "curve_set_asset_chain" ON "curve_set" ("asset","chain");--> statement-breakpoint
CREATE INDEX "custody_joined_cause" ON "custody_joined" USING hash ("cause");--> statement-breakpoint
CREATE INDEX "custody_joined_asset_chain_block_number" ON "custody_joined" ("asset","chain","block_number");--> statement-breakpoint
CREATE INDEX "custody_left_cause" ON "custody_left" USING hash ("cause");--> statement-breakpoint
CREATE INDEX "custody_left_asset_chain_block_number" ON "custody_left" ("asset","chain","block_number");--> statement-breakpoint
CREATE INDEX "deposit_returned_head" ON "deposit_returned" USING hash ("head");--> statement-breakpoint
CREATE INDEX "dust_reserved_cause" ON "dust_reserved" USING hash ("cause");--> statement-breakpoint
CREATE INDEX "limit_set_asset_chain" ON "limit_set" ("asset","chain");--> statement-breakpoint
CREATE INDEX "local_credited_cause" ON "local_credited" USING hash ("cause");--> statement-breakpoint
CREATE INDEX "local_matured_asset_chain_block_number" ON "local_matured" ("asset","chain","block_number");--> statement-breakpoint
CREATE INDEX "local_withdrawn_cause" ON "local_withdrawn" USING hash ("cause");--> statement-breakpoint
CREATE INDEX "token_set_asset_chain" ON "token_set" ("asset","chain");--> statement-breakpoint
CREATE INDEX "report_deposited_beneficiary" ON "report_deposited" ("beneficiary");