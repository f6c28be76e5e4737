import { InputError } from "@concert/types";
import { BaseError } from "viem";

/** The `InputError` that an error is, or that viem wrapped into it. */
export function inputErrorIn(error: unknown): InputError | undefined {
  if (error instanceof InputError) return error;
  const cause = error instanceof BaseError ? error.walk((inner) => inner instanceof InputError) : undefined;
  return cause instanceof InputError ? cause : undefined;
}
