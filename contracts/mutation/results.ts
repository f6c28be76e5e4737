/** What became of all mutants, as it is kept in `results.json`. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Outcome } from "./bench.ts";
import { type Member, type Mutant, type MutantKey, nameOf, rankOf } from "./mutants.ts";

export interface Results {
  /** By file, then by member. */
  files: Record<string, Record<string, MemberResult>>;
  survivors: Survivor[];
}

export interface MemberResult {
  /** Of the code that the mutants were made of. */
  hash: string;
  /** Which part of the mutants was tried, in percent: those whose `rankOf` is below. */
  share: number;
  killed: number;
  equivalent: number;
  duplicate: number;
  invalid: number;
}

export interface Survivor extends MutantKey {
  /** Why no test kills it. Empty until someone looked into it. */
  reason: string;
}

/** What is asked of a part of the sources. */
export interface Score {
  part: string;
  /** The least share of a member's mutants that was tried, in percent. */
  share: number;
  killed: number;
  survived: number;
  equivalent: number;
}

/** The parts that decide about funds. */
const JUDGED = ["src/channel", "src/hub", "src/spoke"];
const LEAST_KILLED_PERCENT = 95;

export function readResults(path: string): Results {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Results;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { files: {}, survivors: [] };
    throw new Error(
      `${path} can't be read (${(error as Error).message}): restore it, or remove it and run \`pnpm mutation\`.`,
    );
  }
}

export function writeResults(path: string, { files, survivors }: Results): void {
  const sorted = {
    files: sortKeys(files, (members) => sortKeys(members, (member) => member)),
    survivors: survivors.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)),
  };
  writeFileSync(`${path}.partial`, `${JSON.stringify(sorted, null, 2)}\n`);
  renameSync(`${path}.partial`, path);
}

/** The mutants of a member that aren't known yet, up to a share; all of them if the member's code changed. */
export function listUntried(results: Results, file: string, member: Member, share: number): Mutant[] {
  const known = shareOf(results, file, member);
  return member.mutants.filter((mutant) => rankOf(mutant) >= known && rankOf(mutant) < share);
}

/** The mutants of a member that survived when they were tried, and have no reason to. */
export function listUnexplained(results: Results, file: string, member: Member): Mutant[] {
  const survivors = new Set(results.survivors.filter(isUnexplained).map(nameOf));
  const known = shareOf(results, file, member);
  return member.mutants.filter((mutant) => rankOf(mutant) < known && survivors.has(nameOf(mutant)));
}

/** The mutants of a member that are said not to survive. */
export function listOthers(results: Results, file: string, member: Member): Mutant[] {
  const survivors = new Set(results.survivors.map(nameOf));
  const known = shareOf(results, file, member);
  return member.mutants.filter((mutant) => rankOf(mutant) < known && !survivors.has(nameOf(mutant)));
}

/** Keeps what became of mutants of a member, which is known up to a share with them. */
export function record(
  results: Results,
  file: string,
  member: Member,
  { share, outcomes }: { share: number; outcomes: [Mutant, Outcome][] },
): void {
  const isOfMember = (survivor: Survivor) => survivor.file === file && survivor.member === member.name;
  const reasons = new Map(results.survivors.map((survivor) => [nameOf(survivor), survivor.reason]));
  const known = shareOf(results, file, member) > 0 ? results.files[file]?.[member.name] : undefined;
  const result = {
    ...(known ?? { killed: 0, equivalent: 0, duplicate: 0, invalid: 0 }),
    hash: member.hash,
    share: Math.max(share, known?.share ?? 0),
  };
  const tried = new Set(outcomes.map(([mutant]) => nameOf(mutant)));
  results.survivors = results.survivors.filter(
    (survivor) => !isOfMember(survivor) || (known !== undefined && !tried.has(nameOf(survivor))),
  );
  for (const [mutant, { fate }] of outcomes) {
    if (fate === "survived") results.survivors.push({ ...keyOf(mutant), reason: reasons.get(nameOf(mutant)) ?? "" });
    else ++result[fate];
  }
  results.files[file] = { ...results.files[file], [member.name]: result };
}

