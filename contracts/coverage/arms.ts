/**
 * Makes forge see every arm of a decision.
 *
 * `forge coverage` counts both outcomes of a `require` and both arms of an `if` with an `else`, but only the first arm
 * of an `if` without one, and no arm of a conditional expression or of a decision in assembly. So that a decision that
 * no test takes the other way counts as such, the sources are rewritten before they are measured:
 *
 * - `if (c) s` becomes `if (c) s else {}`;
 * - `c ? a : b` becomes `arm(c) ? a : b`, with a function whose `if` has both arms empty;
 * - in assembly, `if c {}` becomes a `switch`, a `switch` gets the default that it lacks, and each case a first
 *   statement that counts it.
 *
 * No line break is inserted, so that lines keep their numbers.
 */
import { childOf, childrenOf, type Node, type Range, rangeOf, walk } from "../analysis/ast.ts";

export interface ArmedSource {
  text: Buffer;
  /** What was inserted, by its place in the new text. */
  inserted: Inserted[];
}

/** A stretch of the new text that the original lacks. */
export interface Inserted extends Range {
  /** What in it stands for an arm: the branches, or the one statement. Undefined: nothing. */
  counts: "branches" | "statement" | undefined;
  /** Line of the decision, from 1. */
  line: number;
}

interface Edit extends Range {
  text: string;
  counts: Inserted["counts"];
  line: number;
}

/** Runs, changes nothing, and is never optimised away. */
const counter = "mstore(0, mload(0))";

/** @throws If there is a decision outside of contracts, where forge measures nothing. */
export function showArms(name: string, source: Buffer, unit: Node): ArmedSource {
  const edits: Edit[] = [];
  let conditionals = 0;

  for (const { node, above } of walk(unit)) {
    const { start, end } = rangeOf(node);
    const line = lineAt(source, start);
    const insert = (offset: number, text: string, counts?: Inserted["counts"]) =>
      edits.push({ start: offset, end: offset, text, counts, line });
    const count = (body: Node) => insert(rangeOf(body).start + 1, ` ${counter}`, "statement");

    if (node.nodeType === "IfStatement" && childOf(node, "falseBody") === undefined) {
      insert(endOfStatement(source, end), " else {}");
    } else if (node.nodeType === "Conditional" && above.some(isFunction)) {
      const contract = above.find(({ nodeType }) => nodeType === "ContractDefinition");
      if (contract === undefined) {
        throw new Error(
          `${name}:${line} decides outside of contracts, where forge measures nothing: move it into one.`,
        );
      }
      const condition = rangeOf(childOf(node, "condition") as Node);
      // Inherited functions may not share a name, even private ones.
      const arm = `_arm${contract.name}${conditionals++}`;
      insert(condition.start, `${arm}(`);
      insert(condition.end, ")");
      const body = "{ if (condition) {} else {} return condition; }";
      insert(
        rangeOf(contract).end - 1,
        `function ${arm}(bool condition) private pure returns (bool) ${body} `,
        "branches",
      );
    } else if (node.nodeType === "YulIf") {
      const body = childOf(node, "body") as Node;
      edits.push({ start, end: start + "if".length, text: "switch", counts: undefined, line });
      insert(rangeOf(body).start, `case 0 { ${counter} }`, "statement");
      insert(rangeOf(body).start, " default ");
      count(body);
    } else if (node.nodeType === "YulSwitch") {
      const cases = childrenOf(node, "cases");
      for (const option of cases) count(childOf(option, "body") as Node);
      if (cases.every(({ value }) => value !== "default")) insert(end, ` default { ${counter} }`, "statement");
    }
  }
  return apply(source, edits);
}

export function lineAt(source: Buffer, offset: number): number {
  return source.subarray(0, offset).toString().split("\n").length;
}

function isFunction({ nodeType }: Node): boolean {
  return nodeType === "FunctionDefinition" || nodeType === "ModifierDefinition";
}

/** A simple statement's range leaves its semicolon out. */
function endOfStatement(source: Buffer, end: number): number {
  const rest = /^\s*;/.exec(source.subarray(end).toString());
  return rest === null || source[end - 1] === "}".charCodeAt(0) ? end : end + rest[0].length;
}

/** Edits of one place stay in the order in which they were made, but a nested `if` gets its `else` first. */
function apply(source: Buffer, edits: Edit[]): ArmedSource {
  const parts: Buffer[] = [];
  const inserted: Inserted[] = [];
  let read = 0;
  let length = 0;
  const append = (part: Buffer) => {
    parts.push(part);
    length += part.length;
  };
  for (const { start, end, text, counts, line } of edits.toSorted((a, b) => a.start - b.start)) {
    append(source.subarray(read, start));
    const from = length;
    append(Buffer.from(text));
    inserted.push({ start: from, end: length, counts, line });
    read = end;
  }
  append(source.subarray(read));
  return { text: Buffer.concat(parts), inserted };
}
