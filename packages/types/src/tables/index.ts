export type { ContractName } from "./eventKey.ts";
export { type ColumnType, type EventChild, type EventColumn, type EventShape, eventShape } from "./eventShape.ts";
export * from "./record.ts";
export { searchPath, stateSchema } from "./searchPath.ts";
export * from "./state.ts";
