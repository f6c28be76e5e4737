import { setTimeout as sleep } from "node:timers/promises";
import { MessageNotFinalError, RevertError, type State, StateUnavailableError } from "@concert/sdk";
import { InputError } from "@concert/types";
import type { LocalAccount } from "viem";
import type { Actor } from "./act/Actor.ts";
import { createPatience } from "./act/Patience.ts";
import { perform, type Sent } from "./act/perform.ts";
import { createAlarm } from "./alarm.ts";
import type { Contracts } from "./Contracts.ts";
import { type ConnectedChain, checkChain } from "./chain/connectChain.ts";
import { NonceTakenError } from "./chain/createSender.ts";
import { isConnectionError } from "./chain/watchHealth.ts";
import type { Log, LogValue } from "./log.ts";
import { findJobs, type Work } from "./work/findJobs.ts";
import type { Job } from "./work/Job.ts";

export type RelayParameters = {
  state: State;
  chains: readonly ConnectedChain[];
  contracts: Contracts;
  attesters: readonly LocalAccount[];
  gasMaximum: bigint;
  log: Log;
  /** Ends the relaying. */
  signal: AbortSignal;
};

/** Milliseconds between two looks at the state: at most, and at least. */
const lookInterval = { longest: 1_000, shortest: 50 };
const stateDelay = { first: 500, longest: 10_000 };
/** Milliseconds that chains have to answer before the relaying starts without them. */
const startPatience = 5_000;
const shortDelay = { first: 100, longest: 2_000 };
const longDelay = { first: 500, longest: 30_000 };

/**
 * Errors with which a contract says that something was done already, or that the state has moved on since: the next
 * look at the state shows it.
 */
const overtaken = new Set([
  "FillAlreadyReported",
  "HeadNotAccepted",
  "HeartbeatTooSoon",
  "MessageAlreadyExecuted",
  "NothingToRefund",
  "OrderAlreadyDecided",
  "OrderNotExpired",
]);
/** After so many tries in a row, being overtaken is no explanation any more. */
const overtakenLimit = 10;

/** What was done of a key last: until the state shows that block, it cannot show what the transaction did. */
type Done = { chain: bigint; blockNumber: bigint };

