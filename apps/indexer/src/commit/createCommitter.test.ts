import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { encodeReport, extendHead } from "@concert/types";
import { type Hex, zeroHash } from "viem";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createModel, type Model } from "../../test/model.ts";
import { openIndex } from "../../test/openIndex.ts";
import { readState } from "../../test/readState.ts";
import { openStore, silentLog, type TestStore } from "../../test/schemas.ts";
import { type ChainStatus, unknownStatus } from "../api/ChainStatus.ts";
import { systemClock } from "../clock.ts";
import type { ChainLog } from "../source/ChainLog.ts";
import type { Store } from "../store/connectStore.ts";
import { rewind } from "../store/rewind.ts";
import { type Committer, createCommitter, type Feed } from "./createCommitter.ts";
import type { ReadPiece } from "./Piece.ts";

const [hub, spoke, other] = [0, 1, 2];
const gateway = "0x000000000000000000000000000000000000002a";

let postgres: RunningPostgres;
let schema: TestStore;
let fresh: TestStore;
let model: Model;
let feeds: Feed[];
let statuses: ChainStatus[];
let committer: Committer;
/** What chains answer when they are asked for their head; undefined while they can't be read. */
let heads: (bigint | undefined)[];
let end: () => Promise<void>;

beforeAll(async () => {
  postgres = await startPostgres();
  [schema, fresh] = [await openStore(postgres.url, 4), await openStore(postgres.url)];
});

afterAll(async () => {
  await schema?.[Symbol.asyncDispose]();
  await fresh?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  model = createModel(() => 0);
  await openIndex(schema, model);
  heads = model.chains.map(() => undefined);
  await begin();
});

afterEach(() => end());

type Options = {
  waiting?: { events: number; bytes: number };
  unprovenAfterMilliseconds?: number;
  /** For commits. */
  store?: Store;
};

async function begin({ waiting, unprovenAfterMilliseconds = 1_500, store }: Options = {}): Promise<void> {
  const stop = new AbortController();
  committer = createCommitter({
    ...{ store: store ?? schema.store, queries: schema.store, hubChainId: model.hubChainId, clock: systemClock },
    ...(waiting === undefined ? {} : { waiting }),
    log: silentLog,
    async askHead(chainId) {
      const chain = model.chains.findIndex((each) => each.chainId === chainId);
      const number = heads[chain];
      if (number === undefined) throw new Error("it does not answer.");
      const hash = model.blocks[chain]![Number(number) - 1]?.header.hash ?? zeroHash;
      return { number, hash, seenAt: systemClock.now() };
    },
    isIndexed: (chainId) => model.chains.some((chain) => chain.chainId === chainId),
    unprovenAfterMilliseconds,
    signal: stop.signal,
  });
  statuses = model.chains.map(({ chainId, name }) => unknownStatus(chainId, name));
  feeds = await Promise.all(model.chains.map((_, index) => open(index)));
  const running = committer.run();
  end = async () => {
    stop.abort();
    await running;
  };
}

const open = (chain: number) => committer.open(model.chains[chain]!, statuses[chain]!);

/** Hands over what a chain has become since a block. */
async function push(
  chain: number,
  change: (logs: ChainLog[]) => void = () => undefined,
  lastBlock = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { number } = await feeds[chain]!.restart();
  const blocks = model.blocks[chain]!.slice(Number(number), lastBlock);
  const logs = blocks.flatMap((block) => block.logs);
  change(logs);
  const piece: ReadPiece = {
    ...{ fromBlock: number + 1n, to: blocks.at(-1)!.header, replacedBlockCount: 0, finalBlockNumber: undefined, logs },
    ...{ headers: blocks.map(({ header }) => header), readAt: systemClock.now(), live: true },
  };
  await feeds[chain]!.push(piece);
}

async function blockNumbers(): Promise<number[]> {
  const rows = await schema.store`select block_number from checkpoint order by chain_id`;
  return rows.map((row) => Number(row.block_number));
}

const unprovenBlocks = () => schema.store`select chain_id, from_block from unproven`;
const mismatches = () => schema.store`select kind, status from divergence order by kind`;

const entry = encodeReport({ kind: "heartbeat", timestamp: 1n, gasPrice: 1n });
const head = extendHead(zeroHash, entry);

const queue = () => model.mineTransaction(spoke, "spoke", ({ queue }) => queue(hub, entry));
const dispatch = () =>
  model.mineTransaction(spoke, "spoke", ({ emit }) =>
    emit("HeadDispatched", { chain: 101n, head, gateway, sendId: head }),
  );
