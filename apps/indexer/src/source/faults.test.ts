import {
  createNetwork,
  createVirtualClock,
  createWorld,
  type FaultKind,
  type ProviderOptions,
  wordings,
} from "@concert/simulator";
import { expect, test } from "vitest";
import { chainOf, type FollowedChain, followChain } from "../../test/followChain.ts";
import type { IndexedChain } from "./IndexedChain.ts";

const id = 101;

type Setting = {
  seed: number;
  providers?: readonly ProviderOptions[];
  /** Of every request, to the providers of that name, until `faultyMilliseconds`. */
  faults?: readonly (FaultKind & { provider?: string; probability: number })[];
  faultyMilliseconds?: number;
  protocols?: readonly ("http" | "ws")[];
  chain?: Partial<IndexedChain>;
  minedFirst?: number;
};

function createSetting(setting: Setting) {
  const { seed, providers = [{ name: "a" }], faults = [], protocols = ["http"] } = setting;
  const { faultyMilliseconds = Number.MAX_SAFE_INTEGER, chain, minedFirst = 2 } = setting;
  const clock = createVirtualClock();
  const world = createWorld({ seed, clock, chains: [{ id }, { id: 102 }], traffic: { ordersPerBlock: 0.5 } });
  const advance = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      world.mine(id);
      world.mine(102);
      await clock.advance(1_000);
    }
  };
  for (let block = 0; block < minedFirst; block++) {
    world.mine(id);
    world.mine(102);
  }
  const network = createNetwork({
    world,
    providers,
    plan: { seed, faults: faults.map((fault) => ({ from: 1_000, until: faultyMilliseconds, ...fault })) },
  });
  const urls = providers.flatMap(({ name }) => protocols.map((protocol) => network.url(id, name, protocol)));
  const followed = followChain({ chain: { ...chainOf(world, id, urls), ...chain }, network, clock });
  return { clock, world, network, followed, advance };
}

/** What is read is what the chain is, up to its head. */
function expectExact(world: ReturnType<typeof createWorld>, { logs, checkpoints }: FollowedChain): void {
  const canonical = world.canonical(id);
  expect(checkpoints.at(-1)!.hash).toBe(canonical.at(-1)!.header.hash);
  expect(logs.length).toBeGreaterThan(50);
  expect(logs).toEqual(canonical.flatMap((block) => block.logs));
}

const faults: readonly FaultKind[] = [
  { kind: "timeout" },
  { kind: "refused" },
  { kind: "rateLimited" },
  { kind: "rateLimited", retryAfterSeconds: 2 },
  { kind: "serverError" },
  { kind: "cut" },
  { kind: "malformed" },
  { kind: "slow", milliseconds: 3_000 },
  { kind: "slow", milliseconds: 300_000 },
  { kind: "internalError" },
  { kind: "rangeTooLarge", blocks: 1, wording: "geth" },
  { kind: "tooManyResults", logs: 1, wording: "infura" },
  { kind: "missingBlock" },
  { kind: "missingLogs" },
  { kind: "foreignLogs" },
  { kind: "duplicatedLogs" },
  { kind: "shuffledLogs" },
  { kind: "wrongBlock" },
  { kind: "lag", milliseconds: 5_000 },
  { kind: "silentSocket", milliseconds: 20_000 },
  { kind: "droppedSocket" },
];

test.for(faults)("one provider over HTTP and a websocket, whose every third answer is $kind", async (fault) => {
  const ofSocket = fault.kind === "silentSocket" || fault.kind === "droppedSocket";
  const setting = createSetting({
    seed: 7,
    faults: [{ ...fault, probability: 0.3 }],
    faultyMilliseconds: 40_000,
    protocols: ofSocket ? ["ws", "http"] : ["http"],
    // That a log is missing does not always show in a bloom.
    chain: fault.kind === "missingLogs" ? { receiptsRoot: true } : { everyHeader: true },
  });
  const { world, followed, advance } = setting;
  await advance(20);
  world.reorg(id, { depth: 3 });
  await advance(20);
  world.reorg(id, { depth: 7, length: 7 });
  await advance(40);
  expectExact(world, followed);
  expect(followed.outage).toBeUndefined();
  await followed.stop();
});

const lies: readonly (FaultKind & { reason: string })[] = [
  { kind: "missingLogs", reason: "missing_logs" },
  { kind: "alteredLogs", reason: "foreign_logs" },
  { kind: "foreignLogs", reason: "foreign_logs" },
  { kind: "wrongBlock", reason: "bad_link" },
  { kind: "missingBlock", reason: "" },
  { kind: "lag", milliseconds: 100_000, reason: "lag" },
  { kind: "timeout", reason: "unreachable" },
];

test.for(lies)("one of two providers, which is asked first, always: $kind", async ({ reason, ...fault }) => {
  const { world, followed, advance } = createSetting({
    seed: 9,
    providers: [{ name: "a" }, { name: "b" }],
    faults: [{ ...(fault as FaultKind), provider: "a", probability: 1 }],
    minedFirst: 4,
  });
  const canonicalAlways = async () => {
    const read = new Map(followed.logs.map((log) => [`${log.blockHash} ${log.logIndex}`, log]));
    const heads = new Set(followed.checkpoints.map(({ hash }) => hash));
    for (const { header, logs } of world.canonical(id)) {
      if (!heads.has(header.hash)) continue;
      for (const log of logs) expect(read.get(`${log.blockHash} ${log.logIndex}`)).toEqual(log);
    }
  };
  for (let part = 0; part < 8; part++) {
    await advance(5);
    await canonicalAlways();
    world.reorg(id, { depth: 3, length: 3 });
  }
  await advance(20);
  expectExact(world, followed);
  if (reason !== "") {
    expect(followed.lines.join("\n")).toContain(
      `the provider is set aside provider=http://simulator/… #1 reason=${reason}`,
    );
    const kind = reason === "unreachable" ? "timeout" : reason;
    expect(await followed.metrics()).toContain(
      `concert_provider_errors_total{chain="101",provider="http://simulator/… #1",kind="${kind}"}`,
    );
  }
  expect(followed.lines.join("\n")).not.toContain("#2 reason");
  await followed.stop();
});

test("altered logs of one provider are refused by the receipts root", async () => {
  const { world, followed, advance } = createSetting({
    seed: 3,
    faults: [{ kind: "alteredLogs", probability: 0.5 }],
    faultyMilliseconds: 30_000,
    chain: { receiptsRoot: true },
    minedFirst: 100,
  });
  await advance(80);
  expectExact(world, followed);
  expect(followed.lines.join("\n")).toContain("reason=bad_receipts");
  await followed.stop();
});

test.for(wordings)("a backfill within the limits of %s", async (wording) => {
  const { world, followed, advance } = createSetting({
    seed: 5,
    providers: [{ name: "a", limits: { range: 30, results: 150, wording } }],
    minedFirst: 150,
  });
  await advance(20);
  expectExact(world, followed);
  const metrics = await followed.metrics();
  const count = Number(/requests_total\{.*method="eth_getLogs"\} (\d+)/.exec(metrics)![1]);
  // 72 old blocks in ranges; of the others, each has its header read, too.
  expect(count).toBeLessThan(100);
  await followed.stop();
});
