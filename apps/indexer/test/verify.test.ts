import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  type Devnet,
  forgeDelivery,
  type RunningIndexer,
  type RunningPostgres,
  runProcess,
  runTraffic,
  startDevnet,
  startIndexer,
  startPostgres,
  startRelayer,
} from "@concert/devnet";
import { encodeReport, eventsAbi, hashEntry, loadConfig, loadDeployment } from "@concert/types";
import { createPublicClient, createTestClient, decodeEventLog, type Hex, http } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Explanation } from "../src/explain/explainOrder.ts";
import { readChains } from "../src/readChains.ts";
import { connectStore, type Store } from "../src/store/connectStore.ts";
import { type VerifiedState, verifyState } from "../src/verifyState/verifyState.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const schema = "verified";

let database: RunningPostgres;
let devnet: Devnet;
let indexer: RunningIndexer;
let store: Store;

beforeAll(async () => {
  [database, devnet] = await Promise.all([startPostgres(), startDevnet()]);
  indexer = await startIndexer({ ...devnet, databaseUrl: database.url, schema });
  store = await connectStore({ url: database.url, schema, connections: 1 });
}, 240_000);

afterAll(async () => {
  await store?.end();
  await indexer?.[Symbol.asyncDispose]();
  await devnet?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

test("under traffic, the state of every cut is as the contracts are, and no token lacks or exceeds what is owed", async () => {
  const relayer = await startRelayer({ ...devnet, databaseUrl: database.url, schema });
  const traffic = runTraffic({ devnet, seed: 11, orderCount: 30, intervalMilliseconds: 300, ledger: true });
  const kinds = new Set<string>();
  let verifications = 0;
  let last: VerifiedState | undefined;
  let finished = false;
  void traffic.then(() => {
    finished = true;
  });
  await using stack = new AsyncDisposableStack();
  stack.defer(relayer.stop);
  while (!finished || verifications < 5 || (await paidFarAway()).length === 0) {
    last = await verifyNow();
    verifications++;
    expect(last.differences).toEqual([]);
    for (const { owed, total, held } of last.tokens) {
      for (const kind of owed.keys()) kinds.add(kind);
      expect(held).toBe(total);
    }
    await sleep(500);
  }
  console.log(`${verifications} verifications`, last!.counts, last!.tokens);
  expect([...kinds].sort()).toEqual(
    expect.arrayContaining(["custody", "deposited", "earned", "escrowed", "fee", "held", "owed"]),
  );
  const [hubCounts] = [...last!.counts.values()];
  expect([...hubCounts!.keys()].sort()).toEqual(
    expect.arrayContaining(["channel heads", "earned fees", "escrows", "ledger", "orders", "tokens", "vaults"]),
  );
}, 240_000);

test("what the state has wrong is named, value by value", async () => {
  const differences = await corrupted(async () => {
    await store`update "order" set decision = 'undecided' where order_id = (
      select order_id from "order" where decision = 'commit' limit 1
    )`;
    await store`update channel set queued_head = ${`0x${"ab".repeat(32)}`} where chain_id = 31338 and direction = 'report'`;
    await store`update earning set uncollected = uncollected + 1 where account = (
      select account from earning where chain_id = 31338 limit 1
    ) and chain_id = 31338`;
    await store`update leg set escrow_count = escrow_count + 1 where (order_id, position) = (
      select order_id, position from leg where origin_chain = 31339 and escrow_count > 0 limit 1
    )`;
  });
  expect(differences.filter((line) => line.includes("order 0x"))).toHaveLength(1);
  expect(differences.find((line) => line.includes("report channel"))).toMatch(
    /^chain 31338: report channel .* queuedHead 0x/,
  );
  expect(differences.find((line) => line.includes("fees of chain 31338"))).toMatch(/earnedFees \d+$/);
  expect(
    differences.filter((line) => /^chain 31339: token 0x.*: the spoke owes \d+ and holds \d+/.test(line)),
  ).toHaveLength(1);
}, 120_000);

test("an order is explained by every event behind it, none before one that it follows from", async () => {
  const [order] = await paidFarAway();
  const origin = Number(order!.originChain);
  const { steps, order: found }: Explanation = JSON.parse(
    (await runCommand("explain", order!.orderId, "--json")).join("\n"),
  );
  expect(found.decision).toBe("commit");
  // Of the way that the origin's first report takes to the hub, and of the payment's back.
  const first = (event: string, contract: string, chainId: number, direction?: string) =>
    steps.findIndex(
      (step) =>
        step.event === event &&
        step.contract === contract &&
        step.chainId === `${chainId}` &&
        (direction === undefined ||
          step.entries.some((entry) => entry.chainId === `${origin}` && entry.direction === direction)),
    );
  const path = [
    first("EntryQueued", "spoke", origin, "report"),
    first("HeadDispatched", "spoke", origin, "report"),
    first("MessageExecuted", "attested_gateway", 31337, "report"),
    first("HeadAccepted", "hub", 31337, "report"),
    first("EntriesDelivered", "hub", 31337, "report"),
    first("OrderSettled", "hub", 31337),
    first("HeadDispatched", "hub", 31337, "instruction"),
    first("EntriesDelivered", "spoke", origin, "instruction"),
    first("PayoutPaid", "spoke", origin, "instruction"),
  ];
  expect(path).not.toContain(-1);
  expect(path).toEqual(path.toSorted((a, b) => a - b));
  expect(steps.map(({ event }) => event)).toEqual(expect.arrayContaining(["MessageSent", "PayoutOwed"]));
  const clients = new Map(
    devnet.chains.map(({ chainId, rpcUrl }) => [`${chainId}`, createPublicClient({ transport: http(rpcUrl) })]),
  );
  for (const { chainId, transactionHash, blockHash, logIndex, entries, event } of steps) {
    const receipt = await clients.get(chainId)!.getTransactionReceipt({ hash: transactionHash as Hex });
    expect(receipt.blockHash).toBe(blockHash);
    const log = receipt.logs.find((candidate) => candidate.logIndex === logIndex)!;
    expect(decodeEventLog({ abi: eventsAbi, ...log }).eventName).toBe(event);
    for (const { entry, entryHash } of entries) expect(hashEntry(entry as Hex)).toBe(entryHash);
  }
  const text = await runCommand("explain", order!.orderId);
  expect(text[0]).toMatch(/^order 0x\w{64}: commit, as of cut \d+$/);
  expect(text.join("\n")).toContain(`   transaction ${steps[0]!.transactionHash}, log ${steps[0]!.logIndex}`);
}, 120_000);

test("an order that is not indexed gets one line", async () => {
  const unknown = `0x${"12".repeat(32)}`;
  await expect(runCommand("explain", unknown)).rejects.toThrow(`order ${unknown} is not indexed: give another`);
  await expect(runCommand("explain", "12")).rejects.toThrow(
    'the order is "12": give an order\'s id, 0x and 64 hex digits.',
  );
}, 120_000);

test("a head that attesters signed though no spoke sent it is a divergence in the commit of its delivery", async () => {
  // For a moment, a chain may have a block that is not indexed yet.
  await expect.poll(isReady, { timeout: 10_000 }).toBe(true);
  const [order] = await store<{ orderId: `0x${string}` }[]>`
    select l.order_id as "orderId" from leg l join "order" o using (order_id)
    where o.decision = 'commit' and l.origin_chain = 31338 limit 1`;
  const forging = forgeDelivery({
    devnet,
    chain: 31338,
    entries: [encodeReport({ kind: "escrowed", timestamp: 1n, orderId: order!.orderId, fee: 0n })],
  });
  for (;;) {
    const [seen] = await store<[{ delivered: string[]; diverged: string[] }]>`
      select
        array(select head_after from entries_delivered where contract = 'hub' and not exists (
          select from entry_queued q where q.head = head_after
        )) as delivered,
        array(select seen_head from divergence where kind = 'delivered' and status = 'diverged') as diverged`;
    expect(seen.diverged).toEqual(seen.delivered);
    if (seen.diverged.length === 1) {
      expect(seen.diverged).toEqual([(await forging).head]);
      break;
    }
    await sleep(5);
  }
  const { head, deliveredIn, acceptedIn } = await forging;
  expect(
    await store`
      select kind, seen_chain as "seenChain", seen_head as "seenHead", transaction_hash as "transactionHash"
      from divergence order by kind`,
  ).toEqual([
    { kind: "accepted", seenChain: "31337", seenHead: head, transactionHash: acceptedIn },
    { kind: "delivered", seenChain: "31337", seenHead: head, transactionHash: deliveredIn },
  ]);
  expect(await isReady()).toBe(false);
  expect(await (await fetch(`${indexer.url}/metrics`)).text()).toContain('concert_divergences{status="diverged"} 2');
  const lines: string[] = [];
  const files = ["--config", devnet.configFile, "--deployment", devnet.deploymentFile];
  await expect(runCommand("verify", ...files, lines)).rejects.toThrow("code 1");
  expect(lines.join("\n")).toMatch(
    /^chain 31337, block \d+: report channel of chain 31338 has diverged \(delivered\)/m,
  );
  expect(lines.at(-1)).toMatch(/^\d+ differences$/);
  const checked: string[] = [];
  await expect(runCommand("check", checked)).rejects.toThrow("code 1");
  expect(checked.slice(-2)).toEqual([
    expect.stringMatching(/^cut \d+: as recomputed$/),
    "channels have diverged in 2 events: see the table divergence",
  ]);
}, 120_000);

test("where no provider has the state any more, one line says so", async () => {
  const checkpoints = await store<{ chainId: string; number: string }[]>`
    select chain_id as "chainId", block_number as number from checkpoint`;
  expect(checkpoints).toHaveLength(3);
  await indexer.process.stop();
  const { rpcUrl } = devnet.chains[1]!;
  const client = createTestClient({ mode: "anvil", transport: http(rpcUrl) });
  await client.request({ method: "anvil_reorg", params: [6, []] } as never);
  await expect(verifyNow()).rejects.toThrow(
    /^chain 31338 \(anvil 31338\): no provider has the state of block \d+, at which the index stands \(127.*its block \d+ is another.*\): add an archive node/,
  );
}, 120_000);

/** Orders whose solver was paid on another chain than the hub's. */
async function paidFarAway() {
  return await store<{ orderId: string; originChain: string }[]>`
    select l.order_id as "orderId", l.origin_chain as "originChain"
    from leg l
    join payout p on p.order_id = l.order_id and p.leg = l.position and p.kind = 'repayment' and p.status = 'paid'
      and p.chain = l.origin_chain
    where l.origin_chain <> 31337 and l.escrow_count > 0
    order by l.order_id`;
}

async function verifyNow(): Promise<VerifiedState> {
  const config = await loadConfig(devnet.configFile);
  const chains = readChains(config, await loadDeployment(devnet.deploymentFile));
  return await verifyState({ store, chains, hubChainId: BigInt(config.hub) });
}

/** What is found after the state was changed, which is then put right again. */
async function corrupted(change: () => Promise<void>): Promise<readonly string[]> {
  await indexer.process.stop();
  const tables = ["order", "channel", "earning", "leg"];
  for (const table of tables) await store`create table ${store(`kept_${table}`)} as table ${store(table)}`;
  try {
    await change();
    return (await verifyNow()).differences;
  } finally {
    for (const table of tables) {
      await store`delete from ${store(table)}`;
      await store`insert into ${store(table)} table ${store(`kept_${table}`)}`;
      await store`drop table ${store(`kept_${table}`)}`;
    }
    indexer = await startIndexer({ ...devnet, databaseUrl: database.url, schema });
  }
}

/** What a command of the indexer prints; `lines` has it even if the command fails. */
async function runCommand(...given: (string | string[])[]): Promise<string[]> {
  const lines = given.find((argument) => typeof argument === "object") ?? [];
  await runProcess({
    name: "command",
    command: process.execPath,
    arguments: [main, ...given.filter((argument) => typeof argument === "string"), "--schema", schema],
    environment: { DATABASE_URL: database.url },
    onLine: (line) => lines.push(line),
  });
  return lines;
}

async function isReady(): Promise<boolean> {
  return (await fetch(`${indexer.url}/readyz`)).ok;
}