const accept = (accepted: Hex = head) =>
  model.mineTransaction(hub, "hub", ({ emit }) => emit("HeadAccepted", { chain: 102n, head: accepted, gateway }));
const deliver = () =>
  model.mineTransaction(hub, "hub", ({ emit }) =>
    emit("EntriesDelivered", { chain: 102n, headBefore: zeroHash, headAfter: head, count: 1n }),
  );
const empty = (chain: number) => model.mineTransaction(chain, "spoke", () => undefined);

test("a block waits for what it follows from, and no other chain does", async () => {
  queue();
  dispatch();
  empty(hub);
  accept();
  deliver();
  empty(other);
  heads[spoke] = 2n;
  await push(hub);
  await push(other);
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([1, 0, 1]);
  expect(statuses[hub]!.waiting).toMatchObject({ requirement: { block: 2n, source: 102n, head } });
  empty(other);
  await push(other);
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([1, 0, 2]);

  await push(spoke);
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([3, 2, 2]);
  expect(statuses[hub]!.waiting).toBeUndefined();
  expect(await mismatches()).toEqual([]);
  const joint = await schema.store`
    select cut_id from cut_checkpoint where (chain_id, block_number) in ((101, 3), (102, 2))`;
  expect(joint[0]).toEqual(joint[1]);
});

test("what never happened is waited for until its chain is indexed up to a head seen since; then it is a divergence", async () => {
  queue();
  empty(spoke);
  accept("0x01".padEnd(66, "0") as Hex);
  heads[spoke] = 2n;
  await push(hub);
  await push(spoke, undefined, 1);
  await systemClock.sleep(700);
  expect(await blockNumbers()).toEqual([0, 1, 0]);
  await push(spoke);
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([1, 2, 0]);
  expect(await mismatches()).toMatchObject([{ status: "diverged" }]);
});

test("a head that was seen is not reached by another fork of its height", async () => {
  empty(spoke);
  empty(spoke);
  await push(spoke);
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([0, 2, 0]);
  model.rollBack(spoke, 2);
  queue();
  dispatch();
  heads[spoke] = 2n;
  accept();
  await push(hub);
  await systemClock.sleep(700);
  expect(await blockNumbers()).toEqual([0, 2, 0]);

  await feeds[spoke]!.restart();
  const blocks = model.blocks[spoke]!;
  await feeds[spoke]!.push({
    ...{ fromBlock: 1n, to: blocks.at(-1)!.header, replacedBlockCount: 2, finalBlockNumber: undefined },
    ...{ headers: blocks.map(({ header }) => header), logs: blocks.flatMap(({ logs }) => logs) },
    ...{ readAt: systemClock.now(), live: true },
  });
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([1, 2, 0]);
  expect(await mismatches()).toEqual([]);
  expect(await unprovenBlocks()).toEqual([]);
});

test("both ends of a channel may be forged: neither waits for ever", async () => {
  const forged = "0x01".padEnd(66, "0") as Hex;
  accept(forged);
  model.mineTransaction(spoke, "spoke", ({ emit }) => emit("HeadAccepted", { chain: 101n, head: forged, gateway }));
  [heads[hub], heads[spoke]] = [1n, 1n];
  await Promise.all([push(hub), push(spoke)]);
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([1, 1, 0]);
  expect(await mismatches()).toHaveLength(2);
});

test("if the chain can't be read for long, the block is committed unproven until it can", async () => {
  accept();
  await push(hub);
  await systemClock.sleep(400);
  expect(await blockNumbers()).toEqual([0, 0, 0]);
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([1, 0, 0]);
  expect(await mismatches()).toMatchObject([{ status: "unproven" }]);

  queue();
  dispatch();
  heads[spoke] = 2n;
  await push(spoke);
  await expect.poll(unprovenBlocks, { timeout: 5_000 }).toEqual([]);
  expect(await blockNumbers()).toEqual([1, 2, 0]);
  expect(await mismatches()).toEqual([]);
});

test("what would come from a chain that is not indexed is not waited for, and unproven", async () => {
  await end();
  await begin({ unprovenAfterMilliseconds: 60_000 });
  model.mineTransaction(hub, "hub", ({ emit }) => emit("HeadAccepted", { chain: 999n, head, gateway }));
  await push(hub);
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([1, 0, 0]);
  expect(await mismatches()).toMatchObject([{ status: "unproven" }]);
});

