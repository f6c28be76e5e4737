import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createModel, type Model } from "../../test/model.ts";
import { openIndex } from "../../test/openIndex.ts";
import { readState } from "../../test/readState.ts";
import { openStore, silentLog, type TestStore } from "../../test/schemas.ts";
import { decodeLogs } from "../decode/decodeLogs.ts";
import { leaseKey } from "../lease/leaseKey.ts";
import { compareState } from "../rebuild/compareState.ts";
import type { IndexedChain } from "../source/IndexedChain.ts";
import { openCheckpoint } from "./checkpoints.ts";
import { commitBatches } from "./commitBatches.ts";
import { connectStore } from "./connectStore.ts";
import { reconcileChains } from "./reconcileChains.ts";

let database: RunningPostgres;
let index: TestStore;
let model: Model;

beforeAll(async () => {
  database = await startPostgres();
});

afterAll(async () => {
  await database?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  index = await openStore(database.url);
  let state = 11;
  model = createModel((below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  });
  for (let block = 0; block < 60; block++) for (const chain of model.chains.keys()) model.mine(chain);
  const following = await openIndex(index, model);
  await following.followTogether([...model.chains.keys()].map((chain) => ({ chain })));
});

afterEach(async () => {
  await index?.[Symbol.asyncDispose]();
});

test("a chain that is taken out of the configuration, and put back", async () => {
  const full = await readState(index.store);
  const fewer = model.chains.slice(0, 2);
  await reconcile(fewer);
  await matches(fewer, 103n);
  const unproven =
    await index.store`select status, count(*)::integer as count from divergence where chain_id = 103 group by 1`;
  expect(unproven).toEqual([{ status: "unproven", count: expect.any(Number) }]);
  const [left] = await index.store<[{ count: number }]>`
    select count(*)::integer as count from entry_queued where chain_id = 103`;
  expect(left.count).toBe(0);
  // Cuts that held the chain are not there any more.
  expect(
    await index.store`select from_block, block_number from cut_checkpoint where chain_id = 103 order by cut_id`,
  ).toEqual([
    { from_block: "1", block_number: "60" },
    { from_block: "1", block_number: "0" },
  ]);

  await reconcile(model.chains);
  await read(index, model.chains[2]!);
  await index.store`delete from unproven`;
  expect(await readState(index.store)).toEqual(full);
});

test("a start block that moves forward", async () => {
  const chains = model.chains.map((chain, position) => (position === 1 ? { ...chain, startBlock: 31n } : chain));
  const events = await index.store`select from entry_queued where chain_id = 102 and block_number <= 30`;
  expect(events.length).toBeGreaterThan(0);
  await reconcile(chains);
  await matches(chains);
  // Nothing is left to be done at the next start.
  const [{ cuts }] = await index.store<[{ cuts: number }]>`select count(*)::integer as cuts from cut`;
  await reconcile(chains);
  expect(await index.store`select count(*)::integer as cuts from cut`).toEqual([{ cuts }]);
});

test("a start block that moves back, or beyond what is indexed: the chain is read anew", async () => {
  const forward = model.chains.map((chain, position) => (position === 0 ? { ...chain, startBlock: 31n } : chain));
  await reconcile(forward);
  await reconcile(model.chains);
  expect(await index.store`select chain_id from checkpoint order by 1`).toEqual([
    { chain_id: "102" },
    { chain_id: "103" },
  ]);
  await read(index, model.chains[0]!);
  await index.store`delete from unproven`;
  await matches(model.chains);

  const beyond = model.chains.map((chain, position) => (position === 0 ? { ...chain, startBlock: 70n } : chain));
  await reconcile(beyond);
  await matches(beyond.slice(1), 101n);
});

test("a contract that the deployment did not have: the chain is read anew", async () => {
  const [added, address] = [
    "quorum_gateway",
    [...model.chains[1]!.contracts].find(([, name]) => name === "quorum_gateway")![0],
  ] as const;
  const without = model.chains.map((chain) => ({
    ...chain,
    contracts: new Map([...chain.contracts].filter(([, name]) => name !== added)),
  }));
  await index.store`delete from contract where chain_id = 102 and name = ${added}`;
  await reconcile([model.chains[0]!, without[1]!, model.chains[2]!]);
  expect(await chainIds()).toEqual(["101", "102", "103"]);
  await reconcile(model.chains);
  expect(await chainIds()).toEqual(["101", "103"]);
  await read(index, model.chains[1]!);
  await index.store`delete from unproven`;
  await matches(model.chains);
  expect(await index.store`select name from contract where chain_id = 102 and address = ${address}`).toEqual([
    { name: added },
  ]);
});

