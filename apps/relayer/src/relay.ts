import { setTimeout as sleep } from "node:timers/promises";
import { type State, StateUnavailableError } from "@concert/sdk";
import { InputError } from "@concert/types";
import type { LocalAccount } from "viem";
import { createWorkers } from "./act/createWorkers.ts";
import { createPatience } from "./act/Patience.ts";
import { createAlarm } from "./alarm.ts";
import type { Contracts } from "./Contracts.ts";
import { type ConnectedChain, checkChain, isReachable } from "./chain/connectChain.ts";
import { watchGasPrices } from "./chain/watchGasPrices.ts";
import { isConnectionError } from "./chain/watchHealth.ts";
import type { Log } from "./log.ts";
import { createTroubles } from "./troubles.ts";
import { type BatchingOptions, createBatching } from "./work/createBatching.ts";
import { findJobs } from "./work/findJobs.ts";

export type RelayParameters = {
  state: State;
  chains: readonly ConnectedChain[];
  contracts: Contracts;
  attesters: readonly LocalAccount[];
  /** Most gas that one transaction is given. */
  gasMaximum: bigint;
  batching: BatchingOptions;
  /** How many entries' fees are worth collecting. */
  collectCount: number;
  /** Most gas that a call which is run for nothing may use. */
  callGas: bigint;
  log: Log;
  /** Ends the relaying. */
  signal: AbortSignal;
};

/** Milliseconds between two questions what gas costs. */
const gasPriceInterval = 5_000;
/** Milliseconds between two looks at the state: a cut or the end of a job wakes earlier. */
const lookInterval = { shortest: 50, longest: 1_000 };
/** Milliseconds until a state that did not answer is asked again, doubled each time. */
const stateDelay = { first: 500, longest: 10_000 };
/** Milliseconds that chains have to answer before the relaying starts without them. */
const startPatience = 5_000;

/**
 * Relays until `signal` is aborted. It keeps nothing: whatever it forgets it finds again in the state.
 *
 * @throws {InputError} A chain is not the one that is meant, or the relayer can't do its part there.
 */
export async function relay(parameters: RelayParameters) {
  const { state, chains, contracts, attesters, gasMaximum, log, signal } = parameters;
  const account = chains[0]!.sender.client.account.address;
  const alarm = createAlarm(signal);
  const troubles = createTroubles(log);
  const chainsById = new Map(chains.map((chain) => [chain.id, chain]));
  const chainOf = (id: bigint): ConnectedChain => {
    const chain = chainsById.get(id);
    if (!chain) throw new InputError(`The state has chain ${id}, which the configuration has not: add it there.`);
    return chain;
  };
  const actor = { contracts, chain: chainOf, attesters, gasMaximum, patience: createPatience() };
  const workers = createWorkers({ actor, log, troubles, onEnd: alarm.ring, signal });
  const batching = createBatching(parameters.batching);
  const readGasPrices = watchGasPrices(chains, gasPriceInterval);
  const checking = new Set<ConnectedChain>();
  let fatal: unknown;

  /** Chains that did not answer at the start are checked as soon as they do. */
  async function checkChains(): Promise<void> {
    const due = chains.filter((chain) => !chain.checked && isReachable(chain) && !checking.has(chain));
    await Promise.all(due.map(check));
  }

  async function check(chain: ConnectedChain): Promise<void> {
    const key = `check:${chain.id}`;
    checking.add(chain);
    try {
      await checkChain(chain, contracts, { attesters, sourceChains: chains.map(({ id }) => id) });
      troubles.over(key);
    } catch (error) {
      if (error instanceof InputError) throw error;
      if (!isConnectionError(error)) troubles.tell(key, { act: "check", chain: chain.id }, error);
    } finally {
      checking.delete(chain);
    }
  }

  // Bad input is told before anything else is done, and a chain that hangs holds nobody up.
  await Promise.race([checkChains(), sleep(startPatience, undefined, { signal }).catch(() => {})]);
  state.onCut(alarm.ring);
  log.info("relaying", { chains: chains.map(({ id }) => id).join(), account, attesters: attesters.length });

  for (let failures = 0; !signal.aborted && !fatal; ) {
    checkChains().catch((error) => {
      fatal = error;
      alarm.ring();
    });
    try {
      const look = { ...parameters, account, gasPrices: readGasPrices() };
      const work = await state.read((snapshot) => findJobs(snapshot, look));
      workers.start({ ...work, jobs: batching.select(work.jobs) });
      if (failures > 0) log.info("state back");
      failures = 0;
      await sleep(lookInterval.shortest, undefined, { signal }).catch(() => {});
      await alarm.wait(lookInterval.longest);
    } catch (error) {
      if (!(error instanceof StateUnavailableError)) throw error;
      if (failures === 0 && !signal.aborted) log.warn("state away", { reason: error.message });
      const delay = Math.min(stateDelay.first * 2 ** failures++, stateDelay.longest);
      await sleep(delay, undefined, { signal }).catch(() => {});
    }
  }
  if (fatal) throw fatal;
}