test("what an earlier process left unproven is proved by the next", async () => {
  accept();
  await push(hub);
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([1, 0, 0]);
  await end();
  empty(spoke);
  heads[spoke] = 1n;
  await begin();
  await push(spoke);
  await expect.poll(mismatches, { timeout: 5_000 }).toMatchObject([{ status: "diverged" }]);
});

test("what a commit left unproven of which no answer came is proved", async () => {
  await end();
  let isLost = false;
  const store = new Proxy(schema.store, {
    get(target, name) {
      if (name !== "begin") return Reflect.get(target, name);
      return async (...parameters: never[]) => {
        const committed: unknown = await Reflect.apply(target.begin, target, parameters);
        if (isLost) throw Object.assign(new Error("the connection was cut"), { code: "CONNECTION_CLOSED" });
        return committed;
      };
    },
  });
  await begin({ store, unprovenAfterMilliseconds: 0 });
  queue();
  dispatch();
  accept();
  isLost = true;
  await push(hub);
  await expect.poll(unprovenBlocks, { timeout: 5_000 }).toHaveLength(1);
  isLost = false;
  await expect.poll(() => feeds[hub]!.isStale(), { timeout: 5_000 }).toBe(true);

  heads[spoke] = 2n;
  await push(spoke);
  await expect.poll(unprovenBlocks, { timeout: 5_000 }).toEqual([]);
});

test("what another worker left unproven is proved by the one that takes its chain over", async () => {
  heads[spoke] = 1n;
  empty(spoke);
  await push(spoke);
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([0, 1, 0]);
  feeds[hub]!.close();
  accept();
  await schema.store`
    insert into unproven (chain_id, from_block, to_block, source_chain, since) values (101, 1, 1, 102, now())`;
  feeds[hub] = await open(hub);
  await expect.poll(unprovenBlocks, { timeout: 5_000 }).toEqual([]);
});

test("chains that wait for each other though no more of them fits into memory go on", async () => {
  await end();
  await begin({ waiting: { events: 2, bytes: 1_000_000 } });
  // The first block of the hub is forged; what the spoke waits for comes after.
  accept("0x01".padEnd(66, "0") as Hex);
  empty(hub);
  model.mineTransaction(hub, "hub", ({ emit }) =>
    emit("HeadDispatched", { chain: 102n, head: "0x02".padEnd(66, "0"), gateway, sendId: zeroHash }),
  );
  model.mineTransaction(spoke, "spoke", ({ emit }) =>
    emit("HeadAccepted", { chain: 101n, head: "0x02".padEnd(66, "0"), gateway }),
  );
  queue();
  [heads[hub], heads[spoke]] = [3n, 2n];
  const later = model.blocks[hub]!.splice(1);
  const waiting = [push(spoke), push(hub, (logs) => logs.push({ ...logs[0]!, topics: [], logIndex: 9 }))];
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([1, 0, 0]);
  expect(await mismatches()).toMatchObject([{ status: "unproven" }]);
  model.blocks[hub]!.push(...later);
  await waiting[1];
  await push(hub);
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([3, 2, 0]);
  await expect.poll(unprovenBlocks, { timeout: 5_000 }).toEqual([]);
  expect(await mismatches()).toContainEqual({ kind: "accepted", status: "diverged" });
});

test("an event that can't be decoded is put aside, and stops nothing", async () => {
  queue();
  dispatch();
  await push(spoke, (logs) => {
    logs[0] = { ...logs[0]!, data: logs[0]!.data.slice(0, 100) };
  });
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([0, 2, 0]);
  expect(await poison()).toMatchObject([
    { block_number: "1", error: expect.stringContaining("no entry_queued: the log ends within a value") },
  ]);
  expect(await schema.store`select head from head_dispatched`).toHaveLength(1);
});

