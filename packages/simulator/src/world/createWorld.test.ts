import { attestationTypedData, ledgerEventsAbi, orderEventsAbi, orderId } from "@concert/types";
import { type Hex, hashTypedData } from "viem";
import { describe, expect, test } from "vitest";
import { checkChannels, checkLedger, type DecodedLog, decodeLogs } from "../../test/checkHistory.ts";
import { createVirtualClock } from "../clock/createVirtualClock.ts";
import { assets, tokenOf, unitOf, vaults } from "../protocol/assets.ts";
import { claimKey } from "../protocol/createCustody.ts";
import { createWorld, type World } from "./createWorld.ts";

const chainIds = [101, 102, 103];

function makeWorld(seed = 1, parameters: Partial<Parameters<typeof createWorld>[0]> = {}): World {
  return createWorld({ seed, clock: createVirtualClock(), chains: chainIds.map((id) => ({ id })), ...parameters });
}

/** Lets the chains make blocks in turns. */
async function run(world: World, seconds: number): Promise<void> {
  const controller = new AbortController();
  const running = world.start(controller.signal);
  await (world.clock as ReturnType<typeof createVirtualClock>).advance(seconds * 1_000);
  controller.abort();
  await running;
}

const logsOf = (world: World, chainId: number): DecodedLog[] =>
  decodeLogs(
    chainId,
    world.canonical(chainId).flatMap(({ logs }) => logs),
  );
const everything = (world: World): unknown => world.chains.map(({ id }) => world.canonical(id));
const hashAt = (world: World, chainId: number, number: number): Hex => world.canonical(chainId)[number]!.header.hash;
const headNumber = (world: World, chainId: number): number => world.chain(chainId).head().header.number;

function check(world: World) {
  const decoded = new Map(world.chains.map(({ id }) => [id, logsOf(world, id)]));
  const { hub, spoke, hubChain } = world.deployment;
  return checkChannels({
    ...{ chainIds: [...decoded.keys()], hubChain, hub, spoke },
    logsOf: (chainId) => decoded.get(chainId)!,
  });
}

describe("a world without faults", async () => {
  const world = makeWorld(2);
  await run(world, 200);
  const logs = chainIds.flatMap((id) => logsOf(world, id));

  test("has every kind of event but one that another test brings about, and allowances on the ledger", () => {
    const seen = new Set(logs.map(({ eventName }) => eventName));
    const missing = [...orderEventsAbi, ...ledgerEventsAbi].map(({ name }) => name).filter((name) => !seen.has(name));
    expect([...new Set(missing)]).toEqual(["ChainRetired", "Approval", "OperatorSet"]);
  });

  test("has a ledger that adds up, whose custody its spokes hold", () => {
    const counts = checkLedger(logs);
    for (const name of ["CustodyJoined", "CustodyLeft", "LocalCredited", "Withdraw", "ProfitLocked"]) {
      expect(counts[name], name).toBeGreaterThan(3);
    }
    const { ledger } = world.protocol.contractsOf(101).hub!;
    for (const asset of assets) {
      for (const { contracts } of world.chains) {
        const { chainId } = contracts.machine;
        const held = contracts.spoke.custody.balances.get(tokenOf(asset, chainId)) ?? 0n;
        expect(held * unitOf(asset) >= ledger.placeOf(asset.id, chainId).custody).toBe(true);
      }
    }
  });

  test("has pooled orders, filled by vaults and by accounts, cancelled and expired", () => {
    const pooled = new Set(
      logs.flatMap((log) => (log.eventName === "OrderOpened" && log.args.order.pooled ? [log.args.orderId] : [])),
    );
    const decided = (name: string) =>
      logs.filter((log) => log.eventName === name && pooled.has((log.args as { orderId: Hex }).orderId)).length;
    expect(decided("OrderSettled")).toBeGreaterThan(5);
    expect(decided("OrderAborted")).toBeGreaterThan(2);
    const fillers = logs.flatMap((log) =>
      log.eventName === "CustodyLeft" && log.args.kind === 2 ? log.args.account : [],
    );
    const byVault = fillers.filter((filler) => vaults.some(({ address }) => address === filler.toLowerCase()));
    expect(byVault.length).toBeGreaterThan(3);
    expect(fillers.length).toBeGreaterThan(byVault.length);
  });

  test("has valid channels, over which nearly everything arrives", () => {
    const { queued, delivered } = check(world);
    expect(queued).toBeGreaterThan(500);
    expect(delivered).toBeGreaterThan(0.85 * queued);
    expect(delivered).toBeLessThan(queued);
  });

  test("has orders with their own ids, each decided once", () => {
    const decided = new Set<Hex>();
    for (const log of logs) {
      if (log.eventName === "OrderOpened" || log.eventName === "SignedOrderOpened") {
        expect(orderId(log.args.order, { hubChain: 101n, hub: world.deployment.hub })).toBe(log.args.orderId);
      }
      if (log.eventName !== "OrderSettled" && log.eventName !== "OrderAborted") continue;
      expect(decided.has(log.args.orderId)).toBe(false);
      decided.add(log.args.orderId);
    }
    const count = (name: string) => logs.filter(({ eventName }) => eventName === name).length;
    expect(count("OrderSettled")).toBeGreaterThan(50);
    expect(count("OrderAborted")).toBeGreaterThan(10);
    expect(count("PayoutPaid")).toBeGreaterThan(100);
  });

  test("has messages whose receiveId is what attesters sign", () => {
    const executed = logs.filter((log) => log.eventName === "MessageExecuted");
    expect(executed.length).toBeGreaterThan(50);
    for (const { args, chainId } of executed.slice(0, 10)) {
      const domain = { chain: BigInt(chainId), gateway: world.deployment.attestedGateway };
      expect(hashTypedData(attestationTypedData(args, domain))).toBe(args.receiveId);
    }
  });

  test("has spokes that hold what can be claimed", () => {
    for (const { contracts } of world.chains) {
      const { custody } = contracts.spoke;
      for (const log of logs) {
        if (log.eventName !== "PayoutFailed" || log.chainId !== contracts.machine.chainId) continue;
        const token = log.args.token.toLowerCase() as Hex;
        const account = log.args.account.toLowerCase() as Hex;
        const held = custody.balances.get(custody.wrapped(token)) ?? 0n;
        const native = custody.wrapped(token) === token ? 0n : custody.nativeBalance.get();
        expect(held + native >= (custody.claimable.get(claimKey(token, account)) ?? 0n)).toBe(true);
      }
    }
  });

  test("has times that go on, one interval per block", () => {
    for (const id of chainIds) {
      const blocks = world.canonical(id);
      expect(blocks).toHaveLength(202);
      for (const [index, { header }] of blocks.entries()) {
        if (index === 0) continue;
        expect(header.parentHash).toBe(blocks[index - 1]!.header.hash);
        expect(header.time >= blocks[index - 1]!.header.time).toBe(true);
      }
      expect(blocks.at(-1)!.header.time - blocks[2]!.header.time).toBe(199n);
    }
  });
});

