import { spawn } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { foundryBinary } from "../foundry/binary.ts";
import type { SolcSettings } from "./solc.ts";

/** The contracts' sources and tests in a folder of their own, where they may be changed and compiled at will. */
export interface PrivateCopy {
  /** Absolute path of the copy. */
  root: string;
  environment: Record<string, string>;
  /** Runs forge in the copy, on the profile of the tests. */
  forge(args: string[], options?: ForgeOptions): Promise<ForgeResult>;
}

export interface ForgeOptions {
  environment?: Record<string, string>;
  timeoutMilliseconds?: number;
}

export interface ForgeResult {
  /** Undefined if forge was killed. */
  code: number | undefined;
  /** What it wrote, both streams together. */
  output: string;
  timedOut: boolean;
}

const contracts = join(import.meta.dirname, "..");
const copied = ["src", "test", "script", "foundry.toml"];
/** Linked: the compiler's launcher thus keeps its answers in the project's own cache. */
const linked = ["foundry", "node_modules"];

const cleanups = new Set<() => void>();
process.on("exit", () => {
  for (const cleanup of cleanups) cleanup();
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => process.exit(130));
}

/** Names of all sources, relative to `contracts`. */
export function listSources(): string[] {
  return globSync("src/**/*.sol", { cwd: contracts }).sort();
}

/**
 * Makes a copy in the system's temporary folder. It is removed when the process ends.
 *
 * @param environment Settings of Foundry for all that it runs there.
 */
export function createPrivateCopy(environment: Record<string, string> = {}): PrivateCopy {
  const root = createFolder();
  for (const name of copied) cpSync(join(contracts, name), join(root, name), { recursive: true });
  for (const name of linked) symlinkSync(join(contracts, name), join(root, name));
  return { root, environment, forge: (args, options) => runForge(root, args, environment, options) };
}

/** Makes another copy of a copy, with all that was compiled there. */
export function duplicate({ root: from, environment }: PrivateCopy): PrivateCopy {
  const root = createFolder();
  cpSync(from, root, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  return { root, environment, forge: (args, options) => runForge(root, args, environment, options) };
}

/** The settings that Foundry gives the compiler in the copy. */
export async function readSolcSettings(copy: PrivateCopy): Promise<SolcSettings> {
  const { code, output } = await copy.forge(["config", "--json"]);
  if (code !== 0) throw new Error(output);
  const config = JSON.parse(output) as {
    evm_version: string;
    optimizer: boolean;
    optimizer_runs: number;
    via_ir: boolean;
    bytecode_hash: string;
    cbor_metadata: boolean;
    remappings: string[];
  };
  return {
    evmVersion: config.evm_version,
    optimizer: { enabled: config.optimizer, runs: config.optimizer_runs },
    viaIR: config.via_ir,
    metadata: { bytecodeHash: config.bytecode_hash, appendCBOR: config.cbor_metadata },
    remappings: config.remappings,
  };
}

export function readSource(copy: PrivateCopy, name: string): Buffer {
  return readFileSync(join(copy.root, name));
}

function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "concert-contracts-"));
  cleanups.add(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function runForge(
  root: string,
  args: string[],
  environment: Record<string, string>,
  options: ForgeOptions = {},
): Promise<ForgeResult> {
  const child = spawn(foundryBinary("forge"), args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      NO_COLOR: "1",
      FOUNDRY_PROFILE: "test",
      FOUNDRY_OUT: "out",
      FOUNDRY_CACHE_PATH: "cache/compiled",
      ...environment,
      ...options.environment,
    },
  });
  const kill = () => child.kill("SIGKILL");
  cleanups.add(kill);

  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  let timedOut = false;
  const timer =
    options.timeoutMilliseconds === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          kill();
        }, options.timeoutMilliseconds);

  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      cleanups.delete(kill);
      resolve({ code: code ?? undefined, output, timedOut });
    });
  });
}
