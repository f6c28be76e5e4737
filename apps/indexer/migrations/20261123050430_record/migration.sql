CREATE TYPE "balance_kind" AS ENUM('escrowed', 'held', 'owed', 'claimable', 'earned', 'fee');--> statement-breakpoint
CREATE TYPE "call_status" AS ENUM('pending', 'executed', 'failed');--> statement-breakpoint
CREATE TYPE "channel_direction" AS ENUM('report', 'instruction');--> statement-breakpoint
CREATE TYPE "decision" AS ENUM('undecided', 'commit', 'abort');--> statement-breakpoint
CREATE TYPE "divergence_kind" AS ENUM('queued', 'dispatched', 'accepted', 'delivered');--> statement-breakpoint
CREATE TYPE "divergence_status" AS ENUM('diverged', 'unproven');--> statement-breakpoint
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
CREATE TABLE "block" (
	"chain_id" uint64,
	"number" bigint,
	"hash" bytes32 NOT NULL,
	"time" uint64 NOT NULL,
	CONSTRAINT "block_key" PRIMARY KEY("chain_id","number")
);
--> statement-breakpoint
CREATE TABLE "chain_status" (
	"chain_id" uint64 PRIMARY KEY,
	"state" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"reason" text,
	"waits_for_chain" uint64,
	"waits_for_head" bytes32,
	"waiting_block_number" bigint,
	"waits_since" timestamp with time zone,
	"head_block_number" bigint,
	"head_seen_at" timestamp with time zone,
	"worker" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "checkpoint" (
	"chain_id" uint64 PRIMARY KEY,
	"name" text NOT NULL,
	"genesis_hash" bytes32 NOT NULL,
	"start_block" bigint NOT NULL,
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
	"committed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cut_checkpoint" (
	"cut_id" bigint,
	"chain_id" uint64,
	"from_block" bigint NOT NULL,
	"block_number" bigint NOT NULL,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"final_block_number" bigint,
	"replaced_block_count" integer NOT NULL,
	CONSTRAINT "cut_checkpoint_key" PRIMARY KEY("cut_id","chain_id")
);
--> statement-breakpoint
CREATE TABLE "poison" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"address" address NOT NULL,
	"topics" text[] NOT NULL,
	"data" text NOT NULL,
	"error" text NOT NULL,
	CONSTRAINT "poison_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "rewind_log" (
	"cut_id" bigint,
	"chain_id" uint64,
	"from_block_number" bigint NOT NULL,
	"from_block_hash" bytes32 NOT NULL,
	"to_block_number" bigint NOT NULL,
	"to_block_hash" bytes32 NOT NULL,
	"rewound_at" timestamp with time zone NOT NULL,
	CONSTRAINT "rewind_log_key" PRIMARY KEY("cut_id","chain_id")
);
--> statement-breakpoint
CREATE TABLE "unproven" (
	"chain_id" uint64,
	"from_block" bigint,
	"to_block" bigint NOT NULL,
	"source_chain" uint64,
	"since" timestamp with time zone NOT NULL,
	CONSTRAINT "unproven_key" PRIMARY KEY("chain_id","from_block","source_chain")
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
CREATE INDEX "call_executed_order_id" ON "call_executed" USING hash ("order_id");--> statement-breakpoint
CREATE INDEX "call_failed_order_id" ON "call_failed" USING hash ("order_id");--> statement-breakpoint
CREATE INDEX "chain_retired_chain_block_number_log_index" ON "chain_retired" ("chain","block_number","log_index");--> statement-breakpoint
CREATE INDEX "configured_head" ON "configured" USING hash ("head");--> statement-breakpoint
CREATE INDEX "delivery_credited_account" ON "delivery_credited" ("account");--> statement-breakpoint
CREATE INDEX "entries_delivered_head_after" ON "entries_delivered" USING hash ("head_after");--> statement-breakpoint
CREATE INDEX "entry_queued_head" ON "entry_queued" USING hash ("head");--> statement-breakpoint
CREATE INDEX "entry_rejected_head" ON "entry_rejected" USING hash ("head");--> statement-breakpoint
CREATE INDEX "executor_swept_order_id" ON "executor_swept" USING hash ("order_id");--> statement-breakpoint
CREATE INDEX "fee_policy_set_chain_block_number_log_index" ON "fee_policy_set" ("chain","block_number","log_index");--> statement-breakpoint
CREATE INDEX "fees_collected_account_chain" ON "fees_collected" ("account","chain");--> statement-breakpoint
CREATE INDEX "fees_earned_account_chain" ON "fees_earned" ("account","chain");--> statement-breakpoint
CREATE INDEX "fill_released_order_id" ON "fill_released" USING hash ("order_id");--> statement-breakpoint
CREATE INDEX "head_accepted_head" ON "head_accepted" USING hash ("head");--> statement-breakpoint
CREATE INDEX "head_dispatched_head" ON "head_dispatched" USING hash ("head");--> statement-breakpoint
CREATE INDEX "message_executed_receive_id" ON "message_executed" USING hash ("receive_id");--> statement-breakpoint
CREATE INDEX "message_executed_send_id" ON "message_executed" USING hash ("send_id");--> statement-breakpoint
CREATE INDEX "message_sent_send_id" ON "message_sent" USING hash ("send_id");--> statement-breakpoint
CREATE INDEX "nonce_cancelled_user_nonce" ON "nonce_cancelled" ("user","nonce");--> statement-breakpoint
CREATE INDEX "order_aborted_order_id" ON "order_aborted" USING hash ("order_id");--> statement-breakpoint
CREATE INDEX "order_opened_order_id" ON "order_opened" USING hash ("order_id");--> statement-breakpoint
CREATE INDEX "order_paid_for_order_id" ON "order_paid_for" USING hash ("order_id");--> statement-breakpoint
CREATE INDEX "order_settled_order_id" ON "order_settled" USING hash ("order_id");--> statement-breakpoint
CREATE INDEX "order_skipped_order_id" ON "order_skipped" USING hash ("order_id");--> statement-breakpoint
CREATE INDEX "output_held_order_id" ON "output_held" USING hash ("order_id");--> statement-breakpoint
CREATE INDEX "payout_claimed_account_token" ON "payout_claimed" ("account","token");--> statement-breakpoint
CREATE INDEX "payout_failed_head" ON "payout_failed" USING hash ("head");--> statement-breakpoint
CREATE INDEX "payout_failed_account_token" ON "payout_failed" ("account","token");--> statement-breakpoint
CREATE INDEX "payout_owed_order_id" ON "payout_owed" USING hash ("order_id");--> statement-breakpoint
CREATE INDEX "payout_paid_head" ON "payout_paid" USING hash ("head");--> statement-breakpoint
CREATE INDEX "signed_order_opened_order_id" ON "signed_order_opened" USING hash ("order_id");--> statement-breakpoint
CREATE INDEX "signed_order_opened_user_nonce" ON "signed_order_opened" ("user","nonce");--> statement-breakpoint
CREATE INDEX "spoke_configured_chain_block_number_log_index" ON "spoke_configured" ("chain","block_number","log_index");--> statement-breakpoint
CREATE INDEX "cut_checkpoint_chain_id" ON "cut_checkpoint" ("chain_id","cut_id");--> statement-breakpoint
CREATE INDEX "cut_checkpoint_block_number" ON "cut_checkpoint" ("chain_id","block_number","cut_id");--> statement-breakpoint
CREATE INDEX "unproven_source_chain" ON "unproven" ("source_chain");--> statement-breakpoint
CREATE INDEX "report_cancelled_order_id" ON "report_cancelled" USING hash ("order_id");--> statement-breakpoint
CREATE INDEX "report_escrowed_order_id" ON "report_escrowed" USING hash ("order_id");--> statement-breakpoint
CREATE INDEX "report_filled_order_id" ON "report_filled" USING hash ("order_id");