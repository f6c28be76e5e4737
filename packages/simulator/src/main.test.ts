import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, loadDeployment } from "@concert/types";
import { expect, onTestFinished, test } from "vitest";

const main = join(import.meta.dirname, "main.ts");

/** Runs the command until it ends, or until its output says what is waited for. */
function run(...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [main, ...args]);
  let output = "";
  const seen: { check: () => void } = { check: () => undefined };
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on("data", (part) => {
      output += part;
      seen.check();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return {
    child,
    ended,
    output: () => output,
    until: (pattern: RegExp) =>
      new Promise<RegExpExecArray>((resolve, reject) => {
        seen.check = () => {
          const match = pattern.exec(output);
          if (match !== null) resolve(match);
        };
        void ended.then(() => reject(new Error(`ended with: ${output}`)));
        seen.check();
      }),
  };
}

async function ask(url: string, method: string, ...params: unknown[]): Promise<unknown> {
  const reply = await fetch(url, { method: "POST", body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }) });
  return ((await reply.json()) as { result: unknown }).result;
}

test("tells its usage", async () => {
  const { ended, output } = run("--help");
  expect(await ended).toBe(0);
  expect(output()).toContain("simulator --live");
});

test.for([
  [["--port", "x"], '--port is "x": give an integer of at least 0.'],
  [["--port", "70000"], "--port is 70000: give a number up to 65535."],
  [["--chains", "0"], '--chains is "0": give an integer of at least 1.'],
  [["--wording", "mine"], /^--wording is "mine": give one of alchemy, /],
  [
    ["--live", "--chains", "1", "--intervals", "1,2"],
    "--intervals has 2 intervals, but there are 1 chains: give one each.",
  ],
  [["--nothing"], "Unknown option '--nothing': see --help."],
] as const)("names what is wrong with %s", async ([args, message]) => {
  const { ended, output } = run(...args);
  expect(await ended).toBe(1);
  if (typeof message === "string") expect(output().trim()).toBe(message);
  else expect(output()).toMatch(message);
  expect(output().trim().split("\n")).toHaveLength(1);
});

test("writes a history, serves it, and takes it from there the next time", async () => {
  const directory = await mkdtemp(join(tmpdir(), "concert-simulator-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const args = ["--chains", "2", "--events", "300", "--port", "0", "--history", join(directory, "history")];
  const first = run(...args, "--out", directory, "--range", "5", "--wording", "ankr");
  const [, url] = await first.until(/chain 102: (\S+)/);
  expect(first.output()).toMatch(/wrote [67]\d\d events in/);
  expect(await ask(url!, "eth_chainId")).toBe("0x66");
  const config = await loadConfig(join(directory, "config.json"));
  expect(config.chains.map(({ rpcUrls }) => rpcUrls[1])).toContain(url);
  const deployment = await loadDeployment(join(directory, "deployment.json"));
  expect(deployment.chains.map(({ id }) => id)).toEqual([101, 102]);
  first.child.kill("SIGTERM");
  expect(await first.ended).toBe(0);

  const second = run(...args);
  await second.until(/chain 102: (\S+)/);
  expect(second.output()).not.toContain("wrote");
  second.child.kill("SIGINT");
  expect(await second.ended).toBe(0);
  const other = run(...args, "--seed", "2");
  expect(await other.ended).toBe(1);
  expect(other.output()).toContain("holds another history");
  expect(await readFile(join(directory, "history", "history.json"), "utf8")).toContain('"seed": 1');
});

test("lets chains live, and halts one when told", async () => {
  const live = run("--live", "--chains", "2", "--intervals", "40,50", "--port", "0");
  const [, url] = await live.until(/chain 102: (\S+)/);
  const head = async () => Number(await ask(url!, "eth_blockNumber"));
  await expect.poll(head, { timeout: 20_000 }).toBeGreaterThan(3);
  live.child.stdin!.write("halt 102\nhalt 9\n");
  await live.until(/"halt 9" is no command/);
  const halted = await head();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await head()).toBe(halted);
  live.child.stdin!.write("resume 102\n");
  await expect.poll(head, { timeout: 20_000 }).toBeGreaterThan(halted);
  live.child.kill("SIGTERM");
  expect(await live.ended).toBe(0);
});
