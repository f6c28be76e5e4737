import { RevertError } from "@concert/sdk";
import { isReachable } from "../chain/connectChain.ts";
import { isConnectionError } from "../chain/watchHealth.ts";
import type { Log } from "../log.ts";
import type { Troubles } from "../troubles.ts";
import type { Work } from "../work/findJobs.ts";
import type { Job } from "../work/Job.ts";
import type { Actor } from "./Actor.ts";
import { perform, type Sent } from "./perform.ts";

/** Does what there is to do, every job on its own, so that none waits for another's chain. */
export type Workers = {
  /** Starts the jobs that are due and not being done. */
  start(work: Work): void;
};

export type CreateWorkersParameters = {
  actor: Omit<Actor, "follow">;
  log: Log;
  troubles: Troubles;
  /** Is called whenever a job has ended. */
  onEnd(): void;
  signal: AbortSignal;
};

/** Milliseconds until a job that failed is tried again, doubled each time. */
const shortDelay = { first: 100, longest: 2_000 };
const longDelay = { first: 500, longest: 30_000 };

/** Errors that only time is needed for. */
const passing = new Set([
  "BlockNotFinalError",
  "FeeUpdateTooSoon",
  "HeaderNotVouched",
  "HeartbeatTooSoon",
  "MessageNotFinalError",
  "NonceTakenError",
]);
/** Errors that say that others have to do something before: told of once it takes them long. */
const waiting = new Set(["AttestationMissingError", "VotePendingError"]);
/** Errors that say that the attesters are others than when the chain was checked. */
const attestersChanged = new Set([
  "AttestationMissingError",
  "AttestersNotSet",
  "SignaturesTooFew",
  "SignerNotAttester",
]);

/**
 * Errors with which a contract says that something was done already, or that the state has moved on since: the next
 * look at the state shows it.
 */
const overtaken = new Set([
  "FeesTooLow",
  "FeeUnchanged",
  "GatewayNotOnRoute",
  "HeaderAlreadyVouched",
  "HeadNotAccepted",
  "MessageAlreadyExecuted",
  "NothingToRefund",
  "OrderAlreadyDecided",
  "OrderNotExpired",
  "OutputsMissing",
  "VotesTooFew",
]);
/** Errors that say why a vault does not fill an order now; it may later, or somebody else does. */
const notForVaults = new Set([
  "ChainNotAccepting",
  "CustodyTooLow",
  "ERC6909InsufficientBalance",
  "FeeTooHigh",
  "FillDeadlinePassed",
  "LegNotEscrowed",
  "MarginTooLow",
  "NotForVault",
  "RateLimitExceeded",
  "TokenNotAnAsset",
]);
/** After so many tries in a row, being overtaken, or waiting for others, is no explanation any more. */
const usualLimit = 10;

export function createWorkers({ actor, log, troubles, onEnd, signal }: CreateWorkersParameters): Workers {
  const { patience } = actor;
  const running = new Set<string>();
  /** Until the state shows the block, it cannot show what the job's transaction did. */
  const done = new Map<string, { chain: bigint; blockNumber: bigint }>();

  function isDue(job: Job, { indexedBlocks }: Work): boolean {
    if (!patience.allows(job.key, job.version)) return false;
    for (const key of keysOf(job)) {
      const last = done.get(key);
      if (running.has(key) || (last && (indexedBlocks.get(last.chain) ?? 0n) < last.blockNumber)) return false;
    }
    if (job.kind === "prove" || job.kind === "vote") return isReady(job.chain) && isReady(job.source);
    if (job.kind !== "carry") return isReady(job.chain);
    return actor.attesters.length > 0 && isReady(job.chain) && isReady(job.message.sourceChain);
  }

  function isReady(id: bigint): boolean {
    const chain = actor.chain(id);
    return chain.checked && isReachable(chain);
  }

  async function run(job: Job): Promise<void> {
    for (const key of keysOf(job)) running.add(key);
    try {
      const sent = await perform(job, { ...actor, follow: (transaction) => follow(job, transaction) });
      await Promise.all(sent.map((transaction) => follow(job, transaction)));
      patience.succeeded(job.key);
      troubles.over(job.key);
    } catch (error) {
      if (!signal.aborted) noteFailure(job, error);
    } finally {
      for (const key of keysOf(job)) running.delete(key);
      onEnd();
    }
  }

  async function follow(job: Job, sent: Sent): Promise<void> {
    const { hash, facts, noteReceipt, act = job.kind, chain = job.chain } = sent;
    const receipt = await actor.chain(chain).sender.waitForReceipt(hash, signal);
    if (!receipt) return log.warn("dropped", { act, chain, tx: hash });
    const { status, blockNumber, gasUsed } = receipt;
    const known = status === "success" ? noteReceipt?.(receipt) : undefined;
    const told = { chain, ...(known ?? facts), tx: hash, block: blockNumber, gas: gasUsed };
    if (status === "success") log.info(act, told);
    // Of two relayers that sent the same, one comes second.
    else log.info("reverted", { act, ...told });
    for (const key of keysOf(job)) done.set(key, { chain, blockNumber });
  }

  function noteFailure(job: Job, error: unknown): void {
    // The chain's health is told elsewhere, and says when to try again.
    if (isConnectionError(error)) return;
    const name = nameOf(error);
    if (attestersChanged.has(name)) actor.chain(job.chain).checked = false;
    const count = patience.failed(
      job.key,
      job.version,
      overtaken.has(name) || passing.has(name) ? shortDelay : longDelay,
    );
    if (job.kind === "fill" && notForVaults.has(name)) return;
    const isUsual = overtaken.has(name) || waiting.has(name);
    if (passing.has(name) || (isUsual && count < usualLimit)) return;
    troubles.tell(job.key, { act: job.kind, chain: job.chain }, error);
  }

  return {
    start(work) {
      for (const job of work.jobs) {
        if (isDue(job, work)) void run(job);
      }
    },
  };
}

function keysOf({ key, claims = [] }: Job): string[] {
  return [key, ...claims];
}

function nameOf(error: unknown): string {
  if (error instanceof RevertError) return error.errorName ?? error.name;
  return error instanceof Error ? error.name : "";
}
