import { decodeAbiParameters, type Hex } from "viem";
import { type Execution, executionsParameter } from "./encodeExecutions.ts";

/** The steps that a call's `calls` holds; undefined if these are none. */
export function decodeExecutions(calls: Hex): readonly Execution[] | undefined {
  try {
    return decodeAbiParameters(executionsParameter, calls)[0];
  } catch {
    return undefined;
  }
}
