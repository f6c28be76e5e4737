import { createVirtualClock } from "@concert/simulator";
import { InputError } from "@concert/types";
import { describe, expect, test } from "vitest";
import { answering, type Script, ScriptedError, scriptedNetwork } from "../../test/scriptedNetwork.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { askHeader } from "./askProvider.ts";
import { createPool, type Pool } from "./createPool.ts";
import type { IndexedChain } from "./IndexedChain.ts";
import { LieError, UnreadableError } from "./ProviderError.ts";

const [one, two, three] = ["http://one.example/", "http://two.example/", "http://three.example/"] as const;
const hash = (number: number) => `0x${number.toString(16).padStart(64, "0")}`;

/** A node of chain 5 at some head. */
function node({ chainId = 5, head = 100, genesis = 0 }: { chainId?: number; head?: number; genesis?: number } = {}) {
  const state = { chainId, head, genesis };
  const script = answering(({ method, params }) => {
    if (method === "eth_chainId") return `0x${state.chainId.toString(16)}`;
    const number = params[0] === "latest" ? state.head : Number(params[0]);
    if (number > state.head) return null;
    return {
      number: `0x${number.toString(16)}`,
      hash: hash(number + (number === 0 ? state.genesis : 1_000)),
      parentHash: hash(number + 999),
      timestamp: "0x1",
    };
  });
  return { state, script };
}

function open(scripts: Record<string, Script>, changes: Partial<IndexedChain> = {}) {
  const clock = createVirtualClock();
  const { network, requests } = scriptedNetwork(scripts);
  const lines: string[] = [];
  const log = {
    ...createLog(),
    warn: (message: string, facts = {}) => lines.push(`${message} ${JSON.stringify(facts)}`),
  };
  const metrics = createMetrics();
  const pool = createPool({
    chain: {
      chainId: 5n,
      name: "five",
      rpcUrls: Object.keys(scripts),
      finality: "finalized",
      startBlock: 0n,
      genesisHash: undefined,
      contracts: new Map(),
      sender: "0x01",
      ...changes,
    },
    network,
    clock,
    log: { ...log, info: (message: string, facts = {}) => lines.push(`${message} ${JSON.stringify(facts)}`) },
    metrics,
    random: () => 1,
  });
  pool.started = true;
  const head = () => pool.run((provider) => askHeader(provider, "latest"));
  return { clock, pool, requests, lines, metrics, head };
}

/** Runs something on virtual time until it ends. */
async function finish<T>(clock: ReturnType<typeof createVirtualClock>, running: Promise<T>, milliseconds = 60_000) {
  let ended = false;
  const outcome = running.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  void outcome.then(() => {
    ended = true;
  });
  for (let time = 0; !ended && time < milliseconds; time += 50) await clock.advance(50);
  const result = await Promise.race([outcome, Promise.resolve({ error: new Error("it did not end.") })]);
  if ("error" in result) throw result.error;
  return result.value;
}

test("the preferred one is asked, the next one if it fails", async () => {
  const first = node();
  let up = true;
  const { head, requests } = open({
    [one]: (calls, signal) => (up ? first.script(calls, signal) : new Response("", { status: 502 })),
    [two]: node({ head: 101 }).script,
  });
  expect((await head()).number).toBe(100n);
  up = false;
  expect((await head()).number).toBe(101n);
  up = true;
  requests.length = 0;
  await head();
  // Once it has failed, it comes after the other.
  expect(requests[0]!.url).toBe(two);
});

test("one that is much faster is asked before one that is preferred", async () => {
  const slow = node();
  const { clock, head, requests, pool } = open({
    [one]: async (calls, signal) => {
      await clock.sleep(400);
      return slow.script(calls, signal);
    },
    [two]: node().script,
  });
  await finish(clock, head());
  await pool.run((provider) => askHeader(provider, "latest"), { only: pool.providers[1]! });
  requests.length = 0;
  await head();
  expect(requests.map(({ url }) => url)).toEqual([two]);
});

describe("a rate limit", () => {
  test("is waited for as long as it says, and meanwhile another is asked", async () => {
    const first = node();
    let limited = true;
    const { clock, head, requests } = open({
      [one]: (calls, signal) =>
        limited ? new Response("", { status: 429, headers: { "retry-after": "10" } }) : first.script(calls, signal),
      [two]: node().script,
    });
    await head();
    limited = false;
    requests.length = 0;
    await clock.advance(9_000);
    await head();
    expect(requests.map(({ url }) => url)).toEqual([two]);
    await clock.advance(1_001);
    requests.length = 0;
    await head();
    expect(requests[0]!.url).toBe(one);
  });

  test("of the only one is waited for", async () => {
    const first = node();
    let limitedUntil = 0;
    const { clock, head } = open({
      [one]: (calls, signal) =>
        clock.now() < limitedUntil
          ? new Response("", { status: 429, headers: { "retry-after": "3" } })
          : first.script(calls, signal),
    });
    await head();
    const started = clock.now();
    limitedUntil = started + 2_500;
    await finish(clock, head());
    expect(clock.now() - started).toBeGreaterThanOrEqual(3_000);
    expect(clock.now() - started).toBeLessThan(4_000);
  });

  test("without a time backs off, further each time", async () => {
    const { clock, head, pool } = open({ [one]: () => new Response("", { status: 429 }) });
    const [provider] = pool.providers;
    const pauses: number[] = [];
    for (let round = 0; round < 4; round++) {
      await finish(clock, head()).catch(() => undefined);
      pauses.push(provider!.pausedUntil - clock.now());
    }
    // Each attempt asks twice.
    expect(pauses[1]! / pauses[0]!).toBeGreaterThan(3);
    expect(pauses[3]).toBeGreaterThan(20_000);
    expect(pauses[3]).toBeLessThanOrEqual(30_000);
  });

  test("of ours is kept", async () => {
    const { clock, head, requests } = open({ [one]: node().script }, { requestsPerSecond: 5 });
    const started = clock.now();
    await finish(clock, Promise.all(Array.from({ length: 40 }, head)));
    // The first ones may go out at once.
    expect(requests.length).toBe(41);
    expect(clock.now() - started).toBeGreaterThan(7_000);
    expect(clock.now() - started).toBeLessThan(9_000);
  });
});

