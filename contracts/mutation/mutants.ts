/** All mutants of a source: what the operators do to its members, each a change of one place. */
import { createHash } from "node:crypto";
import { childOf, childrenOf, type Node, type Range, rangeOf, walk } from "../analysis/ast.ts";
import type { Change, Operator } from "./change.ts";
import { changesAt, type Surroundings } from "./operators.ts";

/** A function, modifier or variable of a contract or of a file. */
export interface Member {
  /** `Contract.name`; overloads are one member. */
  name: string;
  /** Of its code without comments and layout: equal as long as its mutants are. */
  hash: string;
  mutants: Mutant[];
}

export interface Mutant extends MutantKey, Range {
  /** What stands in the range instead. */
  text: string;
  /** Line of the range, from 1. */
  line: number;
}

/** Names a mutant, whatever line it is on. */
export interface MutantKey {
  file: string;
  member: string;
  operator: Operator;
  /** The line that the mutant begins on. */
  code: string;
  /** What is replaced, and by what; layout aside. */
  source: string;
  replacement: string;
  /** Position among those of the member that are equal in all the above, from 0. */
  nth: number;
}

const LONGEST_TEXT = 120;

/** @param units Every source's syntax tree, the enumerations of which are looked up. */
export function listMembers(file: string, source: Buffer, units: Node[]): Member[] {
  const unit = units.find(({ absolutePath }) => absolutePath === file);
  if (unit === undefined) throw new Error(`${file} has no syntax tree.`);
  const surroundings: Surroundings = {
    textOf: (range) => textOf(source, range),
    enumerations: new Map(units.flatMap(enumerationsOf)),
  };

  const members = new Map<string, { nodes: Node[]; mutants: Mutant[] }>();
  for (const { name, node } of membersOf(unit)) {
    const member = members.get(name) ?? { nodes: [], mutants: [] };
    members.set(name, member);
    member.nodes.push(node);
    const changes = [...walk(node, isType)].flatMap((visit) => changesAt(visit, surroundings));
    for (const change of changes.toSorted((a, b) => a.start - b.start)) {
      addMutant(member.mutants, { file, member: name, source, change });
    }
  }
  return [...members].map(([name, { nodes, mutants }]) => ({
    name,
    hash: hashCode(nodes.map((node) => textOf(source, rangeOf(node))).join("\n")),
    mutants,
  }));
}

/** Of code without comments and layout. */
export function hashCode(code: string): string {
  return createHash("sha256")
    .update(collapse(stripComments(code)))
    .digest("hex")
    .slice(0, 16);
}

/** The source with the mutant in it. */
export function mutate(source: Buffer, { start, end, text }: Mutant): string {
  return Buffer.concat([source.subarray(0, start), Buffer.from(text), source.subarray(end)]).toString();
}

/** A draw of the mutant's own, from 0 to below 100: those below 20 are a fifth of all, and always the same. */
export function rankOf(mutant: MutantKey): number {
  return (createHash("sha256").update(nameOf(mutant)).digest().readUInt32BE() / 2 ** 32) * 100;
}

/** One text for each mutant. */
export function nameOf({ file, member, operator, code, source, replacement, nth }: MutantKey): string {
  return [file, member, operator, code, source, replacement, nth].join("\0");
}

function addMutant(
  mutants: Mutant[],
  { file, member, source, change }: { file: string; member: string; source: Buffer; change: Change },
): void {
  const range = withSemicolon(source, change);
  const before = source.subarray(0, range.start).toString().split("\n");
  const [rest] = source.subarray(range.start).toString().split("\n", 1) as [string];
  const key = {
    file,
    member,
    operator: change.operator,
    code: (before.at(-1) + rest).trim(),
    source: shorten(textOf(source, range)),
    replacement: shorten(change.text),
    nth: 0,
  };
  while (mutants.some((other) => nameOf(other) === nameOf(key))) ++key.nth;
  mutants.push({ ...key, ...range, text: change.text, line: before.length });
}

/** A statement's range leaves its semicolon out, which may not stand alone. */
function withSemicolon(source: Buffer, { start, end, operator }: Change): Range {
  if (operator !== "statement" && operator !== "require") return { start, end };
  const rest = /^\s*;/.exec(source.subarray(end, end + 64).toString());
  return { start, end: end + (rest?.[0].length ?? 0) };
}

function* membersOf(unit: Node): Generator<{ name: string; node: Node }> {
  for (const node of childrenOf(unit, "nodes")) {
    if (node.nodeType === "ContractDefinition") {
      for (const member of childrenOf(node, "nodes")) {
        if (hasCode(member)) yield { name: `${node.name}.${member.name || member.kind}`, node: member };
      }
    } else if (hasCode(node)) {
      yield { name: String(node.name), node };
    }
  }
}

function hasCode(node: Node): boolean {
  if (node.nodeType === "VariableDeclaration") return childOf(node, "value") !== undefined;
  return ["FunctionDefinition", "ModifierDefinition"].includes(node.nodeType) && childOf(node, "body") !== undefined;
}

function enumerationsOf(unit: Node): [string, string[]][] {
  return [...walk(unit)]
    .filter(({ node }) => node.nodeType === "EnumDefinition")
    .map(({ node }) => [String(node.canonicalName), childrenOf(node, "members").map(({ name }) => String(name))]);
}

/** Types have literals of their own, the lengths of arrays. */
function isType({ nodeType }: Node): boolean {
  return nodeType.endsWith("TypeName") || nodeType === "Mapping";
}

function textOf(source: Buffer, { start, end }: Range): string {
  return source.subarray(start, end).toString();
}

function shorten(code: string): string {
  const text = collapse(stripComments(code));
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}

function collapse(code: string): string {
  return code.replaceAll(/\s+/g, " ").trim();
}

function stripComments(code: string): string {
  return code.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (match) =>
    match.startsWith("/") ? " " : match,
  );
}
