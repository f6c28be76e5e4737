import type { FileCoverage } from "./report.ts";

export interface Share {
  covered: number;
  total: number;
}

export interface Summary {
  lines: Share;
  branches: Share;
}

export function summarise(files: FileCoverage[]): Summary {
  const lines = files.flatMap((file) => [...file.lines.values()]);
  const branches = files.flatMap((file) => file.arms.map(({ hits }) => hits));
  return { lines: share(lines), branches: share(branches) };
}

/** One line per file and one for all, then the lines that no test runs and the decisions it takes one way only. */
export function tabulate(files: FileCoverage[]): string {
  const measured = files.filter(({ lines }) => lines.size > 0);
  const rows = measured.map((file) => [file.name, ...columns(summarise([file]))]);
  rows.push(["all", ...columns(summarise(files))]);
  const header = ["source", "lines", "branches"];
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const table = [header, ...rows].map(([name, ...rest]) =>
    [name!.padEnd(widths[0]!), ...rest.map((cell, i) => cell.padStart(widths[i + 1]!))].join("  "),
  );
  return [...table, ...measured.flatMap(uncovered)].join("\n");
}

/** What is below the threshold, one line each. */
export function shortfalls({ lines, branches }: Summary, thresholdPercent: number): string[] {
  return Object.entries({ lines, branches })
    .filter(([, { covered, total }]) => covered * 100 < thresholdPercent * total || total === 0)
    .map(
      ([what, part]) => `${percent(part)} of ${what} are covered, required are ${thresholdPercent} %: test the above.`,
    );
}

function uncovered({ name, lines, arms }: FileCoverage): string[] {
  const unrun = [...lines].filter(([, hits]) => hits === 0).map(([line]) => line);
  const halves = arms.filter(({ hits, line }) => hits === 0 && !unrun.includes(line)).map(({ line }) => line);
  return [
    ...unrun.toSorted((a, b) => a - b).map((line) => `${name}:${line} never runs`),
    ...new Set(halves.map((line) => `${name}:${line} is decided one way only`)),
  ];
}

function share(hits: number[]): Share {
  return { covered: hits.filter((count) => count > 0).length, total: hits.length };
}

function columns({ lines, branches }: Summary): string[] {
  return [lines, branches].map((part) => `${percent(part)} (${part.covered}/${part.total})`);
}

/** Rounded down, so that 100 % is all. */
function percent({ covered, total }: Share): string {
  return `${total === 0 ? "100.00" : (Math.floor((covered * 10_000) / total) / 100).toFixed(2)} %`;
}
