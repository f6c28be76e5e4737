import { InputError } from "@concert/types";

/** A command of the indexer. */
export type Command = {
  /** What follows its name, and what it does: lines of the help. */
  usage: string;
  /** Its options besides `--schema`; each has a value, but for the flags. */
  options: readonly string[];
  flags?: readonly string[];
  /** What stands without an option's name, in order; all of it is required. */
  operands?: readonly string[];
  /** @returns The exit code. */
  run: (given: Given) => Promise<number>;
};

/** What a command was given. */
export type Given = {
  schema: string;
  option: (name: string) => string | undefined;
  /** @throws {InputError} If the option is missing; `what` says what to give. */
  required: (name: string, what: string) => string;
  flag: (name: string) => boolean;
  operand: (name: string) => string;
};

const defaultSchema = "concert";

export function given(
  values: Readonly<Record<string, string | boolean | undefined>>,
  operands: ReadonlyMap<string, string>,
): Given {
  const option = (name: string) => values[name] as string | undefined;
  return {
    schema: option("schema") ?? defaultSchema,
    option,
    required(name, what) {
      const value = option(name);
      if (value === undefined) throw new InputError(`--${name} is missing: give ${what}.`);
      return value;
    },
    flag: (name) => values[name] === true,
    operand: (name) => operands.get(name)!,
  };
}