test("an event that can't be stored or projected is found among many, and put aside", async () => {
  for (let block = 0; block < 40; block++) {
    for (const chain of [spoke, other]) {
      model.mineTransaction(chain, "spoke", ({ emit }) => {
        emit("FillReleased", { orderId: `0x${"5".repeat(64)}`, leg: 1 });
        emit("DeliveryPaid", { account: gateway, amount: 1n });
      });
    }
  }
  await push(other);
  await push(spoke, (logs) => {
    // No column holds such a leg.
    for (const at of [8, 62]) logs[at] = { ...logs[at]!, data: `0x${"f".repeat(64)}` };
  });
  await expect.poll(blockNumbers, { timeout: 20_000 }).toEqual([0, 40, 40]);
  expect(await poison()).toMatchObject([
    { block_number: "5", error: expect.stringContaining("out of range for type smallint") },
    { block_number: "32" },
  ]);
  expect(await schema.store`select from fill_released where chain_id = 102`).toHaveLength(38);
  expect(await schema.store`select from delivery_paid where chain_id = 102`).toHaveLength(40);
}, 30_000);

test("a chain that can't be committed keeps no other from it, and goes on when it can", async () => {
  await schema.store.unsafe(`
    create function refuse() returns trigger language plpgsql as $$ begin raise 'out of order'; end $$;
    create trigger refuse before insert on nonce_cancelled for each row execute function refuse();
  `);
  try {
    model.mineTransaction(spoke, "spoke", ({ emit }) => emit("NonceCancelled", { user: gateway, nonce: 1n }));
    model.mineTransaction(other, "spoke", ({ emit }) => emit("DeliveryPaid", { account: gateway, amount: 1n }));
    await Promise.all([push(spoke), push(other)]);
    await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([0, 0, 1]);
    for (let block = 2; block < 5; block++) {
      empty(other);
      await push(other);
      await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([0, 0, block]);
    }
    expect(statuses[spoke]!.failure).toBe("out of order");
    expect(await poison()).toEqual([]);
  } finally {
    await schema.store.unsafe("drop function refuse cascade");
  }
  await expect.poll(blockNumbers, { timeout: 10_000 }).toEqual([0, 1, 4]);
  expect(statuses[spoke]!.failure).toBeUndefined();
}, 20_000);

test("a chain that is rewound is that of a fresh index up to there, and goes on from there", async () => {
  for (const chain of [hub, spoke, other]) {
    // Together they hold no channels' events, so that nothing waits.
    for (let block = 0; block < 6; block++) {
      model.mineTransaction(chain, "spoke", ({ emit }) => {
        emit("NonceCancelled", { user: gateway, nonce: BigInt(block) });
      });
    }
  }
  queue();
  for (const chain of [hub, spoke, other]) await push(chain);
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([6, 7, 6]);
  const { to } = await rewind(schema.store, { chainId: 102n, toBlock: 4n });
  expect(to.number).toBe(4n);
  expect(await blockNumbers()).toEqual([6, 4, 6]);
  expect(await schema.store`select chain_id, from_block_number, to_block_number from rewind_log`).toEqual([
    { chain_id: "102", from_block_number: "7", to_block_number: "4" },
  ]);
  const index = await openIndex(fresh, model);
  await index.follow(hub);
  await index.follow(spoke, 4);
  await index.follow(other);
  expect(await readState(schema.store)).toEqual(await readState(fresh.store));

  // What was handed over since is stale: the reader starts again.
  await push(spoke);
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([6, 7, 6]);
  await expect(rewind(schema.store, { chainId: 102n, toBlock: 8n })).rejects.toThrow(
    "chain 102 is indexed up to block 7 only: give a block before that.",
  );
  await expect(rewind(schema.store, { chainId: 102n, toBlock: 0n })).rejects.toThrow(
    "no block of chain 102 up to 0 is known: give a later one, or move the chain's startBlock back, which reads all of it anew.",
  );
  expect(await blockNumbers()).toEqual([6, 7, 6]);
});

test("a checkpoint that another worker has moved has the reader start again", async () => {
  empty(spoke);
  await push(spoke);
  await expect.poll(blockNumbers, { timeout: 5_000 }).toEqual([0, 1, 0]);
  await schema.store`update checkpoint set block_hash = ${`0x${"9".repeat(64)}`} where chain_id = 102`;
  empty(spoke);
  const [block] = model.blocks[spoke]!.slice(-1);
  await feeds[spoke]!.push({
    ...{ fromBlock: 2n, to: block!.header, replacedBlockCount: 0, finalBlockNumber: undefined, logs: [] },
    ...{ headers: [block!.header], readAt: systemClock.now(), live: true },
  });
  await expect.poll(() => feeds[spoke]!.isStale(), { timeout: 5_000 }).toBe(true);
  expect(await blockNumbers()).toEqual([0, 1, 0]);
});

const poison = () => schema.store`select block_number, log_index, error from poison order by block_number`;
