CREATE DOMAIN uint64 AS numeric(20, 0);--> statement-breakpoint
CREATE DOMAIN uint256 AS numeric(78, 0);--> statement-breakpoint
CREATE DOMAIN address AS text;--> statement-breakpoint
CREATE DOMAIN bytes32 AS text;--> statement-breakpoint
CREATE DOMAIN bytes AS text;
