import { readFile } from "node:fs/promises";
import { InputError } from "../error/InputError.ts";
import type { Deployment } from "./Deployment.ts";
import { parseDeployment } from "./parseDeployment.ts";

/**
 * Loads what `concert deploy` recorded.
 *
 * @throws {InputError} Naming the file, and what is wrong with it.
 */
export async function loadDeployment(path: string): Promise<Deployment> {
  try {
    return parseDeployment(await readFile(path, "utf8"));
  } catch (error) {
    throw new InputError(`${path}: ${describe(error)}`, { cause: error });
  }
}

function describe(error: unknown): string {
  if (error instanceof InputError) return `${error.message.replace(/\.$/, "")}; run "concert deploy" to write it.`;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT")
    return 'there is no such file: run "concert deploy" first, or give its record with --deployment.';
  return `cannot be read: ${message}`;
}
