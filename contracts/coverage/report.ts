/** What `forge coverage --report debug` says of the sources that `showArms` rewrote. */
import type { Inserted } from "./arms.ts";

export interface FileCoverage {
  name: string;
  /** How often each line with code was run, by its number. */
  lines: Map<number, number>;
  arms: Arm[];
}

/** One way in which a decision can go. */
export interface Arm {
  /** Line of the decision. */
  line: number;
  hits: number;
}

interface Item {
  kind: string;
  branch: string;
  line: number;
  start: number;
  end: number;
  hits: number;
}

const itemPattern =
  /^- (Line|Function|Statement|Branch)\b(?: "[^"]*")?(?: \((branch: \d+, path: \d+)\))? \(location: \(source ID: \d+, lines: (\d+)\.\.\d+, bytes: (\d+)\.\.(\d+)\), hits: (\d+)\)/;

/**
 * Reads forge's report.
 *
 * @param inserted What `showArms` inserted, by source.
 * @throws If a line of it can't be read: forge's format is no promise.
 */
export function readReport(report: string, inserted: Map<string, Inserted[]>): FileCoverage[] {
  const items = new Map<string, Item[]>();
  let current: Item[] | undefined;
  for (const text of report.split("\n")) {
    const header = /^(\S+\.sol):$/.exec(text)?.[1];
    if (header !== undefined) {
      current = [];
      items.set(header, current);
    } else if (current !== undefined && text.startsWith("- ")) {
      const match = itemPattern.exec(text);
      if (match === null) throw new Error(`forge reports coverage in an unknown form: ${text}`);
      const [, kind, branch, line, start, end, hits] = match;
      current.push({
        kind: kind as string,
        branch: branch ?? "",
        line: Number(line),
        start: Number(start),
        end: Number(end),
        hits: Number(hits),
      });
    } else if (text === "") {
      current = undefined;
    }
  }
  return [...inserted].map(([name, insertions]) => {
    // A source without functions is not in the report.
    return count(name, items.get(name) ?? [], insertions);
  });
}

function count(name: string, items: Item[], insertions: Inserted[]): FileCoverage {
  const lines = new Map<number, number>();
  const arms = new Map<string, Arm>();
  for (const item of items) {
    const insertion = insertions.find(({ start, end }) => item.start >= start && item.end <= end);
    if (insertion === undefined) {
      lines.set(item.line, Math.max(item.hits, lines.get(item.line) ?? 0));
      if (item.kind === "Branch") addHits(arms, item.branch, item.line, item.hits);
    } else if (insertion.counts === "branches" && item.kind === "Branch") {
      addHits(arms, item.branch, insertion.line, item.hits);
    } else if (insertion.counts === "statement" && item.kind === "Statement") {
      addHits(arms, `statement at ${insertion.start}`, insertion.line, item.hits);
    }
  }
  return { name, lines, arms: [...arms.values()].sort((a, b) => a.line - b.line) };
}

function addHits(arms: Map<string, Arm>, key: string, line: number, hits: number): void {
  const arm = arms.get(key);
  if (arm === undefined) arms.set(key, { line, hits });
  else arm.hits += hits;
}
