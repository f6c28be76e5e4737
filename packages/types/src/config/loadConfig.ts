import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InputError } from "../error/InputError.ts";
import type { Config } from "./Config.ts";
import { defineConfig } from "./defineConfig.ts";

/**
 * Loads a configuration: a module whose default export is made with `defineConfig`, or JSON of the same shape.
 *
 * @throws {InputError} Naming the file, and what is wrong with it.
 */
export async function loadConfig(path: string): Promise<Config> {
  const file = resolve(path);
  try {
    const source = await readFile(file, "utf8");
    const input = extname(file) === ".json" ? JSON.parse(source) : (await import(pathToFileURL(file).href)).default;
    if (input === undefined) {
      throw new InputError('there is no default export: write "export default defineConfig({ … })".');
    }
    return defineConfig(input);
  } catch (error) {
    throw new InputError(`${path}: ${describe(error)}`, { cause: error });
  }
}

function describe(error: unknown): string {
  if (error instanceof InputError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file: give the path of a configuration with --config.";
  return `cannot be loaded: ${message.split("\n")[0]}`;
}
