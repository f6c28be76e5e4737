import { RevertError } from "../contract/RevertError.ts";
import { estimate, type WriteClient } from "../contract/write.ts";

/** What each request needs besides: its place in the list, and the call of the spoke to itself. */
const overheadGas = 30_000n;

/**
 * The gas with which a spoke carries out many requests. Each is given an equal part of what is left, and one that fails
 * does not make the transaction fail: so the chain's own estimate, which looks for the least with which nothing fails, is
 * too low, and each is estimated by itself instead.
 *
 * @throws {RevertError} The first one's reason, if all would fail.
 */
export async function estimateMany(
  client: WriteClient,
  requests: readonly Parameters<typeof estimate>[1][],
): Promise<bigint> {
  const estimates = await Promise.allSettled(requests.map((request) => estimate(client, request)));
  let most = 0n;
  let firstFailure: RevertError | undefined;
  for (const outcome of estimates) {
    if (outcome.status === "fulfilled") most = outcome.value > most ? outcome.value : most;
    else if (outcome.reason instanceof RevertError) firstFailure ??= outcome.reason;
    else throw outcome.reason;
  }
  if (most === 0n && firstFailure) throw firstFailure;
  return ((most + overheadGas) * BigInt(requests.length) * 12n) / 10n;
}
