import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import postgres from "postgres";
import { expect, onTestFinished, test } from "vitest";
import { startPostgres } from "./postgres/startPostgres.ts";

const program = fileURLToPath(new URL("./demo.ts", import.meta.url));

test.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)("%s leaves no process behind", async (signal) => {
  const demo = start();
  await untilLine(demo, /chains 31337/);
  const children = await childrenOf(demo.pid!);
  // Postgres, three chains, the guard, and whatever is just starting.
  expect(children.length).toBeGreaterThanOrEqual(5);

  demo.kill(signal);
  const [code, endSignal] = await once(demo, "exit");

  expect(endSignal ?? code).toBe({ SIGINT: 130, SIGTERM: 143, SIGKILL: "SIGKILL" }[signal]);
  await expect.poll(() => children.filter(isAlive), { timeout: 15_000 }).toEqual([]);
});

test.each([
  { args: ["--foo"], message: "Unknown option '--foo': the demo takes --exit and --help." },
  { args: ["foo"], message: "Unexpected argument 'foo': the demo takes --exit and --help." },
  {
    url: "nonsense",
    message:
      "DATABASE_URL is no URL: write postgres://user:password@host:port/database, or unset it for a server of the demo's own.",
  },
  {
    url: "postgres://someone:secret@127.0.0.1:1/database",
    message:
      "The Postgres of DATABASE_URL at 127.0.0.1:1 can't be used (connect ECONNREFUSED 127.0.0.1:1): correct that, or unset DATABASE_URL for a server of the demo's own.",
  },
])("$message", async ({ args = ["--exit"], url, message }) => {
  const demo = start(args, url);
  const errors: string[] = [];
  createInterface({ input: demo.stderr! }).on("line", (line) => errors.push(line));
  const [code] = await once(demo, "close");
  expect({ code, errors }).toEqual({ code: 1, errors: [message] });
});

test("on a Postgres of one's own all is as expected, and what was there stays", { timeout: 180_000 }, async () => {
  await using server = await startPostgres();
  const sql = postgres(server.url, { max: 1, onnotice: () => undefined });
  await sql`CREATE SCHEMA mine`;
  const lines: string[] = [];
  const demo = start(["--exit"], server.url);
  createInterface({ input: demo.stdout! }).on("line", (line) => lines.push(line));
  createInterface({ input: demo.stderr! }).on("line", (line) => lines.push(line));

  const [code] = await once(demo, "close");

  expect({ code, lines: code === 0 ? [] : lines }).toEqual({ code: 0, lines: [] });
  expect(lines.filter((line) => line.includes("✓")).length).toBeGreaterThan(10);
  expect(lines.join("\n")).toMatch(/schema demo_\d+_[\da-f]+/);
  const schemas = await sql`SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)' ORDER BY 1`;
  expect(schemas.map(({ nspname }) => nspname)).toEqual(["mine", "public"]);
  await sql.end();
});

function start(args: string[] = ["--exit"], url?: string): ChildProcess {
  const { DATABASE_URL: _, ...environment } = process.env;
  const demo = spawn(process.execPath, [program, ...args], {
    env: { ...environment, ...(url === undefined ? {} : { DATABASE_URL: url }) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void demo.kill("SIGKILL"));
  return demo;
}

function untilLine(child: ChildProcess, pattern: RegExp): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  createInterface({ input: child.stdout! })
    .on("line", (line) => pattern.test(line) && resolve())
    .on("close", () => reject(new Error(`The demo ended without a line like ${pattern}.`)));
  return promise;
}

async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-eo", "pid=,ppid="]);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  return rows.filter(([, parent]) => parent === pid).map(([child]) => child!);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
