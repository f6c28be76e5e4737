/**
 * The sources as they are, compiled and known to pass the tests.
 *
 * Tests deploy what they test by its artifact (Foundry's dynamic test linking), so that a mutant needs nothing but its
 * own contracts compiled.
 */
import { globSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { childrenOf, type Node } from "../analysis/ast.ts";
import { failingTests } from "../analysis/failingTests.ts";
import { createPrivateCopy, type PrivateCopy, readSolcSettings, readSource } from "../analysis/privateCopy.ts";
import { compile, errorsOf, type SolcSettings } from "../analysis/solc.ts";
import { compileDeployables, type Deployable, listAffected, readArtifact } from "./deployables.ts";
import { listMembers, type Member } from "./mutants.ts";
import { stagesFor } from "./stages.ts";

export interface Original {
  copy: PrivateCopy;
  settings: SolcSettings;
  /** The members of each source. */
  members: Map<string, Member[]>;
  /** The contracts that a source's mutants change, and that tests deploy. */
  affected: Map<string, Deployable[]>;
  /** Milliseconds that each stage takes, by its name. */
  durations: Map<string, number>;
  /** Names of tests that fail without any mutant. */
  unfit: Set<string>;
}

/** More are no matter of gas. */
const MOST_UNFIT = 5;

/** Compiling takes a third of the time without the optimizer, whose output is the smaller by as much. */
const unoptimized = { FOUNDRY_OPTIMIZER: "false", FOUNDRY_CODE_SIZE_LIMIT: "1000000" };

/** The members of each of the project's sources, and the copy that they were read from. */
export async function readOriginal(): Promise<Original> {
  const copy = createPrivateCopy(unoptimized);
  const settings = await readSolcSettings(copy);
  const files = globSync("src/**/*.sol", { cwd: copy.root }).sort();
  moveDerived(copy, parse(copy, settings, globSync("test/**/*.sol", { cwd: copy.root, exclude: ["**/*.t.sol"] })));
  const units = parse(copy, settings, globSync("src/**/*.sol", { cwd: copy.root }));
  const members = new Map(files.map((file) => [file, listMembers(file, readSource(copy, file), units)]));
  return { copy, settings, members, affected: listAffected(units), durations: new Map(), unfit: new Set() };
}

/**
 * Compiles the copy with its tests.
 *
 * @throws If what Foundry makes of the sources isn't what mutants are compared with.
 */
export async function build({ copy, settings, affected }: Original): Promise<void> {
  await expectSuccess(copy, ["build", "--dynamic-test-linking"]);

  const deployables = [...new Set([...affected.values()].flat())];
  const answer = compileDeployables(copy.root, settings, { replaced: {}, deployables });
  if ("errors" in answer) throw new Error(answer.errors.join("\n"));
  for (const [i, deployable] of deployables.entries()) {
    const { object } = answer.codes[i]!.bytecode;
    if (readArtifact(copy.root, deployable).bytecode.object !== `0x${object}`) {
      throw new Error(`Foundry makes other bytecode of ${deployable.name} than what its mutants are compared with.`);
    }
  }
}

/**
 * Runs all tests once, to know how long they take, and which of them can't judge mutants: a test of gas may fail
 * without the optimizer.
 *
 * @throws If more than a few fail.
 */
export async function measure({ copy, members, durations, unfit }: Original): Promise<void> {
  for (const stage of [...members.keys()].flatMap((file) => stagesFor(copy.root, file))) {
    if (durations.has(stage.name)) continue;
    const start = Date.now();
    const { code, output } = await copy.forge(stage.arguments, { environment: stage.environment });
    durations.set(stage.name, Date.now() - start);
    if (code === 0) continue;
    const failing = failingTests(output);
    if (failing.length === 0 || failing.includes("setUp"))
      throw new Error(`The tests don't run as they are:\n${output}`);
    for (const name of failing) unfit.add(name);
    if (unfit.size > MOST_UNFIT) throw new Error(`The contracts fail as they are: ${[...unfit].join(", ")}.`);
  }
  for (const name of unfit) console.log(`${name} fails without the optimizer, and judges no mutant`);
}

async function expectSuccess(copy: PrivateCopy, args: string[], environment: Record<string, string> = {}) {
  const { code, output } = await copy.forge(args, { environment });
  if (code !== 0) throw new Error(`The contracts fail as they are (forge ${args.join(" ")}):\n${output}`);
}

/**
 * Moves contracts that tests derive from the sources' into the sources, and leaves a pointer behind: only what is there
 * is deployed by its artifact.
 */
function moveDerived(copy: PrivateCopy, units: Node[]): void {
  const files = new Map(units.flatMap((unit) => contractsOf(unit).map(({ id }) => [id, String(unit.absolutePath)])));
  for (const unit of units) {
    const file = String(unit.absolutePath);
    if (!file.startsWith("test/")) continue;
    const bases = contractsOf(unit).flatMap(({ linearizedBaseContracts }) => linearizedBaseContracts as number[]);
    if (!bases.some((id) => files.get(id)?.startsWith("src/"))) continue;

    const moved = file.replace(/^test\//, "src/derived/");
    let text = readSource(copy, file).toString();
    for (const { file: written, absolutePath } of childrenOf(unit, "nodes").filter(isRelativeImport)) {
      text = text.replace(`"${written}"`, `"${relativePath(moved, String(absolutePath))}"`);
    }
    mkdirSync(dirname(join(copy.root, moved)), { recursive: true });
    renameSync(join(copy.root, file), join(copy.root, moved));
    writeFileSync(join(copy.root, moved), text);
    const names = contractsOf(unit).map(({ name }) => name);
    const head = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.30;\n\n";
    writeFileSync(join(copy.root, file), `${head}import {${names.join(", ")}} from "${relativePath(file, moved)}";\n`);
  }
}

function parse(copy: PrivateCopy, settings: SolcSettings, sources: string[]): Node[] {
  const output = compile({ root: copy.root, settings, sources, outputSelection: { "*": { "": ["ast"] } } });
  const errors = errorsOf(output);
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return Object.values(output.sources).map(({ ast }) => ast);
}

function contractsOf(unit: Node): Node[] {
  return childrenOf(unit, "nodes").filter(({ nodeType }) => nodeType === "ContractDefinition");
}

function isRelativeImport({ nodeType, file }: Node): boolean {
  return nodeType === "ImportDirective" && String(file).startsWith(".");
}

function relativePath(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith(".") ? path : `./${path}`;
}
