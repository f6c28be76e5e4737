import type { Range } from "../analysis/ast.ts";

/** What an operator does to one place. */
export interface Change extends Range {
  operator: Operator;
  /** What stands in the range instead. */
  text: string;
}

export type Operator =
  | "arguments"
  | "arithmetic"
  | "assembly"
  | "boolean"
  | "condition"
  | "constant"
  | "logical"
  | "modifier"
  | "options"
  | "relational"
  | "require"
  | "statement";