test("a seed determines all of it", async () => {
  const worlds = [makeWorld(5), makeWorld(5), makeWorld(6)];
  for (const world of worlds) {
    await run(world, 30);
    world.reorg(102, { depth: 5 });
    await run(world, 10);
  }
  const [first, again, other] = worlds.map(everything);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test.for([
  [1, 2, "none"],
  [7, 8, "some"],
  [64, 64, "none"],
  [250, 251, "all"],
] as const)("a reorg of %d blocks, replaced by %d, replaying %s", async ([depth, length, replay]) => {
  const world = makeWorld(depth);
  await run(world, depth + 10);
  const before = world.canonical(102);
  const head = headNumber(world, 102);
  world.reorg(102, { depth, length, replay });
  const after = world.canonical(102);
  expect(headNumber(world, 102)).toBe(head - depth + length);
  expect(after.slice(0, head - depth + 1)).toEqual(before.slice(0, head - depth + 1));
  for (let number = head - depth + 1; number <= head; number++) {
    expect(after[number]!.header.hash).not.toBe(before[number]!.header.hash);
    expect(after[number]!.header.parentHash).toBe(after[number - 1]!.header.hash);
  }
  if (replay === "all") {
    const kept = (blocks: typeof before) =>
      blocks.slice(0, head + 1).flatMap(({ logs }) => logs.map(({ data }) => data));
    expect(kept(after)).toEqual(kept(before));
  }
  await run(world, 20);
  if (replay === "all") check(world);
});

test("a reorg of the receiver takes deliveries back, and they come again", async () => {
  // Nothing that another chain has taken is undone.
  const world = makeWorld(8, { traffic: { confirmations: 8 } });
  await run(world, 60);
  const { delivered: before } = check(world);
  world.reorg(101, { depth: 7, replay: "none" });
  world.reorg(102, { depth: 6, length: 6, replay: "some" });
  world.reorg(102, { depth: 7, replay: "none" });
  await run(world, 40);
  const { queued, delivered } = check(world);
  expect(delivered).toBeGreaterThan(before + 50);
  expect(delivered).toBeGreaterThan(0.7 * queued);
});

test("what was delivered stays so when the sender leaves that fork", async () => {
  const world = makeWorld(4, { traffic: { confirmations: 0 } });
  await run(world, 60);
  const delivered = () => logsOf(world, 101).filter(({ eventName }) => eventName === "EntriesDelivered").length;
  const before = delivered();
  const processed = world.chain(101).contracts.hub!.end(102).processed.get();
  const knows = () => world.chain(102).contracts.spoke.end(101).positions.get(processed) !== undefined;
  expect(knows()).toBe(true);
  world.reorg(102, { depth: 40, replay: "none" });
  expect(knows()).toBe(false);
  expect(delivered()).toBe(before);
  await run(world, 10);
  expect(() => check(world)).toThrow();
});

test("the orphans are there to go back to, with the state that they had", async () => {
  const world = makeWorld(10);
  const chain = world.chain(101);
  const read = () => chain.contracts.hub!.end(102).processed.get();
  await run(world, 15);
  const [ancestor, early] = [chain.head(), read()];
  await run(world, 35);
  const left = chain.head();
  const [before, canonical] = [read(), world.canonical(101)];
  expect(before).not.toBe(early);
  expect(chain.readAt(ancestor, read)).toBe(early);
  world.reorg(101, { depth: 30, replay: "none" });
  const there = chain.head();
  const after = read();
  expect(after).not.toBe(before);
  expect(chain.readAt(left, read)).toBe(before);
  expect(chain.orphansAt(left.header.number)).toEqual([left]);
  expect(read()).toBe(after);

  world.switchTo(101, left.header.hash);
  expect(world.canonical(101)).toEqual(canonical);
  expect(read()).toBe(before);
  expect(chain.readAt(there, read)).toBe(after);
  await run(world, 5);
  expect(headNumber(world, 101)).toBe(left.header.number + 5);
});

test.for(["forged", "altered", "dropped"] as const)("a %s message is accepted and delivered", async (kind) => {
  const world = makeWorld(2);
  await run(world, 40);
  // Something to alter or to leave out.
  for (let index = 0; index < 3; index++) world.chain(102).include(() => world.chain(102).contracts.spoke.fillMany([]));
  world.mine(102, 3);
  world.forge({ source: 102, target: 101, kind });
  world.mine(101);
  const sender = world.chain(102).contracts.spoke.end(101);
  const logs = decodeLogs(101, world.canonical(101).at(-1)!.logs);
  const delivery = logs.find((log) => log.eventName === "EntriesDelivered");
  expect(logs.slice(0, 3).map(({ eventName }) => eventName)).toEqual([
    ...["MessageExecuted", "HeadAccepted", "EntriesDelivered"],
  ]);
  const headAfter = delivery?.eventName === "EntriesDelivered" ? delivery.args.headAfter : undefined;
  expect(sender.positions.get(headAfter!)).toBeUndefined();
  expect(() => check(world)).toThrow();
});

test("a forged instruction pays what nobody owes; an accepted head alone delivers nothing", async () => {
  const world = makeWorld(2);
  await run(world, 40);
  world.forge({ source: 101, target: 103, kind: "forged" });
  world.mine(103);
  const names = decodeLogs(103, world.canonical(103).at(-1)!.logs).map(({ eventName }) => eventName);
  expect(names).toContain("EntryRejected");
  expect(names.some((name) => name === "PayoutFailed" || name === "PayoutPaid")).toBe(true);

  world.forge({ source: 101, target: 102, kind: "forged", delivered: false });
  world.mine(102);
  const accepted = decodeLogs(102, world.canonical(102).at(-1)!.logs).map(({ eventName }) => eventName);
  expect(accepted.slice(0, 2)).toEqual(["MessageExecuted", "HeadAccepted"]);
  expect(() => world.forge({ source: 102, target: 103, kind: "forged" })).toThrow("one of them must be the hub's");
});

test("a chain halts alone, and its clock may be off", async () => {
  const world = makeWorld(1, {
    chains: [{ id: 101 }, { id: 102 }, { id: 103, timeOffsetSeconds: -86_400, blockMilliseconds: 6_000 }],
  });
  await run(world, 12);
  expect([101, 102, 103].map((id) => headNumber(world, id))).toEqual([13, 13, 3]);
  const time = (id: number) => world.chain(id).head().header.time;
  expect(time(101) - time(103)).toBe(86_400);
  world.halt(102);
  world.setTimeOffset(103, 86_400);
  await run(world, 12);
  expect([101, 102, 103].map((id) => headNumber(world, id))).toEqual([25, 13, 5]);
  expect(time(103) - time(101)).toBe(86_400);
  world.resume(102);
  await run(world, 1);
  expect(headNumber(world, 102)).toBe(14);
});

test("what can't be is named", () => {
  const world = makeWorld();
  expect(() => world.mine(7)).toThrow("7 is none of the chains 101, 102, 103.");
  expect(() => world.reorg(101, { depth: 1 })).toThrow("would undo the deployment");
  expect(() => world.switchTo(101, hashAt(world, 102, 0))).toThrow("chain 101 has no block");
});

test("a chain that was silent for a week is retired, and comes back with its route", async () => {
  const world = makeWorld();
  await run(world, 20);
  const { hub } = world.chain(101).contracts;
  const { attestedGateway, spoke } = world.protocol.addresses;
  world.setTimeOffset(101, 8 * 24 * 60 * 60);
  world.chain(101).include(() => hub!.retire(103));
  world.chain(101).include(() => hub!.routeTo(103, attestedGateway, spoke));
  world.mine(101);
  const names = decodeLogs(101, world.canonical(101).at(-1)!.logs).map(({ eventName }) => eventName);
  expect(names.slice(0, 6)).toEqual([
    ...["ChainRetired", "SpokeConfigured", "EntryQueued", "RouteSet", "SpokeConfigured", "EntryQueued"],
  ]);
});
