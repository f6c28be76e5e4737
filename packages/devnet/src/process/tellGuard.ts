import { type ChildProcess, spawn } from "node:child_process";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";

/** What the guard is told, one JSON object per line. */
export type GuardMessage =
  /** A process group that must not outlive this process, and what asks it to end. */
  | { watch: number; signal: NodeJS.Signals }
  /** A process group that has ended. */
  | { forget: number }
  /** A directory that must not outlive this process. */
  | { remove: string }
  /** A directory that is gone, or may stay. */
  | { keep: string };

let guard: ChildProcess | undefined;
// What holds now, for a guard that has to be started again.
const messages = new Map<string, GuardMessage>();

/** Tells the guard, a process that outlives this one, what to take down with it. Starts the guard if need be. */
export function tellGuard(message: GuardMessage): void {
  if ("watch" in message) messages.set(`group ${message.watch}`, message);
  else if ("forget" in message) messages.delete(`group ${message.forget}`);
  else if ("remove" in message) messages.set(`directory ${message.remove}`, message);
  else messages.delete(`directory ${message.keep}`);

  if (guard === undefined) {
    guard = startGuard();
    for (const earlier of messages.values()) write(guard, earlier);
  } else {
    write(guard, message);
  }
}

function startGuard(): ChildProcess {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./guard.ts", import.meta.url))], {
    // A session of its own: what ends this process's group does not reach it.
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  child.once("exit", () => {
    guard = undefined;
  });
  // A guard that was killed is replaced at the next message.
  child.stdin.on("error", () => undefined);
  // It must not keep this process alive: that it ends after this process is what it is for.
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child;
}

function write(child: ChildProcess, message: GuardMessage): void {
  child.stdin?.write(`${JSON.stringify(message)}\n`);
}
