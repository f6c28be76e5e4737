import type { Command } from "./Command.ts";
import { databaseUrl } from "./databaseUrl.ts";

export const rebuild: Command = {
  usage: `[--schema NAME]
      recomputes everything derived from the events, beside what is there, and puts it into its place`,
  options: [],
  async run({ schema }) {
    await (await import("../rebuild/rebuild.ts")).rebuild({ schema, databaseUrl: databaseUrl() });
    return 0;
  },
};
