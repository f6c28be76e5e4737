import { integer, text } from "drizzle-orm/pg-core";
import { address, bytes32, int8, uint64 } from "./columns.ts";

/** The contracts whose events are indexed; each vault is named by its asset. */
export type ContractName =
  | "hub"
  | "spoke"
  | "attested_gateway"
  | "attested_header_oracle"
  | "proof_gateway"
  | "quorum_gateway"
  | "loopback_gateway"
  | "ledger"
  | `vault_${number}`;

/** Where an event is on its chain: the key of every event table. */
export const eventKey = () => ({
  chainId: uint64("chain_id").notNull(),
  blockNumber: int8("block_number").notNull(),
  logIndex: integer("log_index").notNull(),
});

/** What every event tells besides its arguments. */
export const eventOrigin = () => ({
  blockHash: bytes32("block_hash").notNull(),
  /** Seconds. */
  blockTime: uint64("block_time").notNull(),
  transactionHash: bytes32("transaction_hash").notNull(),
  transactionIndex: integer("transaction_index").notNull(),
  /** Which contract emitted it. */
  contract: text("contract").$type<ContractName>().notNull(),
  address: address("address").notNull(),
});
