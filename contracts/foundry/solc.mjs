#!/usr/bin/env node
/**
 * The npm package `solc` behind the command line of the native compiler, as Foundry calls it:
 * `--version`, and `--standard-json` with the input on stdin.
 *
 * Answers are kept in `cache/solc` by the hash of their input: the WebAssembly compiler needs minutes where the native
 * one needs seconds, and Foundry's own cache is lost whenever profiles or settings change. Those for the deployment
 * scripts are committed in `script/compiled`, so that a deployment compiles nothing; with SOLC_ANSWERS=script/compiled
 * they are made anew.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import module from "node:module";
import { join, resolve } from "node:path";

const require = module.createRequire(import.meta.url);
const { version } = require("solc/package.json");
const cache = join(import.meta.dirname, "..", "cache", "solc");
const committed = join(import.meta.dirname, "..", "script", "compiled");
const chosen = process.env.SOLC_ANSWERS;
const answers = chosen === undefined ? [cache, committed] : [resolve(chosen)];

const args = process.argv.slice(2);
if (args.includes("--version")) {
  process.stdout.write(cached("version", describeVersion));
} else if (args.includes("--standard-json")) {
  const input = readFileSync(0, "utf8");
  process.stdout.write(cached(input, () => compiler().compile(input)));
} else {
  console.error(`unknown arguments "${args.join(" ")}": this solc takes --version or --standard-json.`);
  process.exit(1);
}

function describeVersion() {
  return `solc, the solidity compiler commandline interface\nVersion: ${compiler().version()}\n`;
}

function compiler() {
  module.enableCompileCache?.(join(cache, "v8"));
  const listeners = process.listeners("uncaughtException");
  const solc = require("solc");
  // Emscripten adds a handler that hides the stack of every other error.
  process.removeAllListeners("uncaughtException");
  for (const listener of listeners) process.on("uncaughtException", listener);
  return solc;
}

function cached(input, answer) {
  const key = createHash("sha256").update(version).update("\0").update(input).digest("hex");
  for (const directory of answers) {
    try {
      return readFileSync(join(directory, key), "utf8");
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  const output = answer();
  const [target] = answers;
  mkdirSync(target, { recursive: true });
  // A rename, so that a compiler running beside this one never reads half an answer.
  const partial = join(target, `${key}.${process.pid}`);
  writeFileSync(partial, output);
  renameSync(partial, join(target, key));
  return output;
}
