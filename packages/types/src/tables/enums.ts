import { pgEnum } from "drizzle-orm/pg-core";

/** What the hub decided of an order; in Solidity's order. */
export const decision = pgEnum("decision", ["undecided", "commit", "abort"]);

/** Why an account is paid; in Solidity's order. */
export const payoutKind = pgEnum("payout_kind", ["repayment", "delivery", "refund", "return"]);

/**
 * Owed by the hub; then paid by the spoke, or failed there and claimable, and then perhaps claimed. A spoke rejects a
 * payout to what is no account of its chain.
 */
export const payoutStatus = pgEnum("payout_status", ["owed", "paid", "failed", "claimed", "rejected"]);

/** Reports go from a spoke to the hub, instructions from the hub to a spoke. */
export const channelDirection = pgEnum("channel_direction", ["report", "instruction"]);

/** What an entry says. `malformed` stands for anything that the other end rejects as such. */
export const entryKind = pgEnum("entry_kind", ["heartbeat", "escrowed", "filled", "pay", "malformed"]);

/** What the hub can be asked to do with an order now. */
export const orderAct = pgEnum("order_act", ["settle", "abort", "refund"]);
