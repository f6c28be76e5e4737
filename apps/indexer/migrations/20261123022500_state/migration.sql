CREATE TYPE "call_status" AS ENUM('pending', 'executed', 'failed');--> statement-breakpoint
CREATE TYPE "channel_direction" AS ENUM('report', 'instruction');--> statement-breakpoint
CREATE TYPE "decision" AS ENUM('undecided', 'commit', 'abort');--> statement-breakpoint
CREATE TYPE "entry_kind" AS ENUM('heartbeat', 'escrowed', 'filled', 'cancelled', 'pay', 'configure', 'malformed');--> statement-breakpoint
CREATE TYPE "leg_status" AS ENUM('unfilled', 'filled', 'cancelled');--> statement-breakpoint
CREATE TYPE "nonce_status" AS ENUM('used', 'cancelled');--> statement-breakpoint
CREATE TYPE "order_act" AS ENUM('settle', 'abort', 'refund');--> statement-breakpoint
CREATE TYPE "payout_kind" AS ENUM('repayment', 'delivery', 'refund', 'return');--> statement-breakpoint
CREATE TYPE "payout_status" AS ENUM('owed', 'paid', 'failed', 'claimed', 'rejected');--> statement-breakpoint
CREATE TABLE "attesters_set" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"source_chain" uint64 NOT NULL,
	"epoch" uint64 NOT NULL,
	"threshold" smallint NOT NULL,
	CONSTRAINT "attesters_set_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "attesters_set_attesters" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"position" integer,
	"value" address NOT NULL,
	CONSTRAINT "attesters_set_attesters_key" PRIMARY KEY("chain_id","block_number","log_index","position")
);
--> statement-breakpoint
CREATE TABLE "authority_updated" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"authority" address NOT NULL,
	CONSTRAINT "authority_updated_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "call_executed" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"order_id" bytes32 NOT NULL,
	CONSTRAINT "call_executed_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "call_failed" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"order_id" bytes32 NOT NULL,
	CONSTRAINT "call_failed_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "chain_retired" (
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
	CONSTRAINT "chain_retired_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "configured" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"head" bytes32 NOT NULL,
	"accepting" boolean NOT NULL,
	"entry_fee" uint256 NOT NULL,
	CONSTRAINT "configured_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "delivery_credited" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"account" address NOT NULL,
	"amount" uint256 NOT NULL,
	CONSTRAINT "delivery_credited_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "delivery_paid" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"account" address NOT NULL,
	"amount" uint256 NOT NULL,
	CONSTRAINT "delivery_paid_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "entries_delivered" (
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
	"head_before" bytes32 NOT NULL,
	"head_after" bytes32 NOT NULL,
	"count" uint256 NOT NULL,
	CONSTRAINT "entries_delivered_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "entry_queued" (
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
	"entry" bytes NOT NULL,
	"entry_hash" bytes32 NOT NULL,
	CONSTRAINT "entry_queued_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "entry_rejected" (
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
	"reason" bytes NOT NULL,
	CONSTRAINT "entry_rejected_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "executor_swept" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"order_id" bytes32 NOT NULL,
	"token" address NOT NULL,
	"recipient" address NOT NULL,
	"amount" uint256 NOT NULL,
	CONSTRAINT "executor_swept_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "fee_policy_set" (
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
	"old_policy_minimum" uint64 NOT NULL,
	"old_policy_maximum" uint64 NOT NULL,
	"old_policy_rate" uint256 NOT NULL,
	"new_policy_minimum" uint64 NOT NULL,
	"new_policy_maximum" uint64 NOT NULL,
	"new_policy_rate" uint256 NOT NULL,
	CONSTRAINT "fee_policy_set_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "fees_collected" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"account" address NOT NULL,
	"chain" uint64 NOT NULL,
	"recipient" bytes32 NOT NULL,
	"amount" uint256 NOT NULL,
	"delivery_fee" uint256 NOT NULL,
	CONSTRAINT "fees_collected_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "fees_earned" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"account" address NOT NULL,
	"chain" uint64 NOT NULL,
	"amount" uint256 NOT NULL,
	CONSTRAINT "fees_earned_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "fill_released" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"order_id" bytes32 NOT NULL,
	"leg" smallint NOT NULL,
	CONSTRAINT "fill_released_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "head_accepted" (
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
	"gateway" address NOT NULL,
	CONSTRAINT "head_accepted_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "head_dispatched" (
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
	"gateway" address NOT NULL,
	"send_id" bytes32 NOT NULL,
	CONSTRAINT "head_dispatched_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "message_executed" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"receive_id" bytes32 NOT NULL,
	"send_id" bytes32 NOT NULL,
	"sender" bytes NOT NULL,
	"recipient" bytes NOT NULL,
	"payload" bytes NOT NULL,
	CONSTRAINT "message_executed_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "message_sent" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"send_id" bytes32 NOT NULL,
	"sender" bytes NOT NULL,
	"recipient" bytes NOT NULL,
	"payload" bytes NOT NULL,
	"value" uint256 NOT NULL,
	CONSTRAINT "message_sent_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "message_sent_attributes" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"position" integer,
	"value" bytes NOT NULL,
	CONSTRAINT "message_sent_attributes_key" PRIMARY KEY("chain_id","block_number","log_index","position")
);
--> statement-breakpoint
CREATE TABLE "nonce_cancelled" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"user" address NOT NULL,
	"nonce" uint256 NOT NULL,
	CONSTRAINT "nonce_cancelled_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "order_aborted" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"order_id" bytes32 NOT NULL,
	"user" address NOT NULL,
	"nonce" uint256 NOT NULL,
	"open_deadline" uint64 NOT NULL,
	"fill_deadline" uint64 NOT NULL,
	"solver" address NOT NULL,
	"exclusive_until" uint64 NOT NULL,
	"pooled" boolean NOT NULL,
	"cancellable" boolean NOT NULL,
	CONSTRAINT "order_aborted_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "order_aborted_calls" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"position" integer,
	"chain" uint64 NOT NULL,
	"fallback_recipient" bytes32 NOT NULL,
	"calls" bytes NOT NULL,
	"gas" uint256 NOT NULL,
	CONSTRAINT "order_aborted_calls_key" PRIMARY KEY("chain_id","block_number","log_index","position")
);
--> statement-breakpoint
CREATE TABLE "order_aborted_legs" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"position" integer,
	"origin_chain" uint64 NOT NULL,
	"input_token" address NOT NULL,
	"input_amount" uint256 NOT NULL,
	"destination_chain" uint64 NOT NULL,
	"output_token" bytes32 NOT NULL,
	"output_amount" uint256 NOT NULL,
	"recipient" bytes32 NOT NULL,
	CONSTRAINT "order_aborted_legs_key" PRIMARY KEY("chain_id","block_number","log_index","position")
);
--> statement-breakpoint
CREATE TABLE "order_opened" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"order_id" bytes32 NOT NULL,
	"user" address NOT NULL,
	"nonce" uint256 NOT NULL,
	"open_deadline" uint64 NOT NULL,
	"fill_deadline" uint64 NOT NULL,
	"solver" address NOT NULL,
	"exclusive_until" uint64 NOT NULL,
	"pooled" boolean NOT NULL,
	"cancellable" boolean NOT NULL,
	CONSTRAINT "order_opened_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "order_opened_calls" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"position" integer,
	"chain" uint64 NOT NULL,
	"fallback_recipient" bytes32 NOT NULL,
	"calls" bytes NOT NULL,
	"gas" uint256 NOT NULL,
	CONSTRAINT "order_opened_calls_key" PRIMARY KEY("chain_id","block_number","log_index","position")
);
--> statement-breakpoint
CREATE TABLE "order_opened_legs" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"position" integer,
	"origin_chain" uint64 NOT NULL,
	"input_token" address NOT NULL,
	"input_amount" uint256 NOT NULL,
	"destination_chain" uint64 NOT NULL,
	"output_token" bytes32 NOT NULL,
	"output_amount" uint256 NOT NULL,
	"recipient" bytes32 NOT NULL,
	CONSTRAINT "order_opened_legs_key" PRIMARY KEY("chain_id","block_number","log_index","position")
);
--> statement-breakpoint
CREATE TABLE "order_paid_for" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"order_id" bytes32 NOT NULL,
	"payer" address NOT NULL,
	CONSTRAINT "order_paid_for_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "order_settled" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"order_id" bytes32 NOT NULL,
	"user" address NOT NULL,
	"nonce" uint256 NOT NULL,
	"open_deadline" uint64 NOT NULL,
	"fill_deadline" uint64 NOT NULL,
	"solver" address NOT NULL,
	"exclusive_until" uint64 NOT NULL,
	"pooled" boolean NOT NULL,
	"cancellable" boolean NOT NULL,
	CONSTRAINT "order_settled_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "order_settled_calls" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"position" integer,
	"chain" uint64 NOT NULL,
	"fallback_recipient" bytes32 NOT NULL,
	"calls" bytes NOT NULL,
	"gas" uint256 NOT NULL,
	CONSTRAINT "order_settled_calls_key" PRIMARY KEY("chain_id","block_number","log_index","position")
);
--> statement-breakpoint
CREATE TABLE "order_settled_legs" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"position" integer,
	"origin_chain" uint64 NOT NULL,
	"input_token" address NOT NULL,
	"input_amount" uint256 NOT NULL,
	"destination_chain" uint64 NOT NULL,
	"output_token" bytes32 NOT NULL,
	"output_amount" uint256 NOT NULL,
	"recipient" bytes32 NOT NULL,
	CONSTRAINT "order_settled_legs_key" PRIMARY KEY("chain_id","block_number","log_index","position")
);
--> statement-breakpoint
CREATE TABLE "order_skipped" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"order_id" bytes32 NOT NULL,
	"reason" bytes NOT NULL,
	CONSTRAINT "order_skipped_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "output_held" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"order_id" bytes32 NOT NULL,
	"leg" smallint NOT NULL,
	"user" address NOT NULL,
	"nonce" uint256 NOT NULL,
	"open_deadline" uint64 NOT NULL,
	"fill_deadline" uint64 NOT NULL,
	"solver" address NOT NULL,
	"exclusive_until" uint64 NOT NULL,
	"pooled" boolean NOT NULL,
	"cancellable" boolean NOT NULL,
	CONSTRAINT "output_held_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "output_held_calls" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"position" integer,
	"chain" uint64 NOT NULL,
	"fallback_recipient" bytes32 NOT NULL,
	"calls" bytes NOT NULL,
	"gas" uint256 NOT NULL,
	CONSTRAINT "output_held_calls_key" PRIMARY KEY("chain_id","block_number","log_index","position")
);
--> statement-breakpoint
CREATE TABLE "output_held_legs" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"position" integer,
	"origin_chain" uint64 NOT NULL,
	"input_token" address NOT NULL,
	"input_amount" uint256 NOT NULL,
	"destination_chain" uint64 NOT NULL,
	"output_token" bytes32 NOT NULL,
	"output_amount" uint256 NOT NULL,
	"recipient" bytes32 NOT NULL,
	CONSTRAINT "output_held_legs_key" PRIMARY KEY("chain_id","block_number","log_index","position")
);
--> statement-breakpoint
CREATE TABLE "pauses_set" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"opens" boolean NOT NULL,
	"fills" boolean NOT NULL,
	CONSTRAINT "pauses_set_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "payout_claimed" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"token" address NOT NULL,
	"account" address NOT NULL,
	"amount" uint256 NOT NULL,
	CONSTRAINT "payout_claimed_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "payout_failed" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"head" bytes32 NOT NULL,
	"token" address NOT NULL,
	"account" address NOT NULL,
	"amount" uint256 NOT NULL,
	CONSTRAINT "payout_failed_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "payout_owed" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"order_id" bytes32 NOT NULL,
	"leg" smallint NOT NULL,
	"kind" smallint NOT NULL,
	"chain" uint64 NOT NULL,
	"token" bytes32 NOT NULL,
	"account" bytes32 NOT NULL,
	"amount" uint256 NOT NULL,
	CONSTRAINT "payout_owed_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "payout_paid" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"head" bytes32 NOT NULL,
	"token" address NOT NULL,
	"account" address NOT NULL,
	"amount" uint256 NOT NULL,
	CONSTRAINT "payout_paid_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "request_skipped" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"index" uint256 NOT NULL,
	"reason" bytes NOT NULL,
	CONSTRAINT "request_skipped_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "route_set" (
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
	"old_gateway" address NOT NULL,
	"old_counterpart" address NOT NULL,
	"new_gateway" address NOT NULL,
	"new_counterpart" address NOT NULL,
	CONSTRAINT "route_set_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "signed_order_opened" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"order_id" bytes32 NOT NULL,
	"submitter" address NOT NULL,
	"user" address NOT NULL,
	"nonce" uint256 NOT NULL,
	"open_deadline" uint64 NOT NULL,
	"fill_deadline" uint64 NOT NULL,
	"solver" address NOT NULL,
	"exclusive_until" uint64 NOT NULL,
	"pooled" boolean NOT NULL,
	"cancellable" boolean NOT NULL,
	CONSTRAINT "signed_order_opened_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "signed_order_opened_calls" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"position" integer,
	"chain" uint64 NOT NULL,
	"fallback_recipient" bytes32 NOT NULL,
	"calls" bytes NOT NULL,
	"gas" uint256 NOT NULL,
	CONSTRAINT "signed_order_opened_calls_key" PRIMARY KEY("chain_id","block_number","log_index","position")
);
--> statement-breakpoint
CREATE TABLE "signed_order_opened_legs" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"position" integer,
	"origin_chain" uint64 NOT NULL,
	"input_token" address NOT NULL,
	"input_amount" uint256 NOT NULL,
	"destination_chain" uint64 NOT NULL,
	"output_token" bytes32 NOT NULL,
	"output_amount" uint256 NOT NULL,
	"recipient" bytes32 NOT NULL,
	CONSTRAINT "signed_order_opened_legs_key" PRIMARY KEY("chain_id","block_number","log_index","position")
);
--> statement-breakpoint
CREATE TABLE "spoke_configured" (
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
	"accepting" boolean NOT NULL,
	"entry_fee" uint256 NOT NULL,
	CONSTRAINT "spoke_configured_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "wrapped_native_set" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"token" address NOT NULL,
	CONSTRAINT "wrapped_native_set_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
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
--> statement-breakpoint
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
--> statement-breakpoint
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
--> statement-breakpoint
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
--> statement-breakpoint
CREATE TABLE "block" (
	"chain_id" uint64,
	"number" bigint,
	"hash" bytes32 NOT NULL,
	"parent_hash" bytes32 NOT NULL,
	"time" uint64 NOT NULL,
	CONSTRAINT "block_key" PRIMARY KEY("chain_id","number")
);
--> statement-breakpoint
CREATE TABLE "checkpoint" (
	"chain_id" uint64 PRIMARY KEY,
	"name" text NOT NULL,
	"genesis_hash" bytes32 NOT NULL,
	"block_number" bigint NOT NULL,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"final_block_number" bigint,
	"cut_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contract" (
	"chain_id" uint64,
	"name" text,
	"address" address NOT NULL,
	CONSTRAINT "contract_key" PRIMARY KEY("chain_id","name")
);
--> statement-breakpoint
CREATE TABLE "cut" (
	"id" bigint PRIMARY KEY,
	"chain_id" uint64 NOT NULL,
	"block_number" bigint NOT NULL,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"final_block_number" bigint,
	"replaced_block_count" integer NOT NULL,
	"committed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "instruction_configure" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"accepting" boolean NOT NULL,
	"entry_fee" uint256 NOT NULL,
	CONSTRAINT "instruction_configure_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "instruction_pay" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"token" bytes32 NOT NULL,
	"account" bytes32 NOT NULL,
	"amount" uint256 NOT NULL,
	"fee" uint64 NOT NULL,
	CONSTRAINT "instruction_pay_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "report_cancelled" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"timestamp" uint64 NOT NULL,
	"order_id" bytes32 NOT NULL,
	"fee" uint64 NOT NULL,
	CONSTRAINT "report_cancelled_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "report_escrowed" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"timestamp" uint64 NOT NULL,
	"order_id" bytes32 NOT NULL,
	"fee" uint64 NOT NULL,
	CONSTRAINT "report_escrowed_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "report_filled" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"timestamp" uint64 NOT NULL,
	"order_id" bytes32 NOT NULL,
	"leg" smallint NOT NULL,
	"hold" boolean NOT NULL,
	"solver" address NOT NULL,
	"repayment_account" bytes32 NOT NULL,
	"repayment_ledger_account" address NOT NULL,
	"repayment_chain" uint64 NOT NULL,
	"fee" uint64 NOT NULL,
	CONSTRAINT "report_filled_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "report_heartbeat" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"timestamp" uint64 NOT NULL,
	"gas_price" uint64 NOT NULL,
	CONSTRAINT "report_heartbeat_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
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
--> statement-breakpoint
CREATE TABLE "earning" (
	"chain_id" uint64,
	"account" address,
	"earned" uint256 NOT NULL,
	"collected" uint256 NOT NULL,
	"uncollected" uint256 NOT NULL,
	CONSTRAINT "earning_key" PRIMARY KEY("chain_id","account")
);
--> statement-breakpoint
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
--> statement-breakpoint
CREATE TABLE "claimable" (
	"chain_id" uint64,
	"token" address,
	"account" address,
	"amount" uint256 NOT NULL,
	CONSTRAINT "claimable_key" PRIMARY KEY("chain_id","token","account")
);
--> statement-breakpoint
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
--> statement-breakpoint
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
--> statement-breakpoint
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
--> statement-breakpoint
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
--> statement-breakpoint
CREATE INDEX "call_executed_order_id" ON "call_executed" ("order_id");--> statement-breakpoint
CREATE INDEX "call_failed_order_id" ON "call_failed" ("order_id");--> statement-breakpoint
CREATE INDEX "chain_retired_chain_block_number_log_index" ON "chain_retired" ("chain","block_number","log_index");--> statement-breakpoint
CREATE INDEX "configured_head" ON "configured" ("head");--> statement-breakpoint
CREATE INDEX "delivery_credited_account" ON "delivery_credited" ("account");--> statement-breakpoint
CREATE INDEX "entries_delivered_head_after" ON "entries_delivered" ("head_after");--> statement-breakpoint
CREATE INDEX "entry_queued_head" ON "entry_queued" ("head");--> statement-breakpoint
CREATE INDEX "entry_rejected_head" ON "entry_rejected" ("head");--> statement-breakpoint
CREATE INDEX "executor_swept_order_id" ON "executor_swept" ("order_id");--> statement-breakpoint
CREATE INDEX "fee_policy_set_chain_block_number_log_index" ON "fee_policy_set" ("chain","block_number","log_index");--> statement-breakpoint
CREATE INDEX "fees_collected_account_chain" ON "fees_collected" ("account","chain");--> statement-breakpoint
CREATE INDEX "fees_earned_account_chain" ON "fees_earned" ("account","chain");--> statement-breakpoint
CREATE INDEX "fill_released_order_id" ON "fill_released" ("order_id");--> statement-breakpoint
CREATE INDEX "head_accepted_head" ON "head_accepted" ("head");--> statement-breakpoint
CREATE INDEX "head_dispatched_head" ON "head_dispatched" ("head");--> statement-breakpoint
CREATE INDEX "message_executed_receive_id" ON "message_executed" ("receive_id");--> statement-breakpoint
CREATE INDEX "message_executed_send_id" ON "message_executed" ("send_id");--> statement-breakpoint
CREATE INDEX "message_sent_send_id" ON "message_sent" ("send_id");--> statement-breakpoint
CREATE INDEX "nonce_cancelled_user_nonce" ON "nonce_cancelled" ("user","nonce");--> statement-breakpoint
CREATE INDEX "order_aborted_order_id" ON "order_aborted" ("order_id");--> statement-breakpoint
CREATE INDEX "order_opened_order_id" ON "order_opened" ("order_id");--> statement-breakpoint
CREATE INDEX "order_paid_for_order_id" ON "order_paid_for" ("order_id");--> statement-breakpoint
CREATE INDEX "order_settled_order_id" ON "order_settled" ("order_id");--> statement-breakpoint
CREATE INDEX "order_skipped_order_id" ON "order_skipped" ("order_id");--> statement-breakpoint
CREATE INDEX "output_held_order_id" ON "output_held" ("order_id");--> statement-breakpoint
CREATE INDEX "payout_claimed_account_token" ON "payout_claimed" ("account","token");--> statement-breakpoint
CREATE INDEX "payout_failed_head" ON "payout_failed" ("head");--> statement-breakpoint
CREATE INDEX "payout_failed_account_token" ON "payout_failed" ("account","token");--> statement-breakpoint
CREATE INDEX "payout_owed_order_id" ON "payout_owed" ("order_id");--> statement-breakpoint
CREATE INDEX "payout_paid_head" ON "payout_paid" ("head");--> statement-breakpoint
CREATE INDEX "signed_order_opened_order_id" ON "signed_order_opened" ("order_id");--> statement-breakpoint
CREATE INDEX "signed_order_opened_user_nonce" ON "signed_order_opened" ("user","nonce");--> statement-breakpoint
CREATE INDEX "spoke_configured_chain_block_number_log_index" ON "spoke_configured" ("chain","block_number","log_index");--> statement-breakpoint
CREATE INDEX "delivery_block_number" ON "delivery" ("block_number");--> statement-breakpoint
CREATE INDEX "entry_head" ON "entry" ("head");--> statement-breakpoint
CREATE INDEX "entry_order_id" ON "entry" ("order_id");--> statement-breakpoint
CREATE INDEX "entry_dispatched" ON "entry" ("chain_id","direction","position") WHERE dispatched_at is not null;--> statement-breakpoint
CREATE INDEX "entry_accepted" ON "entry" ("chain_id","direction","position") WHERE accepted_at is not null;--> statement-breakpoint
CREATE INDEX "entry_heartbeat" ON "entry" ("chain_id","position") WHERE kind = 'heartbeat' and delivered_at is not null;--> statement-breakpoint
CREATE INDEX "entry_configure" ON "entry" ("chain_id","position") WHERE kind = 'configure';--> statement-breakpoint
CREATE INDEX "entry_watermark" ON "entry" ("chain_id","timestamp") WHERE direction = 'report' and delivered_at is not null and timestamp is not null;--> statement-breakpoint
CREATE INDEX "cut_chain_id" ON "cut" ("chain_id","id");--> statement-breakpoint
CREATE INDEX "report_cancelled_order_id" ON "report_cancelled" ("order_id");--> statement-breakpoint
CREATE INDEX "report_escrowed_order_id" ON "report_escrowed" ("order_id");--> statement-breakpoint
CREATE INDEX "report_filled_order_id" ON "report_filled" ("order_id");--> statement-breakpoint
CREATE INDEX "collection_head" ON "collection" ("head");--> statement-breakpoint
CREATE INDEX "collection_account" ON "collection" ("account","chain");--> statement-breakpoint
CREATE INDEX "call_pending" ON "call" ("order_id") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "leg_solver" ON "leg" ("solver");--> statement-breakpoint
CREATE INDEX "order_user" ON "order" ("user");--> statement-breakpoint
CREATE INDEX "order_decision" ON "order" ("decision","opened_at");--> statement-breakpoint
CREATE INDEX "payout_order_id" ON "payout" ("order_id","leg");--> statement-breakpoint
CREATE INDEX "payout_head" ON "payout" ("head");--> statement-breakpoint
CREATE INDEX "payout_account" ON "payout" ("account");--> statement-breakpoint
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
    ));--> statement-breakpoint
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
  join attesters_set_attesters a using (chain_id, block_number, log_index));--> statement-breakpoint
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
  from attesters_set s);--> statement-breakpoint
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
    and (outputs.complete or (outputs.started and p.block_time > o.fill_deadline + 604800)));--> statement-breakpoint
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
  from chain c);--> statement-breakpoint
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
  where s.contract = 'attested_gateway');--> statement-breakpoint
CREATE VIEW "nonce" AS (
  select
    chain_id, "user", nonce, 'used'::nonce_status as status, order_id, block_time as used_at, block_number, log_index,
    transaction_hash
  from signed_order_opened
  union all
  select
    chain_id, "user", nonce, 'cancelled'::nonce_status, null::bytes32, block_time, block_number, log_index,
    transaction_hash
  from nonce_cancelled);--> statement-breakpoint
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
  ) o);--> statement-breakpoint
CREATE VIEW "sweep" AS (
  select order_id, chain_id, token, recipient, sum(amount)::uint256 as amount, max(block_time)::uint64 as swept_at
  from executor_swept
  group by order_id, chain_id, token, recipient);