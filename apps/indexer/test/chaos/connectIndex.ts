import { setTimeout as sleep } from "node:timers/promises";
import { searchPath } from "@concert/types/tables";
import postgres, { type Sql } from "postgres";
import { schemas } from "./openDatabases.ts";

/** Looks at an index from aside. */
export type IndexConnection = AsyncDisposable & {
  sql: Sql;
  /** The latest cut; zero if there is none, or no index. */
  readCut: () => Promise<number>;
  /** Waits until all but tests have left the database: those whose clients were killed notice a moment later. */
  untilAlone: () => Promise<void>;
};

export function connectIndex(url: string): IndexConnection {
  const connection = { search_path: searchPath(schemas.index), application_name: "test" };
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connection });
  return {
    sql,
    async readCut() {
      const [there] = await sql`select to_regclass('cut') as cut`;
      if (there!.cut === null) return 0;
      const [cut] = await sql<[{ id: number }]>`select coalesce(max(id), 0)::integer as id from cut`;
      return cut.id;
    },
    async untilAlone() {
      for (;;) {
        const others = await sql`
          select from pg_stat_activity
          where datname = current_database() and application_name <> 'test' and backend_type = 'client backend'`;
        if (others.length === 0) return;
        await sleep(5);
      }
    },
    [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }),
  };
}
