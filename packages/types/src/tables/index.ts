export type { ContractName } from "./eventKey.ts";
export {
  type ColumnType,
  type EventChild,
  type EventColumn,
  type EventShape,
  eventShape,
  eventTable,
} from "./eventShape.ts";
export * from "./record.ts";
export { searchPath, stateSchema } from "./searchPath.ts";
export * from "./state.ts";
export { isWithoutTrace } from "./withoutTrace.ts";
