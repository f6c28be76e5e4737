import type { Config, Deployment } from "@concert/types";
import type { Address, Hex } from "viem";
import type { PlacedLog } from "../chain/Block.ts";
import { type Chain, type ChainBlock, createChain, type ReorgParameters } from "../chain/createChain.ts";
import { placeLogs } from "../chain/placeLogs.ts";
import type { Clock } from "../clock/Clock.ts";
import { addresses } from "../protocol/accounts.ts";
import { vaults } from "../protocol/assets.ts";
import { createProtocol, type Protocol } from "../protocol/createProtocol.ts";
import { createRandom } from "../random/createRandom.ts";
import { createTraffic } from "../traffic/createTraffic.ts";
import type { TrafficOptions } from "../traffic/Traffic.ts";
import { describeConfig, describeDeployment } from "./describe.ts";
import { type Forgery, forge } from "./forge.ts";

export type WorldChainOptions = {
  id: number;
  name?: string;
  blockMilliseconds?: number;
  /** How much later than the others it makes its blocks. */
  phaseMilliseconds?: number;
  /** How many blocks `safe` and `finalized` are behind `latest`. */
  safeDepth?: number;
  finalizedDepth?: number;
  /** How far the chain's clock is off, in seconds. */
  timeOffsetSeconds?: number;
};

export type WorldParameters = {
  seed: number;
  clock: Clock;
  /** The first one has the hub. */
  chains: readonly WorldChainOptions[];
  traffic?: Partial<Omit<TrafficOptions, "forgets">>;
};

export type WorldChain = Chain & {
  id: number;
  name: string;
  blockMilliseconds: number;
  phaseMilliseconds: number;
  safeDepth: number;
  finalizedDepth: number;
  isHalted: boolean;
  timeOffsetSeconds: number;
  /**
   * Heads by the time at which they became so, the earliest first: a provider that lags serves what was canonical then.
   */
  heads: readonly { at: number; block: ChainBlock }[];
  /** When a block came to be known, by becoming part of a canonical chain. */
  knownAt(block: ChainBlock): number;
  /** Calls back for each new head, until it is stopped. */
  watchHead(onHead: (block: ChainBlock) => void): () => void;
};

/** What an index takes of a block. */
export type CanonicalBlock = {
  /** Shaped as the indexer's headers. Time in seconds. */
  header: { number: bigint; hash: Hex; parentHash: Hex; time: bigint };
  /** Of Concert's contracts alone. */
  logs: readonly PlacedLog[];
};

/** Chains with the contracts on them, and those who use them, on one clock. */
export type World = {
  clock: Clock;
  protocol: Protocol;
  chains: readonly WorldChain[];
  /** @throws {RangeError} If there is no such chain. */
  chain(id: number): WorldChain;
  deployment: Deployment;
  /** @param urls Of a chain's providers. */
  config(urls: (chainId: number) => readonly string[]): Config;
  /** Has every chain make its blocks, until the signal. */
  start(signal: AbortSignal): Promise<void>;
  /** Makes a number of blocks at once. */
  mine(chainId: number, count?: number): void;
  reorg(chainId: number, reorg: ReorgParameters): void;
  /** Makes a block that is known, such as an orphan, its chain's head. */
  switchTo(chainId: number, hash: Hex): void;
  halt(chainId: number): void;
  resume(chainId: number): void;
  setTimeOffset(chainId: number, seconds: number): void;
  /** The next block of the target holds it, before all else. */
  forge(forgery: Forgery): void;
  /** The canonical chain as it is now, from block 0. */
  canonical(chainId: number): CanonicalBlock[];
};

const defaultTraffic: TrafficOptions = {
  ordersPerBlock: 0.7,
  confirmations: 2,
  troubled: 0.4,
  shortDeadlineSeconds: 60,
  forgets: false,
};

