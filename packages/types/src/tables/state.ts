/** Everything that follows from the log of record, in a schema of its own: rebuilt at will. */
export * from "./balance.ts";
export * from "./channel.ts";
export * from "./divergence.ts";
export * from "./fee.ts";
export * from "./finality.ts";
export * from "./gateway.ts";
export * from "./ledger.ts";
export * from "./order.ts";
export * from "./projection.ts";
export * from "./views.ts";
