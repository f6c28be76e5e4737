import { createNetwork, createVirtualClock, createWorld, type FaultKind } from "@concert/simulator";
import { expect, test } from "vitest";
import { chainOf, followChain } from "../../test/followChain.ts";

const id = 101;

function open(
  protocols: readonly ("http" | "ws")[],
  faults: readonly (FaultKind & { from: number; until: number })[] = [],
) {
  const clock = createVirtualClock();
  const world = createWorld({ seed: 4, clock, chains: [{ id }, { id: 102 }], traffic: { ordersPerBlock: 1 } });
  world.mine(id, 3);
  const network = createNetwork({
    world,
    providers: [{ name: "a", latencyMilliseconds: 20 }],
    plan: { seed: 1, faults: faults.map((fault) => ({ probability: 1, ...fault })) },
  });
  const chain = chainOf(
    world,
    id,
    protocols.map((protocol) => network.url(id, "a", protocol)),
  );
  const followed = followChain({ chain, network, clock });
  /** How long it takes until a block that is mined now has been read. */
  const mine = async (most = 30_000) => {
    world.mine(id);
    const started = clock.now();
    const { hash } = world.canonical(id).at(-1)!.header;
    while (followed.checkpoints.at(-1)!.hash !== hash && clock.now() - started < most) await clock.advance(1);
    return clock.now() - started;
  };
  return { clock, world, followed, mine };
}

test("over a websocket, a block is there one answer after its head was told", async () => {
  const { clock, followed, mine } = open(["ws", "http"]);
  await clock.advance(5_000);
  for (let block = 0; block < 10; block++) {
    const asked = (await followed.metrics()).match(/method="eth_getBlockByNumber"\} (\d+)/g)!.join();
    expect(await mine()).toBeLessThanOrEqual(22);
    // Besides the logs, only what is final.
    const [before, after] = [asked, (await followed.metrics()).match(/method="eth_getBlockByNumber"\} (\d+)/g)!.join()];
    expect(sumOf(after) - sumOf(before)).toBeLessThanOrEqual(1);
    await clock.advance(978);
  }
  await followed.stop();
});

test("by asking, a block is there two answers after the next question", async () => {
  const { clock, followed, mine } = open(["http"]);
  await clock.advance(5_137);
  for (let block = 0; block < 10; block++) {
    expect(await mine()).toBeLessThanOrEqual(500 + 2 * 20 + 25);
    await clock.advance(713);
  }
  await followed.stop();
});

test("a provider that tells its head anyway is not asked for it besides", async () => {
  const { clock, followed, mine } = open(["ws", "http"]);
  await clock.advance(5_000);
  const asked = async () => sumOf((await followed.metrics()).match(/method="eth_getBlockByNumber"\} (\d+)/g)!.join());
  const before = await asked();
  for (let second = 0; second < 60; second++) await clock.advance(1_000 - (await mine()));
  // What is final, 60 times; every five seconds the poll beside the websocket, and the provider that it leaves out.
  expect((await asked()) - before).toBeLessThanOrEqual(60 + 12 + 12 + 2);
  await followed.stop();
});

test("while a chain stands still, each of its providers is asked for its head once every five seconds or six", async () => {
  for (const protocols of [["ws"], ["ws", "http"]] as const) {
    const { clock, followed } = open(protocols);
    await clock.advance(20_000);
    const asked = async () => sumOf((await followed.metrics()).match(/method="eth_getBlockByNumber"\} (\d+)/g)!.join());
    const before = await asked();
    await clock.advance(60_000);
    expect((await asked()) - before).toBeLessThanOrEqual(12 * protocols.length + 1);
    await followed.stop();
  }
});

test("a websocket that goes silent is noticed, and opened again", async () => {
  const { clock, world, followed, mine } = open(
    ["ws"],
    [{ kind: "silentSocket", milliseconds: 3_600_000, from: 20_000, until: 21_500 }],
  );
  for (let second = 0; second < 20; second++) {
    world.mine(id);
    await clock.advance(1_000);
  }
  // The sockets of before stay silent; what is opened later does not.
  let most = 0;
  for (let second = 0; second < 20; second++) {
    most = Math.max(most, await mine());
    await clock.advance(Math.max(1_000 - most, 1));
  }
  expect(followed.lines.join("\n")).toContain("the websocket broke provider=ws://simulator/… error=it went silent");
  expect(most).toBeGreaterThan(1_000);
  expect(most).toBeLessThan(7_000);
  expect(await mine()).toBeLessThanOrEqual(22);
  await followed.stop();
});

test("a chain that halts has its websocket stay open", async () => {
  const { clock, followed, mine } = open(["ws"]);
  for (let second = 0; second < 5; second++) {
    await mine();
    await clock.advance(980);
  }
  await clock.advance(300_000);
  expect(followed.lines.join("\n")).not.toContain("broke");
  expect(await mine()).toBeLessThanOrEqual(22);
  await followed.stop();
});

test("while no provider answers, the chain is told to be unreadable, and why", async () => {
  const { clock, followed, mine } = open(["http"], [{ kind: "refused", from: 5_000, until: 30_000 }]);
  await clock.advance(4_000);
  expect(followed.outage).toBeUndefined();
  await clock.advance(10_000);
  expect(followed.outage).toContain("ECONNREFUSED");
  expect(await followed.metrics()).toContain('concert_chain_readable{chain="101"} 0');
  await clock.advance(25_000);
  expect(followed.outage).toBeUndefined();
  expect(await mine()).toBeLessThan(1_000);
  expect(await followed.metrics()).toContain('concert_chain_readable{chain="101"} 1');
  await followed.stop();
});

function sumOf(counts: string): number {
  return [...counts.matchAll(/\} (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
}
