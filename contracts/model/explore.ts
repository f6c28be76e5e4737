import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { promisify } from "node:util";
import { type Report, readReport } from "./readReport.ts";
import type { Search } from "./searches.ts";

const execute = promisify(execFile);

/** Far more than any run has steps: a longer one is an error. */
const MAX_DEPTH = 10_000;
const MEMORY_MEGABYTES = 6_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

export type Exploration = Report & {
  /** Of the search alone, without compiling. */
  seconds: number;
  /** The steps of a run that violates a property, one per line; none without a violation. */
  trace: readonly string[];
};

/**
 * Generates a verifier with Spin, compiles it and runs it.
 *
 * @param signal Ends it early.
 * @throws If the model does not compile, or it was ended early.
 */
export async function explore(search: Search, signal: AbortSignal): Promise<Exploration> {
  const directory = await mkdtemp(join(tmpdir(), "concert-model-"));
  try {
    const model = `${search.model}.pml`;
    const run = (program: string, args: readonly string[]) =>
      execute(program, args, { cwd: directory, maxBuffer: MAX_OUTPUT_BYTES, signal });
    const defines = search.defines.map((define) => `-D${define}`);
    await cp(join(import.meta.dirname, model), join(directory, model));
    // Without merged statements, since taken steps can't be counted otherwise.
    await run("spin", ["-o3", "-a", ...defines, model]);
    await run("gcc", ["-O2", "-w", ...compileOptions(search), "-o", "pan", "pan.c"]);

    const start = performance.now();
    const { stdout } = await run("./pan", [...(search.cycles ? ["-l"] : []), "-b", `-m${MAX_DEPTH}`]);
    const seconds = (performance.now() - start) / 1000;

    const report = readReport(stdout, model);
    const trace = report.violated === undefined ? "" : (await run("spin", ["-t", ...defines, model])).stdout;
    return { ...report, seconds, trace: readTrace(trace) };
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Partial order reduction finds nothing to leave out, and costs time. Breadth first finds the shortest trace. */
function compileOptions(search: Search): string[] {
  const options = ["-DPEG", "-DNOREDUCE", `-DMEMLIM=${MEMORY_MEGABYTES}`];
  if (search.cycles) return [...options, "-DNP"];
  return search.violates === undefined ? [...options, "-DSAFETY"] : [...options, "-DSAFETY", "-DBFS"];
}

function readTrace(output: string): string[] {
  const lines = output.split("\n");
  const end = lines.findIndex((line) => /^spin: (trail ends|\S+:\d+, Error)/.test(line));
  return lines
    .slice(0, end)
    .filter((line) => line.trim() !== "" && !line.startsWith("spin:"))
    .map((line) => line.trim());
}
