import { randomBytes } from "node:crypto";
import { stateSchema } from "@concert/types/tables";
import postgres from "postgres";
import { startPostgres } from "../postgres/startPostgres.ts";
import type { RunningProcess } from "../process/startProcess.ts";

export type Database = AsyncDisposable & {
  /** Connection string of a role that may create schemas. */
  url: string;
  /** A schema that only this run uses, dropped on disposal. */
  schema: string;
  /** The same database and schema for the indexer's read-only role. */
  readerUrl: string;
  /** A password to give to that role; undefined if it is to keep its own. */
  readerPassword: string | undefined;
  /** The server, if it is the demo's own. */
  process: RunningProcess | undefined;
};

export type OpenDatabaseParameters = {
  /** Of a server that is there already. Without it, one is started. */
  databaseUrl: string | undefined;
  /** To be given to the read-only role there. */
  readerPassword: string | undefined;
  /** Of the server that is started; another one is taken if it is in use. */
  port: number;
  logFile: string;
};

/** The database can't be used. The message says why, and what to do. */
export class DatabaseUnavailableError extends Error {
  override name = "DatabaseUnavailableError";
}

/**
 * Names a schema for this run in a database.
 *
 * @throws {DatabaseUnavailableError} If the given database can't be used.
 * @throws {ProcessFailedError} If no server can be started.
 */
export async function openDatabase(parameters: OpenDatabaseParameters): Promise<Database> {
  await using stack = new AsyncDisposableStack();
  const { databaseUrl, port, logFile } = parameters;
  const server = databaseUrl === undefined ? stack.use(await startPostgres({ port, logFile })) : undefined;
  const url = server?.url ?? databaseUrl!;
  if (server === undefined) await checkAccess(url);

  const time = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const schema = `demo_${time}_${randomBytes(3).toString("hex")}`;
  stack.defer(() => dropSchema(url, schema));
  const readerPassword = server === undefined ? parameters.readerPassword : randomBytes(8).toString("hex");
  const owned = stack.move();
  return {
    url,
    schema,
    readerUrl: readerUrlOf(url, schema, readerPassword),
    readerPassword,
    process: server?.process,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function checkAccess(url: string): Promise<void> {
  let host = "";
  try {
    host = new URL(url).host;
  } catch {
    throw new DatabaseUnavailableError(
      "DATABASE_URL is no URL: write postgres://user:password@host:port/database, or unset it for a server of the demo's own.",
    );
  }
  const sql = connect(url);
  try {
    const [row] = await sql`SELECT has_database_privilege(current_database(), 'CREATE') AS allowed`;
    if (row?.allowed !== true) {
      throw new Error("the role may not create schemas: GRANT CREATE ON DATABASE to it");
    }
  } catch (error) {
    throw new DatabaseUnavailableError(
      `The Postgres of DATABASE_URL at ${host} can't be used (${(error as Error).message}): correct that, or unset DATABASE_URL for a server of the demo's own.`,
      { cause: error },
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function dropSchema(url: string, schema: string): Promise<void> {
  const sql = connect(url);
  try {
    for (const name of [stateSchema(schema), schema]) await sql`DROP SCHEMA IF EXISTS ${sql(name)} CASCADE`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function connect(url: string): postgres.Sql {
  return postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
}

function readerUrlOf(url: string, schema: string, password: string | undefined): string {
  const reader = new URL(url);
  reader.username = "concert_reader";
  reader.password = password ?? "";
  reader.search = `?options=-c%20search_path%3D${stateSchema(schema)},${schema}`;
  return reader.href;
}
