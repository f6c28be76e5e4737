/** Contracts that tests deploy, and what the compiler makes of them. */
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { childrenOf, type Node } from "../analysis/ast.ts";
import { type Bytecode, compile, errorsOf, type SolcSettings } from "../analysis/solc.ts";

export interface Deployable {
  file: string;
  name: string;
}

export interface Code {
  bytecode: Bytecode;
  deployedBytecode: Bytecode;
}

/** What is to be compiled. */
export interface Task {
  /** Texts to take instead of files'. */
  replaced: Record<string, string>;
  deployables: Deployable[];
  optimized?: boolean;
}

/** The code of each deployable, or why there is none. */
export type Answer = { errors: string[] } | { codes: Code[] };

const outputs = ["evm.bytecode.object", "evm.deployedBytecode.object", "evm.deployedBytecode.immutableReferences"];

/** The contracts whose code may depend on a source, for every source. */
export function listAffected(units: Node[]): Map<string, Deployable[]> {
  const imports = new Map(units.map((unit) => [fileOf(unit), importsOf(unit)]));
  const affected = new Map<string, Deployable[]>(units.map((unit) => [fileOf(unit), []]));
  for (const unit of units) {
    const deployables = childrenOf(unit, "nodes")
      .filter(({ nodeType, contractKind, abstract }) => isContract(nodeType, contractKind) && abstract === false)
      .map(({ name }) => ({ file: fileOf(unit), name: String(name) }));
    for (const file of closureOf(fileOf(unit), imports)) affected.get(file)?.push(...deployables);
  }
  return affected;
}

export function compileDeployables(root: string, unoptimized: SolcSettings, task: Task): Answer {
  const { replaced, deployables, optimized = false } = task;
  const settings = optimized ? { ...unoptimized, optimizer: { ...unoptimized.optimizer, enabled: true } } : unoptimized;
  const outputSelection: Record<string, Record<string, string[]>> = {};
  for (const { file, name } of deployables) outputSelection[file] = { ...outputSelection[file], [name]: outputs };
  const output = compile({ root, settings, sources: Object.keys(outputSelection), replaced, outputSelection });
  const errors = errorsOf(output);
  if (errors.length > 0) return { errors };
  return { codes: deployables.map(({ file, name }) => output.contracts![file]![name]!.evm) };
}

export function readArtifact(root: string, deployable: Deployable): Code {
  return JSON.parse(readFileSync(pathOf(root, deployable), "utf8")) as Code;
}

/** Puts code in the place of an artifact's. */
export function writeArtifact(root: string, deployable: Deployable, original: Code, code: Code): void {
  const artifact = {
    ...original,
    bytecode: { ...original.bytecode, object: `0x${code.bytecode.object}` },
    deployedBytecode: {
      ...original.deployedBytecode,
      object: `0x${code.deployedBytecode.object}`,
      immutableReferences: code.deployedBytecode.immutableReferences ?? {},
    },
  };
  writeFileSync(pathOf(root, deployable), JSON.stringify(artifact));
}

export function copyArtifact(from: string, to: string, deployable: Deployable): void {
  copyFileSync(pathOf(from, deployable), pathOf(to, deployable));
}

export function fingerprint(codes: Code[]): string {
  const hash = createHash("sha256");
  for (const { bytecode } of codes) hash.update(bytecode.object).update("\0");
  return hash.digest("hex");
}

/** Foundry's artifact; in the default profile's layout, files of one name in two folders would share theirs. */
function pathOf(root: string, { file, name }: Deployable): string {
  return join(root, "out", basename(file), `${name}.json`);
}

function isContract(nodeType: string, kind: unknown): boolean {
  return nodeType === "ContractDefinition" && kind === "contract";
}

function fileOf(unit: Node): string {
  return String(unit.absolutePath);
}

function importsOf(unit: Node): string[] {
  return childrenOf(unit, "nodes")
    .filter(({ nodeType }) => nodeType === "ImportDirective")
    .map(({ absolutePath }) => String(absolutePath));
}

function closureOf(file: string, imports: Map<string, string[]>): Set<string> {
  const closure = new Set<string>();
  const pending = [file];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (closure.has(next)) continue;
    closure.add(next);
    pending.push(...(imports.get(next) ?? []));
  }
  return closure;
}
