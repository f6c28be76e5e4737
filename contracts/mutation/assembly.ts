import { childOf, childrenOf, type Node, rangeOf, type Visit } from "../analysis/ast.ts";
import type { Change } from "./change.ts";
import { neighbours } from "./neighbours.ts";

/** Functions that take what another takes. */
const others: Record<string, string[]> = {
  add: ["sub"],
  sub: ["add"],
  mul: ["div"],
  div: ["mul"],
  mod: ["mul"],
  shl: ["shr"],
  shr: ["shl"],
  and: ["or"],
  or: ["and"],
  xor: ["and"],
  lt: ["gt"],
  gt: ["lt"],
  slt: ["sgt"],
  sgt: ["slt"],
};

/** Comparisons as the opposite of others: the bound moved by one. */
const opposites: Record<string, string> = { lt: "gt", gt: "lt", slt: "sgt", sgt: "slt", eq: "eq" };

/** The changes of one node within assembly; none for most. */
export function changesInAssembly({ node, above }: Visit, textOf: (node: Node) => string): Change[] {
  const range = rangeOf(node);
  const replace = (...texts: string[]): Change[] => texts.map((text) => ({ operator: "assembly", ...range, text }));

  switch (node.nodeType) {
    case "YulFunctionCall": {
      const name = String((childOf(node, "functionName") as Node).name);
      const given = childrenOf(node, "arguments").map(textOf);
      if (name === "iszero" || name === "not") return replace(given[0] as string);
      const call = (other: string) => `${other}(${given.join(", ")})`;
      const opposite = opposites[name];
      return replace(
        ...(others[name] ?? []).map(call),
        ...(opposite === undefined ? [] : [`iszero(${call(opposite)})`]),
      );
    }
    case "YulLiteral":
      return node.kind === "number" ? replace(...neighbours(textOf(node))) : [];
    case "YulExpressionStatement":
    case "YulAssignment":
      // A loop that isn't moved on never ends.
      return above.at(-2)?.nodeType === "YulForLoop" && above.at(-1) === childOf(above.at(-2) as Node, "post")
        ? []
        : replace("{}");
    case "YulIf": {
      const condition = rangeOf(childOf(node, "condition") as Node);
      return ["1", "0"].map((text) => ({ operator: "assembly", ...condition, text }));
    }
    default:
      return [];
  }
}
