import { concat, type Hex, numberToHex, size } from "viem";
import type { Step } from "./ResolvedOrder.ts";
import { type FramedValue, readFramedValue } from "./readFramedValue.ts";

/**
 * The calldata of a step, or of a variable that is queried, whatever the types of its arguments.
 *
 * @param values Framed values of the variables by their index; `undefined` where none was decided.
 * @throws If it takes a variable that was not decided, or a value that is not framed.
 */
export function encodeStepCall(
  { selector, arguments: args }: Pick<Step, "selector" | "arguments">,
  values: readonly (Hex | undefined)[],
): Hex {
  const parts = args.map((argument) => readValue("value" in argument ? argument.value : values[argument.variable]));
  let end = parts.reduce((sum, { isDynamic, encoding }) => sum + (isDynamic ? 32 : size(encoding)), 0);
  const heads = parts.map(({ isDynamic, encoding }) => {
    if (!isDynamic) return encoding;
    const head = numberToHex(end, { size: 32 });
    end += size(encoding);
    return head;
  });
  return concat([selector, ...heads, ...parts.flatMap(({ isDynamic, encoding }) => (isDynamic ? [encoding] : []))]);
}

function readValue(framed: Hex | undefined): FramedValue {
  if (framed === undefined) throw new Error("A step takes a variable that was not decided.");
  const value = readFramedValue(framed);
  if (value === undefined) throw new Error(`${framed} is no framed value.`);
  return value;
}
