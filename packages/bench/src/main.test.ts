import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, "main.ts"), ...args]);

test.each([
  [["wings"], "wings is no bench: see --help.\n"],
  [[], "nothing is no bench: see --help.\n"],
  [["backfill", "--events", "-1"], "Option '--events' argument is ambiguous: see --help.\n"],
  [["backfill", "--events", "many"], '--events is "many": give a positive integer.\n'],
])("%j is refused with one line", async (args, message) => {
  const refused = await run(...args).catch((error: { code: number; stderr: string }) => error);
  expect(refused).toMatchObject({ code: 1, stderr: message });
});