describe("another chain", () => {
  test("ends it at the start", async () => {
    const { pool, head } = open({ [one]: node({ chainId: 6 }).script });
    pool.started = false;
    await expect(head()).rejects.toThrow(InputError);
    await expect(head()).rejects.toThrow("serves chain 6, but the configuration gives it for chain 5 (five)");
  });

  test("is not what one serves that does not give the first block", async () => {
    const { script, state } = node();
    const { pool, head, clock } = open({ [one]: script }, { genesisHash: hash(0) });
    pool.started = false;
    state.head = -1;
    await expect(finish(clock, head())).rejects.toThrow(UnreadableError);
  });

  test.each([
    ["id", { chainId: 6 }],
    ["first block", { genesis: 7 }],
  ])("by its %s is set aside later, named, and tried again", async (_, change) => {
    const first = node();
    const { clock, pool, head, lines, metrics } = open(
      { [one]: first.script, [two]: node({ head: 101 }).script },
      { genesisHash: hash(0) },
    );
    await head();
    const right = { ...first.state };
    Object.assign(first.state, change);
    pool.doubt();
    expect((await head()).number).toBe(101n);
    expect(lines[0]).toContain('"provider":"http://one.example","reason":"wrong_chain"');
    expect(await metrics.registry.metrics()).toContain(
      'concert_provider_set_aside{chain="5",provider="http://one.example",reason="wrong_chain"} 1',
    );
    Object.assign(first.state, right);
    await clock.advance(4_000);
    expect(pool.usable()).toHaveLength(1);
    await clock.advance(1_001);
    await pool.run((provider) => askHeader(provider, "latest"), { only: pool.providers[0]! });
    expect(lines[1]).toContain("serves again");
    expect(await metrics.registry.metrics()).not.toContain("concert_provider_set_aside{");
  });
});

describe("one that lies", () => {
  const lie = (pool: Pool) =>
    pool.run(async () => {
      throw new LieError("bad_bloom", "a log is not in the bloom");
    });

  test("is set aside for longer each time; with all set aside the chain can't be read, and says why", async () => {
    const { clock, pool, head } = open({ [one]: node().script });
    const waits: number[] = [];
    for (let time = 0; time < 7; time++) {
      await expect(lie(pool)).rejects.toThrow(UnreadableError);
      expect(pool.unreadable()).toBe("http://one.example: a log is not in the bloom");
      await expect(head()).rejects.toThrow("http://one.example: a log is not in the bloom");
      const { asideUntil } = pool.providers[0]!;
      waits.push(asideUntil - clock.now());
      await clock.advance(asideUntil - clock.now());
      expect((await head()).number).toBe(100n);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    // A good while later it starts anew.
    await clock.advance(70_000);
    await head();
    await expect(lie(pool)).rejects.toThrow(UnreadableError);
    expect(pool.providers[0]!.asideUntil - clock.now()).toBe(1_000);
  });
});

test("one that comes back has to show its chain again", async () => {
  const first = node();
  const { clock, pool, head } = open({ [one]: first.script });
  await head();
  pool.setAside(pool.providers[0]!, "bad_link", "it lied");
  await clock.advance(1_001);
  first.state.chainId = 6;
  await expect(head()).rejects.toThrow("serves chain 6");
  expect(pool.providers[0]!.aside?.fault).toBe("wrong_chain");
});

describe("one that lags", () => {
  test("is set aside if it is far behind, or behind for long", async () => {
    const { clock, pool } = open({ [one]: node().script, [two]: node().script });
    const [a, b] = pool.providers;
    pool.noteHead(a!, 1_000n);
    pool.noteHead(b!, 935n);
    expect(b!.aside).toMatchObject({ fault: "lag", message: "its head 935 is 65 blocks behind" });
    await clock.advance(5_000);
    for (let second = 0; second < 15; second++) {
      pool.noteHead(b!, 990n);
      await clock.advance(1_000);
    }
    expect(pool.usable()).toContain(b);
    await clock.advance(1_000);
    pool.noteHead(b!, 990n);
    expect(pool.usable()).not.toContain(b);
  });

  test("is not who is behind one alone of three", async () => {
    const { pool } = open({ [one]: node().script, [two]: node().script, [three]: node().script });
    const [a, b, c] = pool.providers;
    pool.noteHead(b!, 100n);
    pool.noteHead(c!, 101n);
    pool.noteHead(a!, 1_000_000n);
    pool.noteHead(b!, 101n);
    pool.noteHead(c!, 101n);
    expect(pool.usable()).toHaveLength(3);
  });
});

test("one that fails again and again is left alone for a moment", async () => {
  const { clock, pool, head, requests } = open({
    [one]: answering(() => {
      throw new ScriptedError(-32603, "internal error");
    }),
    [two]: node().script,
  });
  for (let time = 0; time < 3; time++) {
    await pool.run((provider) => askHeader(provider, "latest"), { only: pool.providers[0]!, rounds: 1 }).catch(() => 0);
  }
  expect(pool.providers[0]!.aside).toMatchObject({ fault: "unreachable", message: "internal error (-32603)" });
  requests.length = 0;
  await head();
  expect(requests.every(({ url }) => url === two)).toBe(true);
  await clock.advance(251);
  expect(pool.usable()).toHaveLength(2);
});
