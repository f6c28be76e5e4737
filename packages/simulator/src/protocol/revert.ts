import type { Reason } from "./encodeReason.ts";
import { Reverted } from "./Machine.ts";

/** Fails with a contract's error. */
export function revert(...reason: Reason): never {
  throw new Reverted(reason);
}
