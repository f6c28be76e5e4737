/** What is done to the code, operator by operator. */
import { childOf, childrenOf, type Node, type Range, rangeOf, typeOf, type Visit } from "../analysis/ast.ts";
import { changesInAssembly } from "./assembly.ts";
import type { Change } from "./change.ts";
import { neighbours } from "./neighbours.ts";

export interface Surroundings {
  textOf(range: Range): string;
  /** The members of each enumeration, by its name as types have it. */
  enumerations: Map<string, string[]>;
}

/** The bound moved by one. The opposite is left out: whatever passes at all kills it. */
const relations: Record<string, string> = { "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==" };

const calculations: Record<string, string> = {
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "**": "*",
  "<<": ">>",
  ">>": "<<",
  "&": "|",
  "|": "&",
  "^": "&",
};

/** The changes of one node; none for most. */
export function changesAt(visit: Visit, surroundings: Surroundings): Change[] {
  const { node } = visit;
  const textOf = (part: Node) => surroundings.textOf(rangeOf(part));
  const range = rangeOf(node);
  const replace = (operator: Change["operator"], ...texts: string[]): Change[] =>
    texts.map((text) => ({ operator, ...range, text }));

  switch (node.nodeType) {
    case "BinaryOperation":
      return changesOfBinary(node, textOf, replace);
    case "UnaryOperation":
      return changesOfUnary(visit, textOf, replace);
    case "Assignment": {
      const operator = String(node.operator).slice(0, -1);
      const other = calculations[operator];
      if (other === undefined) return [];
      return replace("arithmetic", `${textOf(left(node, "Hand"))} ${other}= ${textOf(right(node, "Hand"))}`);
    }
    case "Literal":
      return changesOfLiteral(node, textOf, replace);
    case "MemberAccess":
      return changesOfMemberAccess(node, surroundings, replace);
    case "FunctionCall":
      return isCommutative(node) ? [] : swaps(childrenOf(node, "arguments"), surroundings);
    case "TupleExpression":
      return swaps(childrenOf(node, "components"), surroundings);
    case "FunctionCallOptions":
      return replace("options", textOf(childOf(node, "expression") as Node));
    case "ModifierInvocation":
      return node.kind === "modifierInvocation" ? replace("modifier", "") : [];
    case "ExpressionStatement":
      return visit.above.at(-1)?.nodeType === "ForStatement"
        ? []
        : replace(isRequire(node) ? "require" : "statement", "{}");
    case "EmitStatement":
    case "RevertStatement":
    case "Return":
    case "Continue":
    case "Break":
      return replace("statement", "{}");
    case "IfStatement":
    case "Conditional":
      return ["true", "false"].map((text) => decide(node, text));
    case "WhileStatement":
    case "ForStatement":
      return childOf(node, "condition") === undefined ? [] : [decide(node, "false")];
    default:
      return node.nodeType.startsWith("Yul") ? changesInAssembly(visit, textOf) : [];
  }
}

type Replace = (operator: Change["operator"], ...texts: string[]) => Change[];
type TextOf = (node: Node) => string;

function changesOfBinary(node: Node, textOf: TextOf, replace: Replace): Change[] {
  const operator = String(node.operator);
  const [a, b] = [textOf(left(node, "Expression")), textOf(right(node, "Expression"))];
  if (operator === "&&" || operator === "||") {
    return replace("logical", `${a} ${operator === "&&" ? "||" : "&&"} ${b}`, a, b);
  }
  const relation = relations[operator];
  if (relation !== undefined) return replace("relational", `${a} ${relation} ${b}`);
  const calculation = calculations[operator];
  return calculation === undefined ? [] : replace("arithmetic", `${a} ${calculation} ${b}`);
}

function changesOfUnary({ node, above }: Visit, textOf: TextOf, replace: Replace): Change[] {
  const operator = String(node.operator);
  const operand = textOf(childOf(node, "subExpression") as Node);
  if (operator === "!") return replace("logical", operand);
  if (operator === "~" || operator === "-") return replace("arithmetic", operand);
  if (operator !== "++" && operator !== "--") return [];
  const other = operator === "++" ? "--" : "++";
  const isUsed = above.at(-1)?.nodeType !== "ExpressionStatement";
  return node.prefix === true
    ? replace("arithmetic", other + operand, ...(isUsed ? [operand + operator] : []))
    : replace("arithmetic", operand + other, ...(isUsed ? [operator + operand] : []));
}

function changesOfLiteral(node: Node, textOf: TextOf, replace: Replace): Change[] {
  const text = textOf(node);
  if (node.kind === "bool") return replace("boolean", text === "true" ? "false" : "true");
  if (node.kind === "string") return replace("constant", `${text.slice(0, -1)}_${text.slice(-1)}`);
  if (node.kind !== "number") return [];
  if (typeOf(node).startsWith("address")) return replace("constant", `address(uint160(${text}) ^ 1)`);
  return replace("constant", ...neighbours(text));
}

function changesOfMemberAccess(node: Node, { textOf, enumerations }: Surroundings, replace: Replace): Change[] {
  const expression = childOf(node, "expression") as Node;
  const on = typeOf(expression);
  if (/^type\(u?int\d*\)$/.test(on) && node.memberName === "max")
    return replace("constant", `(${textOf(rangeOf(node))} - 1)`);
  const enumeration = /^type\(enum (.+)\)$/.exec(on)?.[1];
  if (enumeration === undefined) return [];
  const members = enumerations.get(enumeration) ?? [];
  const next = members[(members.indexOf(String(node.memberName)) + 1) % members.length];
  if (next === undefined || next === node.memberName) return [];
  return replace("constant", `${textOf(rangeOf(expression))}.${next}`);
}

/** Each two neighbours of one type in each other's place. */
function swaps(expressions: Node[], { textOf }: Surroundings): Change[] {
  return expressions.slice(1).flatMap((second, i) => {
    const first = expressions[i] as Node;
    const [a, b] = [rangeOf(first), rangeOf(second)];
    if (typeOf(first) !== typeOf(second) || textOf(a) === textOf(b)) return [];
    const text = textOf(b) + textOf({ start: a.end, end: b.start }) + textOf(a);
    return [{ operator: "arguments" as const, start: a.start, end: b.end, text }];
  });
}

function decide(node: Node, text: string): Change {
  return { operator: "condition", ...rangeOf(childOf(node, "condition") as Node), text };
}

function isCommutative(call: Node): boolean {
  const { memberName } = childOf(call, "expression") as Node;
  return ["max", "min", "saturatingAdd"].includes(String(memberName));
}

function isRequire(statement: Node): boolean {
  const call = childOf(statement, "expression") as Node;
  const callee = call.nodeType === "FunctionCall" ? childOf(call, "expression") : undefined;
  return callee?.nodeType === "Identifier" && (callee.name === "require" || callee.name === "assert");
}

function left(node: Node, suffix: "Hand" | "Expression"): Node {
  return childOf(node, suffix === "Hand" ? "leftHandSide" : "leftExpression") as Node;
}

function right(node: Node, suffix: "Hand" | "Expression"): Node {
  return childOf(node, suffix === "Hand" ? "rightHandSide" : "rightExpression") as Node;
}
