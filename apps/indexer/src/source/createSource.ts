import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { askHeader, type BlockName } from "./askProvider.ts";
import { createFinality, type Finality } from "./createFinality.ts";
import { createLineage, type Lineage } from "./createLineage.ts";
import { createPool, type Pool } from "./createPool.ts";
import type { Head, Header } from "./Header.ts";
import type { IndexedChain } from "./IndexedChain.ts";
import type { Network } from "./Network.ts";
import type { Provider } from "./Provider.ts";
import { NotFoundError, ProviderError } from "./ProviderError.ts";

export type SourceParameters = {
  chain: IndexedChain;
  network: Network;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** From 0 up to 1: spreads pauses. */
  random?: () => number;
};

/** Reads a chain through its providers. What it says of one was checked, as far as it can be. */
export type Source = {
  chain: IndexedChain;
  /** What is checked beside links and places. */
  checks: { receiptsRoot: boolean; logsBloom: boolean; everyHeader: boolean; compareProviders: boolean };
  clock: Clock;
  log: Log;
  metrics: Metrics;
  random: () => number;
  pool: Pool;
  /** Undefined if the chain has no such block. Throws `UnreadableError` if no provider answers. */
  header(block: BlockName): Promise<Header | undefined>;
  /** Asks for the chain's head anew. `seenAt` is when it was asked. */
  askHead(): Promise<Head>;
  /** The blocks that lead to the last one that was read. */
  lineage: Lineage;
  finality: Finality;
  /** Remembers who told a head: its logs are asked for there first. */
  noteHead(provider: Provider, head: Header): void;
  tellerOf(head: Header): Provider | undefined;
  /**
   * Those of the contracts that are not there at a block from which on they have to be.
   *
   * @throws {NotFoundError} If the chain has no such block yet, or none of its nodes that was asked.
   */
  missingContracts(): Promise<string[]>;
  close(): void;
};

/** So many heads are remembered, with who told them. */
const mostTellers = 64;

export function createSource({ chain, network, clock, log, metrics, random = Math.random }: SourceParameters): Source {
  const pool = createPool({ chain, network, clock, log, metrics, random });
  /** By hash, the oldest first. */
  const tellers = new Map<string, Provider>();
  let highest = -1n;
  const lineage = createLineage();

  function noteHead(provider: Provider, head: Header): void {
    pool.noteHead(provider, head.number);
    if (head.number > highest) highest = head.number;
    if (tellers.has(head.hash)) return;
    tellers.set(head.hash, provider);
    if (tellers.size > mostTellers) tellers.delete(tellers.keys().next().value!);
  }

  async function header(block: BlockName): Promise<Header | undefined> {
    return await orUndefined(pool.run((provider) => askHeader(provider, block)));
  }

  const { receiptsRoot = false, logsBloom = true, everyHeader = receiptsRoot, compareProviders = true } = chain;
  return {
    chain,
    checks: { receiptsRoot, logsBloom, everyHeader, compareProviders },
    clock,
    log,
    metrics,
    random,
    pool,
    header,
    noteHead,
    tellerOf: ({ hash }) => tellers.get(hash),
    async askHead() {
      let best: Head | undefined;
      const wanted = highest;
      try {
        return await pool.run(async (provider) => {
          const seenAt = clock.now();
          const head = { ...(await askHeader(provider, "latest")), seenAt };
          noteHead(provider, head);
          if (best === undefined || head.number > best.number) best = head;
          // It lags behind what was seen already: another one may not.
          if (head.number < wanted) throw new NotFoundError(`${provider.name} is behind, at ${head.number}`);
          return head;
        });
      } catch (error) {
        if (error instanceof NotFoundError && best !== undefined) return best;
        throw error;
      }
    },
    lineage,
    finality: createFinality(chain.finality, pool, lineage, ({ hash }) => ({ prefer: tellers.get(hash) })),
    missingContracts: () =>
      pool.run(async (provider) => {
        const { number } = await askHeader(provider, "latest");
        if (number < chain.startBlock) {
          throw new NotFoundError(
            `${provider.name} has no block after ${number}, and the contracts are of ${chain.startBlock}`,
          );
        }
        const addresses = [...chain.contracts.keys()];
        // At that block: another node of the provider may be behind it, and does not know of the contracts.
        const block = `0x${number.toString(16)}`;
        const { results } = await provider.call(
          addresses.map((address) => ({ method: "eth_getCode", params: [address, block] })),
        );
        return addresses.filter((_, index) => {
          const code = results[index];
          if (typeof code !== "string") throw new ProviderError("malformed", "code that was asked for is none");
          return code === "0x";
        });
      }),
    close: () => pool.close(),
  };
}

async function orUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
