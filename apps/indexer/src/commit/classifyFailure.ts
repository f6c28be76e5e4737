import { InputError } from "@concert/types";
import { CheckpointMovedError } from "../publish/publishCut.ts";

/** What it takes to get over a commit that failed. */
export type Failure =
  /** The process has to end: its configuration or its version is wrong. */
  | "final"
  /** Another worker has moved a checkpoint, or has just inserted the same events. */
  | "overtaken"
  /** Something in it can't be stored or projected, however often it is tried. */
  | "data"
  /** The database is away, out of space, or had to choose between two transactions: the same may succeed later. */
  | "transient"
  | "unknown";

/** Classes of SQL states. */
const dataClasses = ["22", "23"];
const transientClasses = ["08", "25", "40", "53", "55", "57", "58"];

export function classifyFailure(error: unknown): Failure {
  if (error instanceof InputError) return "final";
  if (error instanceof CheckpointMovedError) return "overtaken";
  // pg gives it no code.
  if (/^Connection terminated/.test((error as Error).message)) return "transient";
  const code = String((error as { code?: unknown }).code ?? "");
  // Those of postgres.js and of sockets.
  if (/^(CONNECTION|CONNECT|E[A-Z]+$)/.test(code)) return "transient";
  if (!/^[0-9A-Z]{5}$/.test(code)) return "unknown";
  if (code === "23505") return "overtaken";
  const sqlClass = code.slice(0, 2);
  if (dataClasses.includes(sqlClass)) return "data";
  return transientClasses.includes(sqlClass) ? "transient" : "unknown";
}
