import { type RunningPostgres, startPostgres } from "@concert/devnet";
import postgres, { type Sql } from "postgres";

export type Database = AsyncDisposable & {
  url: string;
  sql: Sql;
  /** What the server says of itself and its settings. */
  describe(): Promise<Record<string, string>>;
  dropSchemas(name: string): Promise<void>;
};

/** As a server of this size would be set up; what the disk has to have before a commit is over stays as it is by default. */
const settings = {
  shared_buffers: "1GB",
  max_wal_size: "8GB",
  checkpoint_timeout: "15min",
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
};

/**
 * The Postgres at DATABASE_URL, or one of its own, which goes with it.
 *
 * @param more Settings of one of its own.
 */
export async function openDatabase(more: Readonly<Record<string, string>> = {}): Promise<Database> {
  const own: RunningPostgres | undefined = process.env.DATABASE_URL
    ? undefined
    : await startPostgres({ settings: { ...settings, ...more } });
  const url = own?.url ?? process.env.DATABASE_URL!;
  const sql = postgres(url, { max: 4, onnotice: () => undefined });
  return {
    url,
    sql,
    async describe() {
      const rows = await sql<{ name: string; setting: string }[]>`
        select name, current_setting(name) as setting from pg_settings
        where name = any(${["server_version", ...Object.keys(settings)]}) order by name`;
      return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    },
    async dropSchemas(name) {
      await sql`drop schema if exists ${sql(`${name}_state`)} cascade`;
      await sql`drop schema if exists ${sql(name)} cascade`;
    },
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 1 });
      await own?.[Symbol.asyncDispose]();
    },
  };
}
