/**
 * The log of record: what chains said and how far they are indexed. Never rebuilt; migrations only add to it. Types that
 * columns of any table have are part of it, so that they stay the same while the state is rebuilt.
 */
export * from "../generated/tables.ts";
export * from "./checkpoint.ts";
export * from "./entryKinds.ts";
export * from "./enums.ts";
