import { errorsAbi } from "@concert/types";
import { encodeErrorResult, type Hex } from "viem";

type ErrorName = Extract<(typeof errorsAbi)[number], { type: "error" }>["name"];

/** A contract's error, and its arguments. */
export type Reason = readonly [name: ErrorName, ...args: unknown[]];

export function encodeReason([errorName, ...args]: Reason): Hex {
  return encodeErrorResult({ abi: errorsAbi, errorName, args } as never);
}