test("as long as the hub's chain was not read, for the first time or anew, what spokes received is unproven", async () => {
  const statuses = ({ store }: TestStore) =>
    store`select distinct status from divergence where direction = 'instruction'`;
  await reconcile(model.chains.map((chain, position) => (position === 0 ? { ...chain, startBlock: 70n } : chain)));
  expect(await statuses(index)).toEqual([{ status: "unproven" }]);
  await using fresh = await openStore(database.url);
  for (const chain of model.chains.slice(1)) await read(fresh, chain);
  await markUnproven(fresh, 101n);
  expect(await statuses(fresh)).toEqual([{ status: "unproven" }]);
});

test("what is derived from the events can be recomputed after every change", async () => {
  await reconcile(model.chains.map((chain) => ({ ...chain, startBlock: 20n })));
  await reconcile(model.chains.slice(0, 2).map((chain) => ({ ...chain, startBlock: 20n })));
  expect(await compareState(index.store, index.schema)).toMatchObject({ differences: [] });
});

test("another deployment is refused, and changes nothing", async () => {
  const before = await readState(index.store);
  const elsewhere = model.chains.map((chain) => ({ ...chain, contracts: new Map([["0x77", "spoke" as const]]) }));
  await expect(reconcile(elsewhere)).rejects.toThrow(/^the schema was made from the \w+ at 0x\w+ on chain 101, but/);
  await expect(reconcile(model.chains, 102n)).rejects.toThrow(
    "the schema was made with the hub on chain 101, but the configuration has it on chain 102: give another --schema, or drop it.",
  );
  const others = model.chains.map((chain) => ({ ...chain, chainId: chain.chainId + 1_000n }));
  await expect(reconcile(others)).rejects.toThrow(
    "the schema was made from other chains than those of the configuration: give another --schema, or drop it.",
  );
  expect(await readState(index.store)).toEqual(before);
});

test("a chain that another process indexes stays", async () => {
  const other = await connectStore({ url: database.url, schema: index.schema, connections: 1 });
  await other`select pg_advisory_lock(${leaseKey(other, index.schema, 103n)})`;
  const before = await readState(index.store);
  await expect(reconcile(model.chains.slice(0, 2))).rejects.toThrow(
    "chain 103 (chain 103) is indexed by another process with another configuration: end that one first.",
  );
  expect(await readState(index.store)).toEqual(before);
  await other.end();
});

async function chainIds(): Promise<string[]> {
  const rows = await index.store<{ id: string }[]>`select chain_id as id from checkpoint order by 1`;
  return rows.map(({ id }) => id);
}

function reconcile(chains: readonly IndexedChain[], hubChainId = model.hubChainId): Promise<void> {
  return reconcileChains(index.store, { schema: index.schema, chains, hubChainId, log: silentLog });
}

/** The index is, row for row, what a fresh one of these chains is. */
async function matches(chains: readonly IndexedChain[], absent?: bigint): Promise<void> {
  await using fresh = await openStore(database.url);
  for (const chain of chains) await read(fresh, chain);
  if (absent !== undefined) await markUnproven(fresh, absent);
  expect(await readState(index.store)).toEqual(await readState(fresh.store));
}

/** As the committer says of what follows from a chain that it can't read. */
async function markUnproven({ store }: TestStore, absent: bigint): Promise<void> {
  await store`
    insert into unproven (chain_id, from_block, to_block, source_chain, since)
    select chain_id, start_block, block_number, ${`${absent}`}, now() from checkpoint`;
}

/** Indexes a chain from its start block. */
async function read({ store }: TestStore, chain: IndexedChain): Promise<void> {
  const blocks = model.blocks[model.chains.findIndex(({ chainId }) => chainId === chain.chainId)]!;
  const first = Number(chain.startBlock) - 1;
  const before = blocks[first - 1]?.header ?? { number: 0n, hash: chain.genesisHash!, time: 0n };
  await openCheckpoint(store, { chain, hubChain: model.chains[0]!, genesisHash: chain.genesisHash!, before });
  const headers = blocks.slice(first).map(({ header }) => header);
  const logs = blocks.slice(first).flatMap((block) => block.logs);
  const { rows, poison } = decodeLogs(chain, logs);
  await commitBatches(store, {
    hubChainId: model.hubChainId,
    batches: [
      {
        chainId: chain.chainId,
        fromHash: before.hash,
        fromBlock: chain.startBlock,
        to: headers.at(-1)!,
        blocks: headers,
        rows,
        poison,
        unproven: [],
        finalBlockNumber: undefined,
        replacedBlockCount: 0,
      },
    ],
  });
}
