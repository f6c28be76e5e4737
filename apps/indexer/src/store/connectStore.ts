import { connect, type Socket } from "node:net";
import { InputError } from "@concert/types";
import { searchPath } from "@concert/types/tables";
import postgres from "postgres";

/**
 * A pool of connections whose unqualified names are those of one index: the state's, then those of the log of record.
 * The setting `concert.schema` says which.
 */
export type Store = postgres.Sql;

export type ConnectStoreParameters = {
  url: string;
  schema: string;
  /** Most connections at a time. */
  connections: number;
};

/** Between two tries to connect. */
const mostPauseSeconds = 2;

/**
 * Connects to Postgres, with settings made for the projection: each of its statements walks from a few rows along
 * indexes, so that plans which read whole tables are never right, however little the planner knows of fresh tables.
 *
 * @throws {InputError} If the schema's name or the URL is wrong, or Postgres does not let us in.
 */
export async function connectStore({ url, schema, connections }: ConnectStoreParameters): Promise<Store> {
  const { host } = readUrl(url);
  if (!/^[a-z_][a-z0-9_]{0,49}$/.test(schema)) {
    throw new InputError(
      `--schema is ${JSON.stringify(schema)}: give at most 50 lower-case letters, digits and underscores, not starting with a digit.`,
    );
  }
  const options = {
    max: connections,
    // Locks of a session and prepared statements stay with the connection.
    max_lifetime: null,
    // However long Postgres was away: in seconds.
    backoff: (attempts: number) => Math.min(3 ** attempts / 100, mostPauseSeconds),
    // Statements of one transaction are sent in several writes, which must not wait for each other's acknowledgement.
    socket: openSocket,
    onnotice: () => undefined,
    connection: {
      application_name: "concert-indexer",
      // What a process whose host is gone had begun holds others up for seconds only.
      ...{ tcp_keepalives_idle: 1, tcp_keepalives_interval: 1, tcp_keepalives_count: 3 },
      search_path: searchPath(schema),
      "concert.schema": schema,
      jit: "off",
      plan_cache_mode: "force_generic_plan",
      enable_seqscan: "off",
      enable_hashjoin: "off",
      enable_mergejoin: "off",
      enable_bitmapscan: "off",
    },
  };
  const store = postgres(url, options);
  try {
    await store`select 1`;
    return store;
  } catch (error) {
    await store.end({ timeout: 0 });
    throw new InputError(`Postgres at ${host}: ${describe(error)}`, { cause: error });
  }
}

/** @throws {InputError} If it is no connection string of Postgres. */
export function readUrl(url: string): { host: string } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    // The value may hold a password, so it is not shown.
    throw new InputError("DATABASE_URL is no Postgres URL: give postgres://user:password@host:port/database.");
  }
  return { host: parsed.host === "" ? "localhost:5432" : parsed.host };
}

function openSocket(options: { host: string[]; port: number[]; path?: string }): Promise<Socket> {
  const { host, port, path } = options;
  const socket = path ? connect({ path }) : connect({ host: host[0]!, port: port[0]!, noDelay: true });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(writeAtOnce(socket));
    });
  });
}

/** Has the socket send in one write what is written before anything else happens: each write costs as much as a statement. */
function writeAtOnce(socket: Socket): Socket {
  const write = socket.write.bind(socket) as (...parameters: unknown[]) => boolean;
  let corked = false;
  const uncork = () => {
    corked = false;
    socket.uncork();
  };
  return Object.assign(socket, {
    write(...parameters: unknown[]) {
      if (!corked) {
        corked = true;
        socket.cork();
        process.nextTick(uncork);
      }
      return write(...parameters);
    },
  });
}

function describe(error: unknown): string {
  const { code, message, errors } = error as NodeJS.ErrnoException & { errors?: Error[] };
  const reason = message !== "" ? message : (errors?.[0]?.message ?? String(code));
  if (code === "28P01" || code === "28000") return `${reason}: correct the user and password in DATABASE_URL.`;
  if (code === "3D000") return `${reason}: create it, or correct DATABASE_URL.`;
  return `no connection (${reason}): start Postgres there, or correct DATABASE_URL.`;
}
