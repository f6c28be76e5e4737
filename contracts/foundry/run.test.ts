import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createConnection } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";

const launcher = join(import.meta.dirname, "run.ts");

test("passes the exit code of the program on", async () => {
  expect(await exitOf(start("cast", "to-wei", "1"))).toEqual({ code: 0, signal: null });
  expect(await exitOf(start("cast", "to-wei", "one"))).toEqual({ code: 1, signal: null });
});

test("refuses a program that Foundry doesn't have, naming it", async () => {
  const child = start("forgery");
  const errors = createInterface({ input: child.stderr as NodeJS.ReadableStream });
  const [line] = (await once(errors, "line")) as [string];
  expect(line).toBe('"forgery" is no Foundry program: expected one of forge, anvil, cast.');
  expect(await exitOf(child)).toEqual({ code: 1, signal: null });
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("takes the program down on %s", async (signal) => {
  const child = start("anvil", "--port", "0", "--host", "127.0.0.1");
  const port = await portOf(child);
  expect(await listens(port)).toBe(true);
  child.kill(signal);
  await exitOf(child);
  expect(await listens(port)).toBe(false);
});

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [launcher, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

async function exitOf(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return { code: child.exitCode, signal: child.signalCode };
}

async function portOf(anvil: ChildProcess): Promise<number> {
  for await (const line of createInterface({ input: anvil.stdout as NodeJS.ReadableStream })) {
    const port = /^Listening on 127\.0\.0\.1:(\d+)$/.exec(line)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error("anvil ended before it listened.");
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
