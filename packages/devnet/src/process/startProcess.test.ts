import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runProcess } from "./runProcess.ts";
import { startProcess, stopProcesses } from "./startProcess.ts";

const node = process.execPath;

test("nothing outlives a parent that SIGKILL ends", async () => {
  const parent = spawn(node, [fileURLToPath(new URL("../../test/startParts.ts", import.meta.url))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
  const { pids, directory } = JSON.parse(line) as { pids: number[]; directory: string };
  expect(pids.filter(isAlive)).toEqual(pids);
  expect(existsSync(directory)).toBe(true);

  parent.kill("SIGKILL");

  await eventually(() => expect(pids.filter(isAlive)).toEqual([]));
  await eventually(() => expect(existsSync(directory)).toBe(false));
});

test("stop ends a process with what it started, even if it does not want to", async () => {
  const grandchild = Promise.withResolvers<number>();
  const shell = await startProcess({
    name: "shell",
    command: "sh",
    arguments: ["-c", "sleep 1000 & echo $!; wait"],
    onLine: (line) => grandchild.resolve(Number(line)),
  });
  const pids = [shell.pid, await grandchild.promise];
  expect(pids.filter(isAlive)).toEqual(pids);

  await shell.stop();

  expect(await shell.ended).toEqual({ code: null, signal: "SIGTERM" });
  await eventually(() => expect(pids.filter(isAlive)).toEqual([]));
});

test("stopProcesses ends all", async () => {
  const sleepers = await Promise.all(
    [1, 2, 3].map((number) => startProcess({ name: `sleeper ${number}`, command: "sleep", arguments: ["1000"] })),
  );

  await stopProcesses();

  await eventually(() => expect(sleepers.map(({ pid }) => pid).filter(isAlive)).toEqual([]));
});

test("everything printed is in the log file", async () => {
  const directory = await mkdtemp(join(tmpdir(), "concert-test-"));
  try {
    const logFile = join(directory, "printer.log");
    const lines: string[] = [];
    const script = "console.log('out'); console.error('error'); process.stdout.write('no newline')";
    await runProcess({
      name: "printer",
      command: node,
      arguments: ["-e", script],
      logFile,
      onLine: (line) => lines.push(line),
    });
    const expected = ["error", "no newline", "out"];
    expect(lines.sort()).toEqual(expected);
    expect((await readFile(logFile, "utf8")).trim().split("\n").sort()).toEqual(expected);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("a failure names the process, its exit code and its last line", async () => {
  const script = "console.error('the disk is full'); process.exit(3)";
  const printer = { name: "printer", command: node, arguments: ["-e", script] };
  await expect(runProcess(printer)).rejects.toThrow("printer ended with code 3. Its last line: the disk is full");

  const started = await startProcess(printer);
  const never = new Promise<never>(() => undefined);
  await expect(started.waitFor(never, 10_000)).rejects.toThrow(
    "printer ended with code 3. Its last line: the disk is full",
  );
});

test("a process that does not get ready is stopped", async () => {
  const sleeper = await startProcess({ name: "sleeper", command: "sleep", arguments: ["1000"] });
  const never = new Promise<never>(() => undefined);
  await expect(sleeper.waitFor(never, 50)).rejects.toThrow("sleeper is not ready after 0.05 s.");
  expect(isAlive(sleeper.pid)).toBe(false);
});

test("a program that does not exist is named", async () => {
  await expect(runProcess({ name: "ghost", command: "/nowhere/ghost", arguments: [] })).rejects.toThrow(
    "ghost can't be started: spawn /nowhere/ghost ENOENT.",
  );
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function eventually(check: () => void): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      return check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(20);
    }
  }
}
