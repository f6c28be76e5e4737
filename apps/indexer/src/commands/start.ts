import { enableCompileCache } from "node:module";
import { setFlagsFromString } from "node:v8";
import { InputError } from "@concert/types";
import type { Command } from "./Command.ts";
import { databaseUrl } from "./databaseUrl.ts";

const defaultPort = "4000";

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
    // Else garbage may come to several times what is in use before it is collected.
    setFlagsFromString("--heap-growing-percent=20");
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
