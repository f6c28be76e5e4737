import { existsSync } from "node:fs";
import { join } from "node:path";

/** A run of some of the tests. */
export interface Stage {
  name: string;
  /** Forge's. */
  arguments: string[];
  environment: Record<string, string>;
}

const run = ["test", "--dynamic-test-linking", "--threads", "1"];

/** But the gateways' own unit tests, which take a minute and run nothing of hub, spokes or channels. */
const everything: Stage = {
  name: "unit and integration",
  arguments: [...run, "--no-match-path", "test/{gas,invariant,unit/gateway}/**"],
  environment: { FOUNDRY_FUZZ_RUNS: "64" },
};

/** Fewer runs than the campaign's own, enough for what named tests overlook. */
export const invariants: Stage = {
  name: "invariants",
  arguments: [...run, "--match-path", "test/invariant/**"],
  environment: { FOUNDRY_INVARIANT_RUNS: "50" },
};

/**
 * What may kill a mutant, the likeliest and quickest first: the unit tests that mirror its source's folder, with few
 * runs of each fuzz test; all unit and integration tests with more of them; the invariants.
 */
export function stagesFor(root: string, file: string): Stage[] {
  const folder = `test/unit/${file.split("/")[1]}`;
  const mirror: Stage = {
    name: folder,
    arguments: [...run, "--match-path", `${folder}/**`],
    environment: { FOUNDRY_FUZZ_RUNS: "16" },
  };
  const stages = existsSync(join(root, folder)) ? [mirror, everything] : [everything];
  return existsSync(join(root, "test/invariant")) ? [...stages, invariants] : stages;
}
