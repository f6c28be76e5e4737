import { createHash } from "node:crypto";
import { Bench } from "./bench.ts";
import { type Mutant, nameOf } from "./mutants.ts";
import { build, measure, type Original } from "./original.ts";
import { describe, listOthers, type Results } from "./results.ts";

export interface CheckOptions {
  jobs: number;
  /** No mutant is begun after it, in milliseconds since 1970. */
  deadline: number;
  /** Decides which mutants are tried first. */
  seed: string;
}

/**
 * Tries as many of the mutants that are said to be killed as there is time for.
 *
 * @returns One line for each that survives.
 */
export async function check(original: Original, results: Results, options: CheckOptions): Promise<string[]> {
  const { jobs, deadline, seed } = options;
  const killed = [...original.members].flatMap(([file, members]) =>
    members.flatMap((member) => listOthers(results, file, member)),
  );
  const queue = shuffle(killed, seed);
  await build(original);
  await measure(original);

  const problems: string[] = [];
  const tried = new Set<string>();
  let next = 0;
  const benches = Array.from({ length: jobs }, () => new Bench(original));
  await Promise.all(
    benches.map(async (bench) => {
      while (Date.now() < deadline && next < queue.length) {
        const mutant = queue[next++] as Mutant;
        const { fate } = await bench.try(mutant, tried);
        if (fate === "survived") problems.push(`${describe(mutant)} is said to be killed, but survives: test for it.`);
      }
      await bench.close();
    }),
  );
  console.log(`tried ${next} of ${queue.length} mutants that are said to be killed (--seed ${seed})`);
  return problems;
}

/** In an order of the seed's own. */
function shuffle(mutants: Mutant[], seed: string): Mutant[] {
  const ranks = new Map(
    mutants.map((mutant) => [
      mutant,
      createHash("sha256")
        .update(`${seed}\0${nameOf(mutant)}`)
        .digest("hex"),
    ]),
  );
  return mutants.toSorted((a, b) => (ranks.get(a)! < ranks.get(b)! ? -1 : 1));
}
