import { errorsAbi } from "@concert/types";
import { encodeErrorResult, type Hex } from "viem";
import { RevertError } from "./Machine.ts";

type ErrorName = Extract<(typeof errorsAbi)[number], { type: "error" }>["name"];

/** A contract's error, and its arguments. */
export type Reason = readonly [name: ErrorName, ...args: unknown[]];

/** Fails with a contract's error. */
export function revert(...reason: Reason): never {
  throw new RevertError(reasonOf(...reason));
}

/** A contract's error, encoded. */
export function reasonOf(...[errorName, ...args]: Reason): Hex {
  return encodeErrorResult({ abi: errorsAbi, errorName, args } as never);
}
