import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const folders = ["../source/", "../verify/"];
const forbidden =
  /\b(setTimeout|setInterval|setImmediate|Date\.now|performance\.|Math\.random|globalThis\.|node:timers|AbortSignal\.timeout)|new Date\(\)|(?<![.\w])fetch\(|new WebSocket\(/;
/** Where the defaults stand that a test replaces. */
const allowed = new Map([
  ["Network.ts", "globalThis."],
  ["createSource.ts", "Math.random"],
]);

test("source and verify know no time, no network and no chance but those that they are given", async () => {
  let fileCount = 0;
  for (const folder of folders) {
    const directory = new URL(folder, import.meta.url);
    for (const file of await readdir(directory)) {
      if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
      fileCount++;
      for (const line of (await readFile(new URL(file, directory), "utf8")).split("\n")) {
        const found = forbidden.exec(line)?.[0];
        if (found !== undefined && found !== allowed.get(file)) expect(`${file}: ${line.trim()}`).toBe("without it");
      }
    }
  }
  expect(fileCount).toBeGreaterThan(20);
});
