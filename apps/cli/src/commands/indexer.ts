import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../../indexer/src/main.ts", import.meta.url));
/** What is new in memory is looked through more often, and less of it is held. */
const memory = ["--max-semi-space-size=8"];
/** For glibc: what the providers' answers took is given back, and not kept once per thread. */
const allocator = { MALLOC_ARENA_MAX: "1", MALLOC_TRIM_THRESHOLD_: "1000000" };
const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs a command of the indexer as a process: `concert indexer start`. Resolves to its exit code. */
export async function indexer(args: string[]): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const env = { ...allocator, ...process.env };
  const child = spawn(process.execPath, [...memory, main, ...args], { stdio: "inherit", env });
  for (const signal of forwarded) process.on(signal, () => child.kill(signal));
  child.on("error", reject);
  child.on("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? "SIGKILL"]));
  return promise;
}
