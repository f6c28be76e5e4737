import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { InputError } from "@concert/types";

/**
 * The flags that a command was given.
 *
 * @throws {InputError} If one is unknown or lacks its value.
 */
export function parseFlags<Options extends ParseArgsOptionsConfig>(command: string, args: string[], options: Options) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // "Unknown option '--chain'. To specify a positional argument …": the first sentence says it.
    const [reason] = (error as Error).message.split(/\.\s|\n/);
    throw new InputError(`${reason}: "concert ${command} --help" lists the flags.`, { cause: error });
  }
}
