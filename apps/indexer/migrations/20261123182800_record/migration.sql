CREATE TABLE "payout_fee_credited" (
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
	CONSTRAINT "payout_fee_credited_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "payout_fee_set" (
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
	"old_fee" uint256 NOT NULL,
	"new_fee" uint256 NOT NULL,
	CONSTRAINT "payout_fee_set_key" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
ALTER TABLE "instruction_pay" ADD COLUMN "token_fee" uint256 DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "payout_fee_credited_head" ON "payout_fee_credited" USING hash ("head");--> statement-breakpoint
CREATE INDEX "payout_fee_credited_account_token" ON "payout_fee_credited" ("account","token");--> statement-breakpoint
CREATE INDEX "payout_fee_set_asset_chain" ON "payout_fee_set" ("asset","chain");