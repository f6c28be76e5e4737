export * from "../generated/tables.ts";
export * from "./channel.ts";
export * from "./checkpoint.ts";
export * from "./entryKinds.ts";
export * from "./enums.ts";
export type { ContractName } from "./eventKey.ts";
export { type ColumnType, type EventChild, type EventColumn, type EventShape, eventShape } from "./eventShape.ts";
export * from "./order.ts";
export * from "./views.ts";
