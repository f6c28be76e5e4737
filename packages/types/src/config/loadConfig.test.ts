import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { InputError } from "../error/InputError.ts";
import { loadConfig } from "./loadConfig.ts";

const defaultConfig = await loadConfig(join(import.meta.dirname, "../../../../concert.config.ts"));

test("a module is loaded", () => {
  expect(defaultConfig).toMatchObject({ name: "devnet", hub: 31337 });
  expect(defaultConfig.chains.map(({ id }) => id)).toEqual([31337, 31338, 31339]);
});

test("JSON is loaded", async () => {
  expect(await loadConfig(await write("config.json", JSON.stringify(defaultConfig)))).toEqual(defaultConfig);
});

test("a module that does not use defineConfig is checked all the same", async () => {
  const path = await write("config.ts", `export default ${JSON.stringify({ ...defaultConfig, hub: 5 })};`);
  await expect(loadConfig(path)).rejects.toThrow(
    new InputError(
      `${path}: hub is 5, which is none of the chains: add that chain, or give one of 31337, 31338, 31339.`,
    ),
  );
});

test.for<[name: string, file: string, content: string, message: string | RegExp]>([
  [
    "without a default export",
    "config.ts",
    "export const config = {};",
    /: there is no default export: write "export default defineConfig\({ … }\)"\.$/,
  ],
  ["that is no JavaScript", "config.ts", "export default {", /config\.ts: cannot be loaded: .+/],
  ["that throws", "config.ts", 'throw new Error("no luck\\ntoday");', /config\.ts: cannot be loaded: no luck$/],
  ["that is no JSON", "config.json", "{", /config\.json: cannot be loaded: .+/],
])("a file %s is named in one line", async ([, file, content, message]) => {
  const error = await loadConfig(await write(file, content)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  expect((error as InputError).message).toMatch(message);
  expect((error as InputError).message).not.toContain("\n");
});

test("a missing file is named", async () => {
  await expect(loadConfig("nowhere.ts")).rejects.toThrow(
    new InputError("nowhere.ts: there is no such file: give the path of a configuration with --config."),
  );
});

async function write(file: string, content: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "concert-config-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, file), content);
  return join(directory, file);
}
