import type { World } from "@concert/simulator";
import type { ContractName } from "@concert/types/tables";
import type { Clock } from "../src/clock.ts";
import type { Log } from "../src/log.ts";
import { createMetrics } from "../src/metrics.ts";
import type { ChainLog } from "../src/source/ChainLog.ts";
import { createSource, type Source } from "../src/source/createSource.ts";
import type { Head } from "../src/source/Header.ts";
import type { IndexedChain } from "../src/source/IndexedChain.ts";
import type { Network } from "../src/source/Network.ts";
import { NotFoundError, UnreadableError } from "../src/source/ProviderError.ts";
import { type BlockBatch, readBatches } from "../src/source/readBatches.ts";
import { watchHeads } from "../src/source/watchHeads.ts";
import { findAncestor, type KnownBlock } from "../src/verify/findAncestor.ts";
import { verifyChain } from "../src/verify/verifyChain.ts";
import { ForkMixedError } from "../src/verify/verifyLinks.ts";

/** What was read of a chain, without a database. */
export type FollowedChain = {
  source: Source;
  /** The logs that an index would hold. */
  logs: ChainLog[];
  /** What an index would stand on: each checkpoint, the first one before all blocks. */
  checkpoints: KnownBlock[];
  batches: BlockBatch[];
  heads: Head[];
  outage: string | undefined;
  /** Lines of the log. */
  lines: string[];
  metrics(): Promise<string>;
  /** Ends with what the reader fails of, which must be nothing. */
  done: Promise<void>;
  stop(): Promise<void>;
};

export type FollowParameters = {
  chain: IndexedChain;
  network: Network;
  clock: Clock;
  pollMilliseconds?: number;
};

const noBlock: KnownBlock = { number: -1n, hash: `0x${"0".repeat(64)}`, time: 0n };

/** A world's chain, as the indexer is told of it. */
export function chainOf(world: World, id: number, rpcUrls: readonly string[]): IndexedChain {
  const { deployment } = world;
  const contracts: [string, ContractName][] = [
    [deployment.spoke, "spoke"],
    [deployment.attestedGateway, "attested_gateway"],
  ];
  if (id === deployment.hubChain) {
    contracts.push([deployment.hub, "hub"], [deployment.loopbackGateway, "loopback_gateway"]);
    contracts.push([deployment.ledger, "ledger"]);
    for (const { asset, address } of deployment.vaults) contracts.push([address, `vault_${asset}`]);
  }
  return {
    chainId: BigInt(id),
    name: `chain ${id}`,
    rpcUrls,
    finality: "finalized",
    startBlock: 0n,
    genesisHash: undefined,
    contracts: new Map(contracts.map(([address, name]) => [address.toLowerCase(), name])),
    sender: (id === deployment.hubChain ? deployment.spoke : deployment.hub).toLowerCase(),
  };
}

/** Follows a chain as the indexer does, and keeps what it reads. */
export function followChain({ chain, network, clock, pollMilliseconds = 500 }: FollowParameters): FollowedChain {
  const lines: string[] = [];
  const metrics = createMetrics();
  const stop = new AbortController();
  const log = logTo(lines);
  const source = createSource({ chain, network, clock, log, metrics, random: () => 0.5 });
  const followed: FollowedChain = {
    source,
    logs: [],
    checkpoints: [noBlock],
    batches: [],
    heads: [],
    outage: undefined,
    lines,
    metrics: () => metrics.registry.metrics(),
    done: Promise.resolve(),
    async stop() {
      stop.abort();
      source.close();
      await followed.done;
    },
  };
  followed.done = run(followed, clock, pollMilliseconds, stop.signal);
  followed.done.catch(() => undefined);
  return followed;
}

async function run(
  followed: FollowedChain,
  clock: Clock,
  pollMilliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  const { source } = followed;
  for (let pause = 100; !signal.aborted; pause = Math.min(2 * pause, 5_000)) {
    try {
      await verifyChain(source, signal);
      break;
    } catch (error) {
      requireExpected(error, signal);
      await clock.sleep(pause, signal);
    }
  }
  let head: Head | undefined;
  let wake = new AbortController();
  const watching = watchHeads({
    source,
    pollMilliseconds,
    signal,
    onOutage: (error) => {
      followed.outage = error;
    },
    onHead: (told) => {
      followed.heads.push(told);
      head = told;
      wake.abort();
    },
  });
  const reading = async () => {
    let pause = 0;
    while (!signal.aborted) {
      if (head === undefined) {
        await clock.sleep(60_000, wake.signal);
        wake = new AbortController();
        continue;
      }
      const taken = head;
      head = undefined;
      try {
        await catchUp(followed, taken, signal);
        pause = 0;
      } catch (error) {
        requireExpected(error, signal);
        followed.lines.push(`failed ${(error as Error).message}`);
        pause = Math.min(Math.max(2 * pause, 100), 5_000);
        await clock.sleep(pause, signal);
        head ??= await source.askHead().catch(() => taken);
      }
    }
  };
  signal.addEventListener("abort", () => wake.abort(), { once: true });
  await Promise.all([watching, reading()]);
}

async function catchUp(followed: FollowedChain, head: Head, signal: AbortSignal): Promise<void> {
  const { source, checkpoints } = followed;
  let base = checkpoints.at(-1)!;
  if (base.hash === head.hash) return;
  if (head.parentHash !== base.hash) {
    if (checkpoints.some(({ hash }) => hash === head.hash)) return;
    const known = (async function* () {
      yield* checkpoints.toReversed();
    })();
    const ancestor = await findAncestor(known, source, head);
    if (ancestor === undefined) throw new Error("nothing is left of the chain.");
    if (ancestor.number >= head.number) return;
    base = ancestor;
  }
  for await (const batch of readBatches(source, base, head, signal)) {
    while (checkpoints.at(-1)!.number > base.number) checkpoints.pop();
    followed.logs = followed.logs.filter(({ blockNumber }) => blockNumber <= base.number);
    followed.batches.push(batch);
    followed.logs.push(...batch.logs);
    checkpoints.push(...batch.headers);
    base = batch.last;
  }
}

function requireExpected(error: unknown, signal: AbortSignal): void {
  const expected = [ForkMixedError, UnreadableError, NotFoundError].some((kind) => error instanceof kind);
  if (!expected && !signal.aborted) throw error;
}

function logTo(lines: string[], fixed = ""): Log {
  const line = (message: string, facts: object = {}) => {
    const pairs = Object.entries(facts).map(([name, value]) => ` ${name}=${value}`);
    lines.push(`${message}${fixed}${pairs.join("")}`);
  };
  return { info: line, warn: line, error: line, with: () => logTo(lines, fixed) };
}
