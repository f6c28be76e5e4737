import { type ChainAct, createRandom, type Fault, type Random, wordings } from "@concert/simulator";
import type { Blow, Plan, PlannedChain, PlannedProvider } from "./Plan.ts";

const chainIds = [101, 102, 103, 104];
const blocks = 100;

/** What a seed stands for: 4 chains of 100 blocks, and a mixture of everything that may go wrong. */
export function drawPlan(seed: number): Plan {
  const random = createRandom(seed).fork("plan");
  const oneSpacing = random.chance(0.5);
  const common = random.pick([250, 1_000, 2_000]);
  const chains = chainIds.map((id): PlannedChain => {
    const other = random.pick([250, 1_000, 2_000, 3_000]);
    return {
      id,
      blockMilliseconds: oneSpacing ? common : other,
      timeOffsetSeconds: random.chance(0.2) ? random.pick([-86_400, 86_400, -7, 13]) : 0,
      finalizedDepth: random.pick([8, 16, 70, 300]),
      receiptsRoot: random.chance(0.5),
    };
  });
  const longest = blocks * Math.max(...chains.map(({ blockMilliseconds }) => blockMilliseconds));
  const providers = drawProviders(random);
  const faults = drawFaults(random, chains, providers, longest);
  const traffic = { ordersPerBlock: random.pick([0.1, 0.3, 0.6]), confirmations: random.draw(4) };
  const startAt = random.chance(0.3) ? 0 : random.draw(longest);
  const unprovenAfterSeconds = random.pick([20, 60, 300]);
  const workers = random.chance(0.1) ? 2 : 1;
  return {
    seed,
    chains,
    blocks,
    traffic,
    providers,
    startAt,
    unprovenAfterSeconds,
    workers,
    split: workers > 1 && seed % 2 === 0,
    acts: drawActs(random, chains),
    faults,
    blows: drawBlows(random, longest),
    checks: { snapshots: 0.2, recomputed: 0.001 },
  };
}

function drawProviders(random: Random): PlannedProvider[] {
  return ["a", "b", "c"].slice(0, 1 + random.draw(3)).map((name): PlannedProvider => {
    const limits = {
      ...(random.chance(0.5) ? { range: 1 + random.draw(60) } : {}),
      ...(random.chance(0.5) ? { results: 20 + random.draw(400) } : {}),
      wording: random.pick(wordings),
    };
    return {
      name,
      protocol: random.chance(0.5) ? "ws" : "http",
      latencyMilliseconds: random.pick([0, 5, 40, 150]),
      lagsMilliseconds: random.chance(0.2) ? [0, random.draw(5_000)] : [0],
      ...(random.chance(0.4) ? { limits } : {}),
    };
  });
}

function drawActs(random: Random, chains: readonly PlannedChain[]): ChainAct[] {
  const hub = chains[0]!.id;
  const acts: ChainAct[] = [];
  for (const { id: chainId, blockMilliseconds } of chains) {
    const length = blocks * blockMilliseconds;
    const anyTime = () => Math.floor(length * 0.05) + random.draw(Math.floor(length * 0.95));
    for (let count = random.draw(5); count > 0; count--) {
      const depth = random.pick([1, 1, 1, 2, 3, 5, 7, 12, 30, 64, 99]);
      const at = anyTime();
      const replay = random.pick(["all", "some", "none"] as const);
      acts.push({ at, chainId, kind: "reorg", depth, length: depth + random.pick([0, 0, 1, 1, 2]), replay });
      // The same once more, in the middle of it all.
      if (random.chance(0.3)) {
        acts.push({
          at: at + random.draw(2 * blockMilliseconds),
          chainId,
          kind: "reorg",
          depth,
          length: depth + 1,
          replay,
        });
      }
      if (random.chance(0.2)) acts.push({ at: at + random.draw(5 * blockMilliseconds), chainId, kind: "switchBack" });
    }
    if (random.chance(0.3)) {
      acts.push({ at: anyTime(), chainId, kind: "halt", milliseconds: random.draw(60 * blockMilliseconds) });
    }
    if (random.chance(0.2)) {
      acts.push({ at: anyTime(), chainId, kind: "timeOffset", seconds: random.pick([0, -86_400, 86_400]) });
    }
    if (chainId !== hub && random.chance(0.15)) {
      const toHub = random.chance(0.7);
      acts.push({
        ...{ at: anyTime(), kind: "forge", chainId: toHub ? hub : chainId, source: toHub ? chainId : hub },
        ...{ forgery: random.pick(["forged", "altered", "dropped"] as const), delivered: random.chance(0.8) },
      });
    }
  }
  return acts.toSorted((a, b) => a.at - b.at);
}

function drawFaults(
  random: Random,
  chains: readonly PlannedChain[],
  providers: readonly PlannedProvider[],
  length: number,
): Fault[] {
  const faults: Fault[] = [];
  for (let count = random.draw(9); count > 0; count--) {
    const chain = random.chance(0.6) ? random.pick(chains) : undefined;
    const from = random.draw(length);
    const scope = {
      ...(chain === undefined ? {} : { chainId: chain.id }),
      ...(providers.length > 1 && random.chance(0.7) ? { provider: random.pick(providers).name } : {}),
      from,
      until: from + random.draw(Math.floor(length / 2)),
      probability: random.pick([0.02, 0.1, 0.3, 0.8, 1]),
    };
    faults.push({ ...scope, ...drawKind(random, (chain === undefined ? chains : [chain]).every(hasRoot)) });
  }
  return faults;
}

const hasRoot = ({ receiptsRoot }: PlannedChain): boolean => receiptsRoot;

/**
 * @param isRootChecked Whether logs are checked against the root of receipts: nothing else always
 * tells that one is missing or altered.
 */
function drawKind(random: Random, isRootChecked: boolean) {
  const kinds = [
    { kind: "timeout" },
    { kind: "refused" },
    { kind: "rateLimited" },
    { kind: "rateLimited", retryAfterSeconds: random.draw(10) },
    { kind: "serverError" },
    { kind: "cut" },
    { kind: "malformed" },
    { kind: "slow", milliseconds: random.draw(20_000) },
    { kind: "internalError" },
    { kind: "rangeTooLarge", blocks: 1 + random.draw(20), wording: random.pick(wordings) },
    { kind: "tooManyResults", logs: 1 + random.draw(100), wording: random.pick(wordings) },
    { kind: "missingBlock" },
    { kind: "duplicatedLogs" },
    { kind: "shuffledLogs" },
    { kind: "wrongBlock" },
    { kind: "lag", milliseconds: random.draw(20_000) },
    { kind: "silentSocket", milliseconds: random.draw(60_000) },
    { kind: "droppedSocket" },
    ...(isRootChecked ? ([{ kind: "missingLogs" }, { kind: "foreignLogs" }, { kind: "alteredLogs" }] as const) : []),
  ] as const;
  return random.pick(kinds);
}

function drawBlows(random: Random, length: number): Blow[] {
  return Array.from({ length: random.draw(3) }, () => ({
    at: random.draw(length),
    kind: random.pick(["restart", "cutConnections"] as const),
  })).toSorted((a, b) => a.at - b.at);
}
