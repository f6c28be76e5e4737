CREATE TYPE "vote_status" AS ENUM('sent', 'forged', 'unproven');--> statement-breakpoint
CREATE TABLE "gateway_skipped" (
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
	"gateway" address NOT NULL,
	"reason" bytes NOT NULL,
	CONSTRAINT "gateway_skipped_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "hand_over_failed" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"id" bytes32 NOT NULL,
	"reason" bytes NOT NULL,
	CONSTRAINT "hand_over_failed_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "head_proven" (
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
	"source_chain" uint64 NOT NULL,
	"sender" address NOT NULL,
	"recipient" address NOT NULL,
	"number" uint256 NOT NULL,
	"hash" bytes32 NOT NULL,
	"head" bytes32 NOT NULL,
	CONSTRAINT "head_proven_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "header_disputed" (
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
	"number" uint256 NOT NULL,
	"hash" bytes32 NOT NULL,
	"other_hash" bytes32 NOT NULL,
	"epoch" uint64 NOT NULL,
	CONSTRAINT "header_disputed_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "header_oracle_set" (
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
	"old_oracle" address NOT NULL,
	"new_oracle" address NOT NULL,
	CONSTRAINT "header_oracle_set_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "header_vouched" (
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
	"number" uint256 NOT NULL,
	"hash" bytes32 NOT NULL,
	"epoch" uint64 NOT NULL,
	CONSTRAINT "header_vouched_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "message_forwarded" (
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
	"gateway" address NOT NULL,
	"gateway_send_id" bytes32 NOT NULL,
	"fee" uint256 NOT NULL,
	CONSTRAINT "message_forwarded_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "message_handed_over" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"id" bytes32 NOT NULL,
	"receive_id" bytes32 NOT NULL,
	CONSTRAINT "message_handed_over_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "message_voted" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytes32 NOT NULL,
	"block_time" uint64 NOT NULL,
	"transaction_hash" bytes32 NOT NULL,
	"transaction_index" integer NOT NULL,
	"contract" text NOT NULL,
	"address" address NOT NULL,
	"id" bytes32 NOT NULL,
	"gateway" address NOT NULL,
	"chain" uint64 NOT NULL,
	"send_id" bytes32 NOT NULL,
	"sender" address NOT NULL,
	"recipient" address NOT NULL,
	"payload" bytes NOT NULL,
	CONSTRAINT "message_voted_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "quorum_set" (
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
	"counterpart" address NOT NULL,
	"threshold" smallint NOT NULL,
	CONSTRAINT "quorum_set_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "quorum_set_gateways" (
	"chain_id" uint64,
	"block_number" bigint,
	"log_index" integer,
	"position" integer,
	"value" address NOT NULL,
	CONSTRAINT "quorum_set_gateways_key" PRIMARY KEY("chain_id","block_number","log_index","position")
);
--> statement-breakpoint
CREATE TABLE "recipient_set" (
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
	"sender" address NOT NULL,
	"old_recipient" address NOT NULL,
	"new_recipient" address NOT NULL,
	CONSTRAINT "recipient_set_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE INDEX "gateway_skipped_send_id" ON "gateway_skipped" USING hash ("send_id");--> statement-breakpoint
CREATE INDEX "hand_over_failed_id" ON "hand_over_failed" USING hash ("id");--> statement-breakpoint
CREATE INDEX "head_proven_receive_id" ON "head_proven" USING hash ("receive_id");--> statement-breakpoint
CREATE INDEX "head_proven_head" ON "head_proven" ("head");--> statement-breakpoint
CREATE INDEX "header_disputed_source_chain_number" ON "header_disputed" ("source_chain","number");--> statement-breakpoint
CREATE INDEX "header_vouched_source_chain_number" ON "header_vouched" ("source_chain","number");--> statement-breakpoint
CREATE INDEX "message_forwarded_send_id" ON "message_forwarded" USING hash ("send_id");--> statement-breakpoint
CREATE INDEX "message_forwarded_gateway_send_id" ON "message_forwarded" ("gateway_send_id");--> statement-breakpoint
CREATE INDEX "message_handed_over_id" ON "message_handed_over" USING hash ("id");--> statement-breakpoint
CREATE INDEX "message_handed_over_receive_id" ON "message_handed_over" USING hash ("receive_id");--> statement-breakpoint
CREATE INDEX "message_voted_id" ON "message_voted" USING hash ("id");--> statement-breakpoint
CREATE INDEX "message_voted_payload" ON "message_voted" ("payload");--> statement-breakpoint
CREATE INDEX "quorum_set_chain_block_number_log_index" ON "quorum_set" ("chain","block_number","log_index");