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
    const { message } = error as Error;
    // What begins with a dash, such as a number below zero, might be a flag of its own.
    const flag = /^Option '(?:-\w, )?(--[\w-]+).*' argument is ambiguous/.exec(message)?.[1];
    const value = flag === undefined ? undefined : args[args.indexOf(flag) + 1];
    if (value !== undefined)
      throw new InputError(`${flag} is followed by ${value}, a flag: give a value.`, { cause: error });
    // "Unknown option '--chain'. To specify a positional argument …": the first sentence says it.
    const [reason] = message.split(/\.\s|\n/);
    throw new InputError(`${reason}: "concert ${command} --help" lists the flags.`, { cause: error });
  }
}