/** Relays until `signal` is aborted. It keeps nothing: whatever it forgets it finds again in the state. */
export async function relay({ state, chains, contracts, attesters, gasMaximum, log, signal }: RelayParameters) {
  const chainsById = new Map(chains.map((chain) => [chain.id, chain]));
  const sourceChains = chains.map(({ id }) => id);
  const patience = createPatience();
  const actor: Actor = { contracts, chain: chainOf, attesters, gasMaximum, patience };
  const running = new Set<string>();
  const done = new Map<string, Done>();
  const troubles = new Map<string, string>();
  const alarm = createAlarm(signal);
  let fatal: unknown;

  function chainOf(id: bigint): ConnectedChain {
    const chain = chainsById.get(id);
    if (!chain) throw new Error(`chain ${id} is not in the config`);
    return chain;
  }

  /** Chains that did not answer at the start are checked as soon as they do. */
  async function checkChains(): Promise<void> {
    const due = chains.filter((chain) => !chain.checked && isReachable(chain) && !running.has(checkKey(chain)));
    await Promise.all(
      due.map(async (chain) => {
        const key = checkKey(chain);
        running.add(key);
        try {
          await checkChain(chain, contracts, { attesters, sourceChains });
          settleTrouble(key);
        } catch (error) {
          if (error instanceof InputError) throw error;
          if (!isConnectionError(error)) tellTrouble(key, { act: "check", chain: chain.id }, error);
        } finally {
          running.delete(key);
        }
      }),
    );
  }

  function isDue(job: Job, { indexedBlocks }: Work): boolean {
    const needed = job.kind === "carry" ? [job.chain, job.message.sourceChain] : [job.chain];
    if (job.kind === "carry" && attesters.length === 0) return false;
    if (running.has(job.key) || !patience.allows(job.key, job.version)) return false;
    const last = done.get(job.key);
    if (last && (indexedBlocks.get(last.chain) ?? 0n) < last.blockNumber) return false;
    return needed.every((id) => {
      const chain = chainsById.get(id);
      return chain?.checked && isReachable(chain);
    });
  }

  async function run(job: Job): Promise<void> {
    running.add(job.key);
    try {
      const sent = await perform(job, actor);
      await Promise.all(sent.map((transaction) => follow(job, transaction)));
      patience.succeeded(job.key);
      settleTrouble(job.key);
    } catch (error) {
      noteFailure(job, error);
    } finally {
      running.delete(job.key);
      alarm.ring();
    }
  }

  async function follow(job: Job, { hash, facts }: Sent): Promise<void> {
    const receipt = await chainOf(job.chain).sender.waitForReceipt(hash, signal);
    if (!receipt) return log("transaction dropped", { act: job.kind, chain: job.chain, tx: hash });
    const { status, blockNumber, gasUsed } = receipt;
    // Of two relayers that sent the same, one comes second.
    const event = status === "success" ? job.kind : "transaction reverted";
    const act = status === "success" ? undefined : job.kind;
    log(event, { act, chain: job.chain, ...facts, tx: hash, block: blockNumber, gas: gasUsed });
    done.set(job.key, { chain: job.chain, blockNumber });
  }

  function noteFailure(job: Job, error: unknown): void {
    if (signal.aborted || isConnectionError(error)) return;
    if (error instanceof NonceTakenError || error instanceof MessageNotFinalError) {
      patience.failed(job.key, job.version, shortDelay);
      return;
    }
    const count = patience.failed(job.key, job.version, longDelay);
    const isOvertaken = error instanceof RevertError && overtaken.has(error.errorName ?? "");
    if (isOvertaken && count < overtakenLimit) return;
    tellTrouble(job.key, { act: job.kind, chain: job.chain }, error);
  }

  function tellTrouble(key: string, facts: Record<string, LogValue>, error: unknown): void {
    const reason = oneLine(error);
    if (troubles.get(key) === reason) return;
    troubles.set(key, reason);
    log("trouble", { ...facts, key, reason });
  }

  function settleTrouble(key: string): void {
    if (troubles.delete(key)) log("trouble over", { key });
  }

  async function look(): Promise<void> {
    const work = await state.read((snapshot) => findJobs(snapshot, contracts));
    for (const job of work.jobs) {
      if (isDue(job, work)) void run(job).catch(fail);
    }
  }

  function fail(error: unknown): void {
    fatal ??= error;
    alarm.ring();
  }

  // Bad input is told before anything else is done; a chain that hangs holds nobody up.
  await Promise.race([checkChains(), sleep(startPatience, undefined, { signal }).catch(() => {})]);
  await state.onCut(alarm.ring);
  log("relaying", {
    chains: sourceChains.join(),
    account: chains[0]?.sender.client.account.address,
    attesters: attesters.length,
  });
  let stateTries = 0;
  while (!signal.aborted) {
    void checkChains().catch(fail);
    let delay: number | undefined;
    try {
      await look();
      if (stateTries > 0) log("state back");
      stateTries = 0;
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof StateUnavailableError)) throw error;
      if (stateTries === 0) log("state away", { reason: error.message });
      delay = Math.min(stateDelay.first * 2 ** stateTries++, stateDelay.longest);
    }
    if (fatal) throw fatal;
    if (delay === undefined) {
      await sleep(lookInterval.shortest, undefined, { signal }).catch(() => {});
      await alarm.wait(lookInterval.longest);
    } else {
      await sleep(delay, undefined, { signal }).catch(() => {});
    }
  }
}

function checkKey({ id }: ConnectedChain): string {
  return `check:${id}`;
}

function isReachable({ health }: ConnectedChain): boolean {
  return health.retryAt <= Date.now();
}

function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = "shortMessage" in error ? String(error.shortMessage) : error.message;
  return message.split("\n", 1)[0] ?? "";
}
