import { Pool } from "pg";
import type { Log } from "../log.ts";
import type { RunningServer } from "./startServer.ts";

export type CreateServingParameters = {
  databaseUrl: string;
  schema: string;
  server: RunningServer;
  log: Log;
};

/** GraphQL over the state of a schema. */
export type Serving = AsyncDisposable & {
  /** Serves the state as it looks now; what was served before is served until then. */
  open: () => Promise<void>;
};

const connections = 10;

export function createServing({ databaseUrl, schema, server, log }: CreateServingParameters): Serving {
  const pool = new Pool({ connectionString: databaseUrl, max: connections, application_name: "concert-graphql" });
  pool.on("error", (error) => log.warn("an idle connection to Postgres broke", { error: error.message }));
  let close: (() => Promise<void>) | undefined;
  return {
    async open() {
      // Grafast reads it when it is loaded.
      process.env.GRAPHILE_ENV ??= "production";
      const { createGraphql } = await import("./graphql/createGraphql.ts");
      const graphql = await createGraphql(pool, schema);
      server.handler = (request, response, next) => void graphql.handle(request, response, next);
      await close?.();
      close = graphql.close;
      log.info("serving", { graphql: `http://127.0.0.1:${server.port}/graphql`, schema });
    },
    async [Symbol.asyncDispose]() {
      await close?.();
      await pool.end();
    },
  };
}
