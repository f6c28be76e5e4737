/** One exploration of a model. */
export type Search = {
  /** The file with the model, without its ending. */
  model: "order" | "channel";
  /** What the model is compiled with. */
  defines: readonly string[];
  /** Looks for runs that never end instead of violated assertions. */
  cycles?: true;
  /** The property that a seeded bug violates. Without one, every property holds. */
  violates?: string;
};

/** The property that no run goes on for ever, which is no assertion of a model's. */
export const EVERY_RUN_ENDS = "everyRunEnds";

/** The longest first, so that none is left to run alone at the end. */
export const searches: readonly Search[] = [
  { model: "order", defines: ["SWAP", "CANCELLABLE", "PAUSES"] },
  { model: "order", defines: ["SWAP", "RETIREMENT"] },
  { model: "order", defines: ["GATHER", "CANCELLABLE", "PAUSES"] },
  { model: "order", defines: ["SWAP", "STRAY_REPORTS"] },
  { model: "channel", defines: [], cycles: true },
  { model: "order", defines: ["SWAP"], cycles: true },
  { model: "order", defines: ["ONE_LEG", "HEADS"] },
  { model: "order", defines: ["ONE_LEG", "RETIREMENT"] },
  { model: "order", defines: ["SPREAD", "CANCELLABLE", "PAUSES"] },
  { model: "order", defines: ["ONE_LEG", "STRAY_REPORTS", "PAUSES"] },
  { model: "order", defines: ["SWAP", "SAME_DEADLINES", "CANCELLABLE", "PAUSES"] },
  { model: "order", defines: ["ONE_LEG", "ROUTES", "PAUSES"] },
  { model: "channel", defines: [] },
  { model: "order", defines: ["ONE_LEG", "PAUSES"], cycles: true },

  { model: "order", defines: ["SWAP", "BUG_ABORT_WITHOUT_WATERMARK"], violates: "exactDeadlines" },
  { model: "order", defines: ["SWAP", "BUG_WATERMARK_AT_DEADLINE"], violates: "exactDeadlines" },
  { model: "order", defines: ["ONE_LEG", "BUG_FILL_AFTER_CANCEL"], violates: "exactDeadlines" },
  { model: "order", defines: ["ONE_LEG", "ROUTES", "BUG_ACCEPTS_WITHOUT_ROUTE"], violates: "exactDeadlines" },
  { model: "order", defines: ["SWAP", "STRAY_REPORTS", "BUG_FILL_OF_ANOTHER_CHAIN"], violates: "atomicity" },
  { model: "order", defines: ["SWAP", "BUG_DECIDES_AGAIN"], violates: "decidesOnce" },
  { model: "order", defines: ["ONE_LEG", "BUG_RETURN_NOT_COUNTED"], violates: "noDoublePayout" },
  { model: "order", defines: ["ONE_LEG", "BUG_REFUND_NOT_COUNTED"], violates: "solvency" },
  { model: "order", defines: ["ONE_LEG", "BUG_LATE_ESCROW_KEPT"], violates: "nothingStuck" },
  { model: "order", defines: ["ONE_LEG", "PAUSES", "BUG_PAUSE_STOPS_PAYOUTS"], violates: "nothingStuck" },
  { model: "order", defines: ["ONE_LEG", "PAUSES", "BUG_PAUSE_STOPS_HEARTBEAT"], violates: "eventualDecision" },
  { model: "channel", defines: ["BUG_DELIVERY_NOT_ANCHORED"], violates: "eachOnceInOrder" },
  { model: "channel", defines: ["BUG_HEADS_OUTLIVE_ROUTE"], violates: "forgeryEndsWithRoute" },
  { model: "channel", defines: ["BUG_NO_EARLIER_HEAD"], violates: "everythingArrives" },
  { model: "channel", defines: ["BUG_LOSSES_NEVER_END"], cycles: true, violates: EVERY_RUN_ENDS },
];
