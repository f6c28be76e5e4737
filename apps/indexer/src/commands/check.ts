import type { Command } from "./Command.ts";
import { databaseUrl } from "./databaseUrl.ts";

export const check: Command = {
  usage: `[--schema NAME]
      recomputes everything derived from the events and compares; exit code 1 if it differs`,
  options: [],
  async run({ schema }) {
    const { check } = await import("../check.ts");
    return (await check({ schema, databaseUrl: databaseUrl() })) ? 0 : 1;
  },
};
