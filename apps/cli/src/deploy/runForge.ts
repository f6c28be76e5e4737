import { spawn } from "node:child_process";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { foundryBinary } from "@concert/contracts/foundry";

/** Where `foundry.toml` is. */
export const contractsDirectory = fileURLToPath(new URL("..", import.meta.resolve("@concert/contracts/foundry")));

export class ForgeError extends Error {
  override readonly name = "ForgeError";
}

/**
 * Runs forge on the deployment scripts, with its output and cache in a directory of its own.
 *
 * @throws {ForgeError} If it fails; the message is what forge says of it, in one line.
 */
export async function runForge(args: string[], directory: string, environment: NodeJS.ProcessEnv = {}): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(foundryBinary("forge"), args, {
    cwd: contractsDirectory,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      // The solc launcher is found through PATH's `node`: let it be this one.
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      NO_COLOR: "1",
      FOUNDRY_PROFILE: "script",
      FOUNDRY_OUT: `${directory}/out`,
      FOUNDRY_CACHE_PATH: `${directory}/cache`,
      FOUNDRY_BROADCAST: `${directory}/broadcast`,
      ...environment,
    },
  });
  const stop = () => child.kill("SIGKILL");
  process.once("exit", stop);

  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (output += text));
  child.on("error", reject);
  child.on("close", (code) => {
    process.off("exit", stop);
    if (code === 0) resolve();
    else reject(new ForgeError(describeFailure(output)));
  });
  return promise;
}

function describeFailure(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  const error = lines.findLast((line) => line.startsWith("Error"));
  return error?.replace(/^Error: /, "") ?? lines.findLast((line) => line !== "") ?? "forge failed without a word";
}
