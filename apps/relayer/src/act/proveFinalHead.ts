import type { ProveJob } from "../work/Job.ts";
import type { Actor } from "./Actor.ts";
import type { Sent } from "./perform.ts";
import { showHead } from "./showHead.ts";

/** Proves the head at the end of a final block of its sender's chain to its recipient. */
export async function proveFinalHead(job: ProveJob, actor: Actor): Promise<Sent[]> {
  return [await showHead({ ...job, ...job.head }, actor)];
}