export function createWorld({ seed, clock, chains: options, traffic: trafficOptions }: WorldParameters): World {
  const random = createRandom(seed);
  const protocol = createProtocol({ chainIds: options.map(({ id }) => id), tokensEmit: true });
  const traffic = createTraffic(protocol, random.fork("traffic"), { ...defaultTraffic, ...trafficOptions });
  const forgeries = random.fork("forgeries");
  const seconds = (offset: number): number => Math.floor(clock.now() / 1_000) + offset;
  const watchers = new Map<number, Set<(block: ChainBlock) => void>>(options.map(({ id }) => [id, new Set()]));

  const known = new WeakMap<ChainBlock, number>();

  const chains = options.map((chain): WorldChain => {
    const { id, name = `chain ${id}`, blockMilliseconds = 1_000, timeOffsetSeconds = 0 } = chain;
    const { phaseMilliseconds = 0, safeDepth = 8, finalizedDepth = 16 } = chain;
    const tree = createChain({
      contracts: protocol.contractsOf(id),
      traffic,
      random: random.fork(`chain ${id}`),
      genesisTime: seconds(timeOffsetSeconds),
      setUp: protocol.setUp(id),
    });
    return {
      ...tree,
      ...{ id, name, blockMilliseconds, phaseMilliseconds, safeDepth, finalizedDepth, timeOffsetSeconds },
      isHalted: false,
      heads: [{ at: Number.NEGATIVE_INFINITY, block: tree.head() }],
      knownAt: (block) => known.get(block) ?? Number.NEGATIVE_INFINITY,
      watchHead(onHead) {
        const watching = watchers.get(id)!;
        watching.add(onHead);
        return () => watching.delete(onHead);
      },
    };
  });
  const byId = new Map(chains.map((chain) => [chain.id, chain]));
  const chainOf = (id: number): WorldChain => {
    const chain = byId.get(id);
    if (chain === undefined) throw new RangeError(`${id} is none of the chains ${[...byId.keys()].join(", ")}.`);
    return chain;
  };

  /** Notes a new head, and tells it. */
  function tell(chain: WorldChain): void {
    const block = chain.head();
    for (let news = block; news.parent !== undefined && !known.has(news); news = news.parent) {
      known.set(news, clock.now());
    }
    (chain.heads as { at: number; block: ChainBlock }[]).push({ at: clock.now(), block });
    for (const onHead of [...watchers.get(chain.id)!]) onHead(block);
  }

  function mine(chainId: number, count = 1): void {
    const chain = chainOf(chainId);
    for (let mined = 0; mined < count; mined++) {
      chain.mine(seconds(chain.timeOffsetSeconds));
      tell(chain);
    }
  }

  for (const { id } of chains) mine(id);

  const described = chains.map((chain) => ({
    ...{ id: chain.id, name: chain.name, genesisHash: chain.blockAt(0)!.header.hash },
  }));
  const contractAddresses = new Set<Address>([...Object.values(addresses), ...vaults.map((vault) => vault.address)]);
  return {
    ...{ clock, protocol, chains, chain: chainOf, mine },
    deployment: describeDeployment(described),
    config: (urls) => describeConfig(described, urls),
    async start(signal) {
      const begin = clock.now();
      await Promise.all(
        chains.map(async (chain) => {
          for (let number = 1; !signal.aborted; number++) {
            const at = begin + number * chain.blockMilliseconds + chain.phaseMilliseconds;
            await clock.sleep(at - clock.now(), signal);
            if (!signal.aborted && !chain.isHalted) mine(chain.id);
          }
        }),
      );
    },
    reorg(chainId, reorg) {
      const chain = chainOf(chainId);
      chain.reorg(reorg);
      tell(chain);
    },
    switchTo(chainId, hash) {
      const chain = chainOf(chainId);
      const block = chain.blockOf(hash);
      if (block === undefined) throw new RangeError(`chain ${chainId} has no block ${hash}.`);
      chain.switchTo(block);
      tell(chain);
    },
    halt(chainId) {
      chainOf(chainId).isHalted = true;
    },
    resume(chainId) {
      chainOf(chainId).isHalted = false;
    },
    setTimeOffset(chainId, offset) {
      chainOf(chainId).timeOffsetSeconds = offset;
    },
    forge(forgery) {
      for (const run of forge(protocol, forgeries, forgery)) chainOf(forgery.target).include(run);
    },
    canonical(chainId) {
      const chain = chainOf(chainId);
      return Array.from({ length: chain.head().header.number + 1 }, (_, number): CanonicalBlock => {
        const block = chain.blockAt(number)!;
        const { hash, parentHash, time } = block.header;
        const logs = placeLogs(block).filter(({ address }) => contractAddresses.has(address));
        return { header: { number: BigInt(number), hash, parentHash, time: BigInt(time) }, logs };
      });
    },
  };
}
