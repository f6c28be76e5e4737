import { larger } from "../amount.ts";
import type { Custody } from "./Imbalance.ts";

/** What is left at a time of the distances to the peak and to the low: each shrinks by one target per window. */
export function gapsAt(
  { fall, rise, target, touchedAt }: Custody,
  windowSeconds: bigint,
  time: bigint,
): { fall: bigint; rise: bigint } {
  const forgotten = (target * (time - touchedAt)) / windowSeconds;
  return { fall: larger(fall - forgotten, 0n), rise: larger(rise - forgotten, 0n) };
}
