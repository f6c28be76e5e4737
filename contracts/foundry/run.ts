/**
 * Runs a Foundry program in the caller's directory: `node foundry/run.ts forge test`.
 *
 * Exits with the program's own exit code, and takes it down when it is itself taken down.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter, dirname } from "node:path";
import { type FoundryTool, foundryBinary } from "./binary.ts";

const tools: readonly string[] = ["forge", "anvil", "cast"] satisfies FoundryTool[];
const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const [tool, ...args] = process.argv.slice(2);
if (!isFoundryTool(tool)) {
  fail(`"${tool ?? ""}" is no Foundry program: expected one of ${tools.join(", ")}.`);
}

const child = spawn(binaryOf(tool), args, {
  stdio: "inherit",
  // The solc launcher is found through PATH's `node`: let it be this one.
  env: { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
});

for (const signal of forwarded) {
  process.on(signal, () => child.kill(signal));
}
process.on("exit", () => child.kill("SIGKILL"));

child.on("error", (error) => fail(error.message));
child.on("exit", (code, signal) => {
  process.exit(code ?? 128 + constants.signals[signal ?? "SIGKILL"]);
});

function isFoundryTool(name: string | undefined): name is FoundryTool {
  return name !== undefined && tools.includes(name);
}

function binaryOf(name: FoundryTool): string {
  try {
    return foundryBinary(name);
  } catch (error) {
    fail((error as Error).message);
  }
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
