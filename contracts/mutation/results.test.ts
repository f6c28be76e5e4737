import { expect, test } from "vitest";
import type { Outcome } from "./bench.ts";
import { type Member, type Mutant, rankOf } from "./mutants.ts";
import {
  listOthers,
  listUnexplained,
  listUntried,
  problemsOf,
  prune,
  type Results,
  record,
  scoresOf,
} from "./results.ts";

const FILE = "src/hub/Hub.sol";

test("what was tried up to a share is known, survivors without a reason are tried again", () => {
  const { member, results } = begun();
  const half = listUntried(results, FILE, member, 50);
  expect(half.length).toBeGreaterThan(5);
  expect(half.every((mutant) => rankOf(mutant) < 50)).toBe(true);
  record(results, FILE, member, { share: 50, outcomes: outcomes(half, 2) });

  expect(listUnexplained(results, FILE, member)).toEqual(half.slice(0, 2));
  expect(listOthers(results, FILE, member)).toEqual(half.slice(2));
  expect(listUntried(results, FILE, member, 50)).toEqual([]);
  expect(listUntried(results, FILE, member, 100)).toHaveLength(40 - half.length);
  expect(scoresOf(results).find(({ part }) => part === "src/hub")).toEqual({
    part: "src/hub",
    share: 50,
    killed: half.length - 2,
    survived: 2,
    equivalent: 0,
  });
});

test("a survivor keeps its reason until it is killed", () => {
  const { member, results } = begun();
  record(results, FILE, member, { share: 100, outcomes: outcomes(member.mutants, 2) });
  const [first, second] = listUnexplained(results, FILE, member) as [Mutant, Mutant];
  results.survivors[0]!.reason = "Same effect.";
  expect(listUnexplained(results, FILE, member)).toEqual([second]);
  record(results, FILE, member, {
    share: 0,
    outcomes: [
      [first, { fate: "survived" }],
      [second, killed],
    ],
  });
  expect(results.survivors.map(({ reason }) => reason)).toEqual(["Same effect."]);
  expect(scoresOf(results)[1]).toMatchObject({ killed: 39, survived: 1, share: 100 });
});

test("changed code has no results, gone code none that stay", () => {
  const { member, results } = begun();
  record(results, FILE, member, { share: 100, outcomes: outcomes(member.mutants, 3) });
  const changed = { ...member, hash: "changed" };
  expect(listUntried(results, FILE, changed, 100)).toHaveLength(40);
  expect(listOthers(results, FILE, changed)).toEqual([]);
  record(results, FILE, changed, { share: 100, outcomes: outcomes(member.mutants, 1) });
  expect(scoresOf(results)[1]).toMatchObject({ killed: 39, survived: 1 });

  prune(results, new Map([[FILE, []]]));
  expect(results).toEqual({ files: {}, survivors: [] });
});

test("says what is stale, unexplained or too low, and what to do", () => {
  const { member, results } = begun();
  const members = new Map([[FILE, [member]]]);
  record(results, FILE, member, { share: 100, outcomes: outcomes(member.mutants, 2) });
  for (const part of ["channel", "spoke"]) {
    const file = `src/${part}/A.sol`;
    members.set(file, [{ ...member, mutants: mutantsOf(file) }]);
    record(results, file, members.get(file)![0]!, { share: 100, outcomes: outcomes(mutantsOf(file), 0) });
  }
  expect(problemsOf(results, members)).toEqual([
    "src/hub/Hub.sol Hub.f: `0` → `1` in `x = 0;` survives: test for it, or give its reason in results.json.",
    "src/hub/Hub.sol Hub.f: `1` → `2` in `x = 1;` survives: test for it, or give its reason in results.json.",
  ]);
  for (const survivor of results.survivors) survivor.reason = "Same effect.";
  // Other parts may stay untried.
  members.set("src/types/A.sol", [{ ...member, mutants: mutantsOf("src/types/A.sol") }]);
  expect(problemsOf(results, members)).toEqual([]);

  record(results, FILE, { ...member, hash: "other" }, { share: 100, outcomes: outcomes(member.mutants, 3) });
  for (const survivor of results.survivors) survivor.reason = "Same effect.";
  expect(problemsOf(results, members)).toEqual([
    "src/hub/Hub.sol changed since its mutants were tried: run `pnpm mutation src/hub/Hub.sol`, and commit results.json.",
    "src/hub: 37 of 40 mutants are killed, required are 95 %.",
  ]);
  members.delete(FILE);
  expect(problemsOf(results, members)[0]).toBe(
    "src/hub/Hub.sol is gone, its results are not: run `pnpm mutation`, and commit results.json.",
  );
});

const killed: Outcome = { fate: "killed", by: "test" };

function begun(): { member: Member; results: Results } {
  return { member: { name: "Hub.f", hash: "hash", mutants: mutantsOf(FILE) }, results: { files: {}, survivors: [] } };
}

function mutantsOf(file: string): Mutant[] {
  return Array.from({ length: 40 }, (_, i) => ({
    file,
    member: "Hub.f",
    operator: "constant",
    code: `x = ${i};`,
    source: `${i}`,
    replacement: `${i + 1}`,
    nth: 0,
    start: 0,
    end: 1,
    text: `${i + 1}`,
    line: 1,
  }));
}

/** The first ones survive. */
function outcomes(mutants: Mutant[], survivors: number): [Mutant, Outcome][] {
  return mutants.map((mutant, i) => [mutant, i < survivors ? { fate: "survived" } : killed]);
}
