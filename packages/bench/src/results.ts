import { mkdir, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";

const directory = join(import.meta.dirname, "../results");

/** Writes what a bench has measured to `results/NAME.json`, with the machine that it ran on. */
export async function writeResults(name: string, measured: object): Promise<void> {
  const processors = cpus();
  const results = {
    measuredAt: new Date().toISOString(),
    machine: {
      processors: processors.length,
      model: processors[0]!.model.trim(),
      gigabytes: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    ...measured,
  };
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
}

/** As a table that reads well as text and as Markdown. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n").concat("\n");
}

/** To three digits, or to the unit if there are more. */
export function round(value: number): number {
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(3));
}
