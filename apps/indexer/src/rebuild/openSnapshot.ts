import type { Sql, TransactionSql } from "postgres";

/** A transaction that sees one state for as long as it is open, whatever others commit. */
export type Snapshot = {
  sql: TransactionSql;
  /** Lets another transaction see the same. */
  id: string;
  close: () => Promise<void>;
};

export async function openSnapshot(store: Sql): Promise<Snapshot> {
  const opened = Promise.withResolvers<Omit<Snapshot, "close">>();
  const closing = Promise.withResolvers<void>();
  const ended = store.begin("isolation level repeatable read read only", async (sql) => {
    const [{ id }] = await sql<[{ id: string }]>`select pg_export_snapshot() as id`;
    opened.resolve({ sql, id });
    await closing.promise;
  });
  ended.catch(opened.reject);
  return {
    ...(await opened.promise),
    async close() {
      closing.resolve();
      await ended;
    },
  };
}
