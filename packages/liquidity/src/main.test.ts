import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, "main.ts"), ...args]);

test.each([
  [["markets"], 'markets is no simulation: give "liquidity".\n'],
  [[], 'nothing is no simulation: give "liquidity".\n'],
  [["liquidity", "--days", "many"], '--days is "many": give an integer from 1 to 3650.\n'],
  [["liquidity", "--rebate", "0.7"], '--rebate is "0.7": give a number from 0 to 0.5.\n'],
  [["liquidity", "--sweep", "colour=1"], '--sweep is "colour=1": give NAME=VALUE,VALUE with a name of --help.\n'],
  [["liquidity", "--sweep", "days=1,x"], '--days is "x": give an integer from 1 to 3650.\n'],
  [["liquidity", "--wings", "2"], "Unknown option '--wings': see --help.\n"],
])("%j is refused with one line", async (args, message) => {
  const refused = await run(...args).catch((error: { code: number; stderr: string }) => error);
  expect(refused).toMatchObject({ code: 1, stderr: message });
});

test("a run prints a table and writes its plots", async () => {
  const directory = await mkdtemp(join(tmpdir(), "concert-liquidity-"));
  try {
    const { stdout } = await run("liquidity", "--days", "3", "--sweep", "slope=0,2000", "--out", directory);
    expect(stdout).toMatch(/slope 0 +slope 2000\n/);
    expect(stdout).toMatch(/^return of liquidity, per year +\d+\.\d\d % +\d+\.\d\d %$/m);
    const files = await readdir(directory);
    expect(files.length).toBe(6);
    for (const file of files) expect(await readFile(join(directory, file), "utf8")).toMatch(/^<svg /);
  } finally {
    await rm(directory, { recursive: true });
  }
});
