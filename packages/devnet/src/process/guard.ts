/**
 * Ends what its parent started, should the parent end without doing so itself, be it by SIGKILL.
 *
 * Reads from its parent what to take down, one `GuardMessage` per line. When the input ends, so has the parent.
 */
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { isGroupAlive, signalGroup } from "./group.ts";
import type { GuardMessage } from "./tellGuard.ts";

const graceMilliseconds = 3_000;
const signals = new Map<number, NodeJS.Signals>();
const directories = new Set<string>();

// Only the parent's end counts: a Ctrl-C that reaches everyone is the parent's to handle.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as GuardMessage;
  if ("watch" in message) signals.set(message.watch, message.signal);
  else if ("forget" in message) signals.delete(message.forget);
  else if ("remove" in message) directories.add(message.remove);
  else directories.delete(message.keep);
}

for (const [pid, signal] of signals) signalGroup(pid, signal);
const deadline = Date.now() + graceMilliseconds;
while (Date.now() < deadline && [...signals.keys()].some(isGroupAlive)) await sleep(20);
for (const pid of signals.keys()) signalGroup(pid, "SIGKILL");
for (const directory of directories) await rm(directory, { recursive: true, force: true });
