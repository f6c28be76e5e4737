import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { signalGroup } from "./group.ts";
import { tellGuard } from "./tellGuard.ts";

export type StartProcessParameters = {
  /** What the process is called in logs and errors. */
  name: string;
  command: string;
  arguments: readonly string[];
  /** Added to this process's environment. */
  environment?: Record<string, string | undefined> | undefined;
  /** Who it runs as; only root may say so. */
  user?: { uid: number; gid: number } | undefined;
  /** Takes everything that the process prints. */
  logFile?: string | undefined;
  /** Is called with each line that the process prints. */
  onLine?: ((line: string) => void) | undefined;
  /** What asks it to end. SIGKILL follows after ten seconds. */
  stopSignal?: NodeJS.Signals | undefined;
};

export type RunningProcess = AsyncDisposable & {
  name: string;
  pid: number;
  /** The last lines that it printed. */
  lastLines: () => readonly string[];
  /** Fulfils when the process has ended, however it did. */
  ended: Promise<ProcessEnd>;
  /**
   * Waits for a sign that the process is ready, and stops it if there is none.
   *
   * @throws {ProcessFailedError} If it ends before, or the time runs out.
   */
  waitFor: <Sign>(sign: Promise<Sign>, milliseconds: number) => Promise<Sign>;
  /** Ends it, and what it started itself. */
  stop: () => Promise<void>;
  /** Takes it down at once, with what it started itself. */
  kill: () => Promise<void>;
};

export type ProcessEnd = { code: number | null; signal: NodeJS.Signals | null };

/** A process did not start, or ended when it should not have. */
export class ProcessFailedError extends Error {
  override name = "ProcessFailedError";
  /** Which process, and what it did. */
  readonly fact: string;
  /** What the process printed last. */
  readonly lastLines: readonly string[];

  constructor(fact: string, lastLines: readonly string[]) {
    super([`${fact}.`, ...lastLines.slice(-1)].join(" Its last line: "));
    this.fact = fact;
    this.lastLines = lastLines;
  }
}

const graceMilliseconds = 10_000;
const keptLines = 40;
const running = new Set<RunningProcess>();

/**
 * Starts a program in a process group of its own, which ends no later than this process does: a guard watches over it,
 * even over an end by SIGKILL.
 *
 * @throws {ProcessFailedError} If the program can't be started.
 */
export async function startProcess(parameters: StartProcessParameters): Promise<RunningProcess> {
  const { name, command, environment, user, logFile, onLine, stopSignal = "SIGTERM" } = parameters;
  const child = spawn(command, parameters.arguments, {
    ...user,
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // Told before anything is awaited, so that no moment is left in which only this process knows of the child.
  if (child.pid !== undefined) tellGuard({ watch: child.pid, signal: stopSignal });

  const log = logFile === undefined ? undefined : createWriteStream(logFile, { flags: "a" });
  const lastLines: string[] = [];
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on("line", (line) => {
      log?.write(`${line}\n`);
      lastLines.push(line);
      if (lastLines.length > keptLines) lastLines.shift();
      onLine?.(line);
    });
  }

  const ended = watchEnd(child, log);
  try {
    await once(child, "spawn");
  } catch (error) {
    throw new ProcessFailedError(`${name} can't be started: ${(error as Error).message}`, lastLines);
  }

  const pid = child.pid!;
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) signalGroup(pid, signal);
    const timer = setTimeout(() => signalGroup(pid, "SIGKILL"), graceMilliseconds);
    await ended;
    clearTimeout(timer);
  };
  const stop = () => end(stopSignal);
  const waitFor = async <Sign>(sign: Promise<Sign>, milliseconds: number): Promise<Sign> => {
    const timer = new AbortController();
    try {
      return await Promise.race([
        sign,
        ended.then((end) => {
          throw new ProcessFailedError(`${name} ${describeEnd(end)}`, lastLines);
        }),
        sleep(milliseconds, undefined, { signal: timer.signal, ref: false }).then(() => {
          throw new ProcessFailedError(`${name} is not ready after ${milliseconds / 1_000} s`, lastLines);
        }),
      ]);
    } catch (error) {
      await stop();
      throw error;
    } finally {
      timer.abort();
    }
  };
  const result: RunningProcess = {
    name,
    pid,
    lastLines: () => lastLines,
    ended,
    waitFor,
    stop,
    kill: () => end("SIGKILL"),
    [Symbol.asyncDispose]: stop,
  };
  running.add(result);
  void ended.then(() => running.delete(result));
  return result;
}

/** Ends every process that is still running, the latest first. */
export async function stopProcesses(): Promise<void> {
  for (const process of [...running].reverse()) await process.stop();
}

/** How a process ended, as the end of a sentence. */
export function describeEnd({ code, signal }: ProcessEnd): string {
  return code === null ? `was ended by ${signal}` : `ended with code ${code}`;
}

function watchEnd(child: ChildProcess, log: WriteStream | undefined): Promise<ProcessEnd> {
  // What the process started itself goes with it, and the guard must forget the group before its id is used again.
  child.once("exit", () => {
    signalGroup(child.pid!, "SIGKILL");
    tellGuard({ forget: child.pid! });
  });
  return new Promise((resolve) => {
    child.once("error", () => resolve({ code: null, signal: null }));
    child.once("close", (code, signal) => {
      if (log === undefined) resolve({ code, signal });
      else log.end(() => resolve({ code, signal }));
    });
  });
}
