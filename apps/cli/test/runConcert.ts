import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

export type ConcertRun = {
  kill: (signal: NodeJS.Signals) => void;
  /** Waits until it has printed a line. */
  printed: (line: string) => Promise<void>;
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
  const printed = async (line: string) => {
    while (!linesOf(output).includes(line))
      await Promise.race([once(child.stdout, "data"), promise.then(failUnprinted)]);
  };
  const failUnprinted = () => {
    throw new Error(`concert ended without the expected line; it printed ${output}${errors}`);
  };
  return { kill: (signal) => child.kill(signal), printed, ended: promise };
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
