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

/** What became of a leg on its destination chain. A leg that was filled there stays so whatever is cancelled later. */
export const legStatus = pgEnum("leg_status", ["unfilled", "filled", "cancelled"]);

/** Whether an order's call on a chain ran; one that failed left its outputs to the fallback recipient. */
export const callStatus = pgEnum("call_status", ["pending", "executed", "failed"]);

/** How a nonce of a user was used up on a chain: by an order that they signed, or given up. */
export const nonceStatus = pgEnum("nonce_status", ["used", "cancelled"]);

/** Reports go from a spoke to the hub, instructions from the hub to a spoke. */
export const channelDirection = pgEnum("channel_direction", ["report", "instruction"]);

/** What an entry says. `malformed` stands for anything that the other end rejects as such. */
export const entryKind = pgEnum("entry_kind", [
  "heartbeat",
  "escrowed",
  "filled",
  "cancelled",
  "deposited",
  "pay",
  "configure",
  "malformed",
]);

/** What the hub can be asked to do with an order now; `fill` is for pooled ones. */
export const orderAct = pgEnum("order_act", ["settle", "abort", "refund", "fill"]);

/** Why a posting was made: a cause of the ledger's, in Solidity's order, or what an account did with its balance. */
export const postingKind = pgEnum("posting_kind", [
  "deposit",
  "repayment",
  "fill",
  "withdrawal",
  "maturation",
  "funding",
  "transfer",
  "share",
]);

/**
 * What a posting adds to or takes from. `custody` of a chain is owed as `ledger` and `local` balances of accounts and as
 * the `reserve`; `repayment` is what solvers are paid through the ledger, nothing of which is left after a transaction.
 * The `supply` of a vault's shares is that of its owners' `shares`.
 */
export const postingSide = pgEnum("posting_side", [
  "custody",
  "ledger",
  "local",
  "reserve",
  "repayment",
  "supply",
  "shares",
]);

/** What became of a deposit: the hub has not seen it yet, took it, or had it go back. */
export const depositStatus = pgEnum("deposit_status", ["pending", "credited", "returned"]);

/**
 * How a channel's two ends disagree. The sender: `queued` an entry whose head does not follow from the entry and the head
 * before, or `dispatched` a head that it did not queue. The receiver: `accepted` a head that the sender did not dispatch,
 * or `delivered` entries that end in another head than the sender's at that position.
 */
export const divergenceKind = pgEnum("divergence_kind", ["queued", "dispatched", "accepted", "delivered"]);

/**
 * Whether a channel's sender said what a gateway says of it: it did; it did not (`forged`); or its chain could not be
 * read.
 */
export const voteStatus = pgEnum("vote_status", ["sent", "forged", "unproven"]);

/** Whether a disagreement is known, or may be that the sender's chain could not be read. */
export const divergenceStatus = pgEnum("divergence_status", ["diverged", "unproven"]);

/**
 * Why a spoke owes an amount: inputs that are `escrowed` and outputs that are `held` until the hub decides; payouts and
 * collections that are `owed` by its decisions and not paid yet; what is `claimable`; entry fees that are `earned` and not
 * collected, and the other ones (`fee`), which are for whoever carries entries and decides orders, as are payout fees on
 * their way; deposits on their way to the hub (`deposited`), and the ledger's `custody`.
 */
export const balanceKind = pgEnum("balance_kind", [
  "escrowed",
  "held",
  "owed",
  "claimable",
  "earned",
  "fee",
  "deposited",
  "custody",
]);