/** Drops what the sources no longer have. */
export function prune(results: Results, members: Map<string, Member[]>): void {
  for (const [file, known] of Object.entries(results.files)) {
    const names = new Set(members.get(file)?.map(({ name }) => name));
    for (const name of Object.keys(known)) if (!names.has(name)) delete known[name];
    if (Object.keys(known).length === 0) delete results.files[file];
  }
  const mutants = new Set([...members.values()].flat().flatMap((member) => member.mutants.map(nameOf)));
  results.survivors = results.survivors.filter((survivor) => mutants.has(nameOf(survivor)));
}

/** One score for each folder of the sources, in order. */
export function scoresOf({ files, survivors }: Results): Score[] {
  const parts = new Set([...JUDGED, ...Object.keys(files).map(partOf)]);
  return [...parts].sort().map((part) => {
    const members = Object.entries(files)
      .filter(([file]) => partOf(file) === part)
      .flatMap(([, results]) => Object.values(results));
    return {
      part,
      share: Math.min(...members.map(({ share }) => share)),
      killed: sum(members.map(({ killed }) => killed)),
      survived: survivors.filter(({ file }) => partOf(file) === part).length,
      equivalent: sum(members.map(({ equivalent }) => equivalent)),
    };
  });
}

/** What must be set right, one line each; empty if all is as it should be. */
export function problemsOf(results: Results, members: Map<string, Member[]>): string[] {
  const stale = [...members]
    .filter(([file]) => JUDGED.includes(partOf(file)) || results.files[file] !== undefined)
    .filter(
      ([file, current]) => current.some((member) => !isKnown(results, file, member)) || hasMore(results, file, current),
    )
    .map(
      ([file]) =>
        `${file} changed since its mutants were tried: run \`pnpm mutation ${file}\`, and commit results.json.`,
    );
  const gone = Object.keys(results.files)
    .filter((file) => !members.has(file))
    .map((file) => `${file} is gone, its results are not: run \`pnpm mutation\`, and commit results.json.`);
  const unexplained = results.survivors
    .filter(isUnexplained)
    .map((survivor) => `${describe(survivor)} survives: test for it, or give its reason in results.json.`);
  const low = scoresOf(results)
    .filter(({ part, killed, survived }) => JUDGED.includes(part) && isLow(killed, survived))
    .map(
      ({ part, killed, survived }) =>
        `${part}: ${killed} of ${killed + survived} mutants are killed, required are ${LEAST_KILLED_PERCENT} %.`,
    );
  return [...stale, ...gone, ...unexplained, ...low];
}

/** One line for people. */
export function describe({ file, member, code, source, replacement }: MutantKey): string {
  return `${file} ${member}: \`${source}\` → \`${replacement}\` in \`${code}\``;
}

/** Of a member as it is now. */
function shareOf(results: Results, file: string, member: Member): number {
  return isKnown(results, file, member) ? (results.files[file]?.[member.name]?.share ?? 0) : 0;
}

function isKnown(results: Results, file: string, { name, hash, mutants }: Member): boolean {
  return mutants.length === 0 || results.files[file]?.[name]?.hash === hash;
}

function hasMore(results: Results, file: string, members: Member[]): boolean {
  const names = new Set(members.map(({ name }) => name));
  return Object.keys(results.files[file] ?? {}).some((name) => !names.has(name));
}

function isUnexplained({ reason }: Survivor): boolean {
  return reason.trim() === "";
}

function isLow(killed: number, survived: number): boolean {
  return killed === 0 || killed * 100 < LEAST_KILLED_PERCENT * (killed + survived);
}

function keyOf({ file, member, operator, code, source, replacement, nth }: Mutant): MutantKey {
  return { file, member, operator, code, source, replacement, nth };
}

function partOf(file: string): string {
  return file.split("/").slice(0, 2).join("/");
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function sortKeys<Value, Sorted>(
  values: Record<string, Value>,
  sort: (value: Value) => Sorted,
): Record<string, Sorted> {
  const names = Object.keys(values).sort();
  return Object.fromEntries(names.map((name) => [name, sort(values[name] as Value)]));
}
