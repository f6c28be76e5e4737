import { Pool } from "pg";
import type { Log } from "../log.ts";
import type { RunningServer } from "./startServer.ts";

export type CreateServingParameters = {
  databaseUrl: string;
  schema: string;
  server: RunningServer;
  log: Log;
  signal: AbortSignal;
};

/** GraphQL over the state of a schema. */
export type Serving = AsyncDisposable & {
  /** Serves the state as it looks now; what was served before is served until then. */
  open: () => Promise<void>;
  /**
   * Serves the state, and makes the schema for that once somebody asks, who waits for it, or at `due`: it takes seconds of
   * computing, and a good part of the memory, which a backfill can use. After the signal, nothing is made.
   */
  openBy: (due: Promise<unknown>) => Promise<void>;
};

const connections = 10;

export function createServing({ databaseUrl, schema, server, log, signal }: CreateServingParameters): Serving {
  const pool = new Pool({ connectionString: databaseUrl, max: connections, application_name: "concert-graphql" });
  pool.on("error", (error) => log.warn("an idle connection to Postgres broke", { error: error.message }));
  // Who uses a connection that breaks learns of it by what he asked. Without a listener it would end the process, too.
  pool.on("connect", (client) => client.on("error", () => undefined));
  let close: (() => Promise<void>) | undefined;
  const asked = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const tell = () => log.info("serving", { graphql: `http://127.0.0.1:${server.port}/graphql`, schema });
  async function open(): Promise<void> {
    // Grafast reads it when it is loaded.
    process.env.GRAPHILE_ENV ??= "production";
    const { createGraphql } = await import("./graphql/createGraphql.ts");
    const graphql = await createGraphql(pool, schema);
    server.handler = (request, response, next) => void graphql.handle(request, response, next);
    server.answersAtOnce = true;
    opened.resolve();
    await close?.();
    close = graphql.close;
  }
  return {
    async open() {
      await open();
      tell();
    },
    async openBy(due) {
      if (server.handler === undefined) {
        server.handler = (...exchange) => {
          asked.resolve();
          void opened.promise.then(() => server.handler!(...exchange));
        };
        tell();
        await Promise.race([due, asked.promise]);
        if (signal.aborted) return;
      }
      await open();
    },
    async [Symbol.asyncDispose]() {
      await close?.();
      await pool.end();
    },
  };
}
