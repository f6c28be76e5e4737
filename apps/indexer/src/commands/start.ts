import { enableCompileCache } from "node:module";
import { setFlagsFromString } from "node:v8";
import { InputError } from "@concert/types";
import type { Command } from "./Command.ts";
import { databaseUrl } from "./databaseUrl.ts";

const defaultPort = "4000";

/** What garbage comes to before it is collected. Else it is several times what is in use. */
const collection = [
  "--heap-growing-percent=20",
  // Buffers of answers count as the heap does, not only beyond 64 MB.
  "--external-memory-accounted-in-global-limit",
  // While a collection went on in small steps, as much again would be read, and each write would be noted for it.
  "--no-incremental-marking",
];

export const start: Command = {
  usage: `--config FILE --deployment FILE [--schema NAME] [--port NUMBER] [--serve-only]
      indexes every chain of the configuration and serves the state; ends on SIGINT or SIGTERM. Several share the
      chains of one schema; with --serve-only it leaves them to the others`,
  options: ["config", "deployment", "port"],
  flags: ["serve-only"],
  async run({ schema, option, required, flag }) {
    const parameters = {
      configFile: required("config", "the path of a file"),
      deploymentFile: required("deployment", "the path of a file"),
      schema,
      port: parsePort(option("port") ?? defaultPort),
      databaseUrl: databaseUrl(),
      readerPassword: process.env.DATABASE_READER_PASSWORD,
      serveOnly: flag("serve-only"),
    };
    for (const each of collection) setFlagsFromString(each);
    // What was compiled once does not have to be again at the next start.
    enableCompileCache();
    await (await import("../start.ts")).start(parameters);
    return 0;
  },
};

function parsePort(value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new InputError(`--port is ${JSON.stringify(value)}: give a number up to 65535.`);
}
