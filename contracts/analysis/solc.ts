/** The compiler as a function, for what looks into the sources rather than builds them. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Node } from "./ast.ts";

/** What the compiler is told beside the sources, as far as it bears on the bytecode. */
export interface SolcSettings {
  evmVersion: string;
  optimizer: { enabled: boolean; runs: number };
  viaIR: boolean;
  metadata: { bytecodeHash: string; appendCBOR: boolean };
  remappings: string[];
}

/** Creation or runtime code in an artifact, as the compiler and Foundry write it. */
export interface Bytecode {
  object: string;
  linkReferences: Record<string, unknown>;
  immutableReferences?: Record<string, unknown>;
}

export interface CompiledContract {
  evm: { bytecode: Bytecode; deployedBytecode: Bytecode };
}

export interface SolcOutput {
  errors?: { severity: "error" | "warning" | "info"; formattedMessage: string }[];
  sources: Record<string, { ast: Node }>;
  contracts?: Record<string, Record<string, CompiledContract>>;
}

export interface SolcInput {
  /** Folder that source names are relative to. */
  root: string;
  settings: SolcSettings;
  /** Names of the sources to compile; what they import is read as it is needed. */
  sources: string[];
  /** Text to take instead of a file's. */
  replaced?: Record<string, string>;
  /** Per source and contract, what to make of it. */
  outputSelection: Record<string, Record<string, string[]>>;
}

interface Solc {
  compile(input: string, callbacks: { import(path: string): { contents: string } | { error: string } }): string;
}

let loaded: Solc | undefined;

/** Compiles with the npm package `solc`. Errors of the sources are in the output; it throws for none of them. */
export function compile({ root, settings, sources, replaced = {}, outputSelection }: SolcInput): SolcOutput {
  const read = (name: string) => replaced[name] ?? readFileSync(join(root, name), "utf8");
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(sources.map((name) => [name, { content: read(name) }])),
    settings: { ...settings, outputSelection },
  };
  const output = solc().compile(JSON.stringify(input), {
    import(path) {
      try {
        return { contents: read(path) };
      } catch (error) {
        return { error: (error as Error).message };
      }
    },
  });
  return JSON.parse(output) as SolcOutput;
}

/** What is wrong with the sources, one text per error; empty if they compile. */
export function errorsOf(output: SolcOutput): string[] {
  return (output.errors ?? []).filter(({ severity }) => severity === "error").map((error) => error.formattedMessage);
}

function solc(): Solc {
  if (loaded !== undefined) return loaded;
  const listeners = process.listeners("uncaughtException");
  loaded = createRequire(import.meta.url)("solc") as Solc;
  // Emscripten adds a handler that hides the stack of every other error.
  process.removeAllListeners("uncaughtException");
  for (const listener of listeners) process.on("uncaughtException", listener);
  return loaded;
}
