import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

export type ConcertRun = {
  kill: (signal: NodeJS.Signals) => void;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string[]; errors: string[] }>;
};

/** Runs the `concert` command as a process; its output as lines. */
export function runConcert(args: string[], environment: Record<string, string | undefined> = {}): ConcertRun {
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ConcertRun["ended"]>>();
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...environment } });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
  child.on("error", reject);
  child.on("close", (code, signal) => resolve({ code, signal, output: linesOf(output), errors: linesOf(errors) }));
  return { kill: (signal) => child.kill(signal), ended: promise };
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
