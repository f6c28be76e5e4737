import type { Clock } from "../clock.ts";
import { ProviderError } from "./ProviderError.ts";

/** Without a reason, an abort makes one each time, with a stack. */
const over = new Error("it is over");

/**
 * Runs an action for so long at most; its signal tells it to end.
 *
 * @throws {ProviderError} If it takes longer, or the outer signal comes first.
 */
export async function withDeadline<T>(
  clock: Clock,
  milliseconds: number,
  outer: AbortSignal,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const abort = () => stop.abort(over);
  outer.addEventListener("abort", abort, { once: true });
  if (outer.aborted) abort();
  try {
    return await Promise.race([
      action(stop.signal),
      clock.sleep(milliseconds, stop.signal).then(() => fail(outer, milliseconds)),
    ]);
  } finally {
    outer.removeEventListener("abort", abort);
    stop.abort(over);
  }
}

function fail(outer: AbortSignal, milliseconds: number): never {
  if (outer.aborted) throw new ProviderError("unreachable", "the connection is closed");
  throw new ProviderError("timeout", `no answer within ${milliseconds / 1_000} s`);
}
