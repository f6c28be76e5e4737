import type { Sql } from "postgres";
import { planMany } from "../project/planMany.ts";
import { followCommits } from "./followCommits.ts";
import { openSnapshot, type Snapshot } from "./openSnapshot.ts";
import { projectAll } from "./projectAll.ts";

/** Fills a schema with the state that follows from the log of record, and keeps it in line with what is committed. */
export type Builder = {
  /** Builds what is missing. */
  follow: () => Promise<void>;
  /** Lets go of the snapshot that was followed last; `hold` takes one again, before anything else is committed. */
  release: () => Promise<void>;
  hold: () => Promise<void>;
};

/**
 * @param store Of three connections: two snapshots may be open besides what is written.
 * @param searchPath Finds the tables to be filled, which are empty, and those of the log of record.
 */
export function createBuilder(store: Sql, searchPath: readonly string[]): Builder {
  /** Of the events that are projected: those that a reorg takes away are still seen there. */
  let followed: Snapshot | undefined;
  return {
    async follow() {
      const before = followed;
      const after = await openSnapshot(store);
      try {
        await store.begin("isolation level repeatable read", async (sql) => {
          await sql.unsafe(`set transaction snapshot '${after.id}'`);
          await sql`select set_config('search_path', ${searchPath.join(", ")}, true)`;
          if (before === undefined) {
            await planMany(sql);
            await projectAll(sql);
          } else await followCommits(before.sql, sql);
        });
      } catch (error) {
        await after.close();
        throw error;
      }
      followed = after;
      await before?.close();
    },
    async release() {
      await followed?.close();
      followed = undefined;
    },
    async hold() {
      followed = await openSnapshot(store);
    },
  };
}
