import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { accountIndexes, devnetAccount, devnetPrivateKey } from "@concert/devnet";
import {
  attest,
  dispatch,
  executeMessage,
  heartbeat,
  readChannels,
  readDueMessages,
  readFinalMessage,
} from "@concert/sdk";
import { hubAbi, spokeAbi } from "@concert/types";
import { message, searchPath } from "@concert/types/tables";
import { eq } from "drizzle-orm";
import postgres from "postgres";
import { encodeFunctionData } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Balances,
  expectBalances,
  expectedDecision,
  readBalances,
  readDecision,
  readKeptDecision,
  untilSettledUp,
} from "./books.ts";
import { type PlayedOrder, type PlayOrderParameters, playOrder } from "./playOrders.ts";
import {
  type Network,
  type RunningRelayer,
  type StartRelayerOptions,
  schema,
  startNetwork,
  until,
} from "./startNetwork.ts";
import { startProxy } from "./startProxy.ts";

const accounts = [accountIndexes.users[0], accountIndexes.solvers[0]].map((index) => devnetAccount(index).address);
const [hubChain, farChain, thirdChain] = [31337, 31338, 31339] as const;
let network: Network;
let before: Balances;
const played: PlayedOrder[] = [];

beforeAll(async () => {
  network = await startNetwork();
  before = await readBalances(network.devnet, accounts);
});

afterAll(async () => {
  await network?.[Symbol.asyncDispose]();
});

/** Waits until nothing is left to do, and compares the chains with what was done on them. */
async function untilDone(): Promise<void> {
  const { devnet } = network;
  await untilSettledUp(devnet, played);
  for (const order of played) expect(await readDecision(devnet, order)).toBe(expectedDecision(order));
  expect(await readBalances(devnet, accounts)).toEqual(await expectBalances(devnet, before, played));
}

function actsOf({ lines }: RunningRelayer): string[] {
  return lines.map((line) => /^\S+ \w+ +((?:chain |state )?\w+)/.exec(line)?.[1] ?? line);
}

test("a relayer brings the hub's first word to the spokes, which take orders from then on", async () => {
  const { devnet } = network;
  const isAccepting = async () => {
    const configurations = await Promise.all(
      devnet.chains.map(({ chainId }) =>
        devnet.client(chainId, 0).readContract({ abi: spokeAbi, address: devnet.spoke, functionName: "configuration" }),
      ),
    );
    return configurations.map(([accepting]) => accepting);
  };
  expect(await isAccepting()).toEqual([false, false, false]);
  const relayer = await network.startRelayer();
  await until("that all spokes take orders", async () => !(await isAccepting()).includes(false));
  await untilDone();
  await relayer.process.stop();
});

test("an order of one leg is settled and paid, each act once, and the relayer ends when told", async () => {
  const relayer = await network.startRelayer();
  played.push(await playOrder(network.devnet, { nonce: 1n, legs: [[farChain, thirdChain]], lifetime: 60 }));
  await untilDone();

  await relayer.process.stop();
  expect(await relayer.process.ended).toEqual({ code: 0, signal: null });
  // The report of its opening comes alone, or together with the one of its fill, which decides the order.
  const acts = actsOf(relayer).filter((act) => act !== "deliver");
  expect(new Set(acts)).toEqual(new Set(["relaying", "dispatch", "carry", "deliverAndSettle", "ended"]));
  expect(acts.filter((act) => act === "deliverAndSettle")).toHaveLength(1);
});

test("reports wait for each other, so that the hub decides orders without writing anything of them down", async () => {
  const relayer = await network.startRelayer({ batchSize: 3, batchAge: 20_000 });
  const legs: PlayOrderParameters["legs"] = [[farChain, thirdChain]];
  const orders: PlayedOrder[] = [];
  for (const nonce of [10n, 11n, 12n]) orders.push(await playOrder(network.devnet, { nonce, legs, lifetime: 600 }));
  played.push(...orders);
  const areDecided = async () =>
    !(await Promise.all(orders.map((order) => readDecision(network.devnet, order)))).includes(0);
  await until("their decisions", areDecided).catch((error: unknown) => {
    throw new Error(relayer.lines.join("\n"), { cause: error });
  });
  const counts = () => relayer.lines.flatMap((line) => /deliverAndSettle .* orders=(\d+)/.exec(line)?.[1] ?? []);
  // It tells of a transaction somewhat after it is mined.
  await until("the lines", async () => counts().reduce((sum, count) => sum + Number(count), 0) === orders.length);
  await relayer.process.stop();
  expect(await Promise.all(orders.map((order) => readKeptDecision(network.devnet, order)))).toEqual([0, 0, 0]);
  expect(actsOf(relayer)).not.toContain("settle");
});

test("a cancelled order is refunded long before its deadline, and a call is run once its outputs are there", async () => {
  const relayer = await network.startRelayer();
  const lifetime = 600;
  played.push(
    ...(await Promise.all([
      playOrder(network.devnet, {
        nonce: 2n,
        lifetime,
        legs: [[hubChain, farChain]],
        filling: () => undefined,
        cancels: true,
      }),
      playOrder(network.devnet, { nonce: 3n, lifetime, legs: [[farChain, thirdChain]], signed: true, deposits: true }),
    ])),
  );
  await untilDone();
  // It tells of a transaction somewhat after it is mined.
  const acts = ["abort", "deliverAndSettle", "execute"];
  await until(acts.join(), async () => acts.every((act) => actsOf(relayer).includes(act)));
  await relayer.process.stop();
});

test("what was accepted over a route that was replaced since comes again over the new one", async () => {
  const { devnet, state } = network;
  const { hub, spoke, attestedGateway } = devnet;
  const [source, destination] = [devnet.client(farChain, 16), devnet.client(hubChain, 16)];
  const order = await playOrder(devnet, { nonce: 4n, lifetime: 600, legs: [[farChain, hubChain]] });
  played.push(order);
  await dispatch(source, { end: spoke, chain: BigInt(hubChain) });
  const sent = await until("the message", () =>
    state.read(async (snapshot) =>
      (await readDueMessages(snapshot)).find(({ chainId }) => chainId === BigInt(farChain)),
    ),
  );
  const at = { chain: BigInt(farChain), gateway: attestedGateway, finality: "finalized" } as const;
  const { message } = await readFinalMessage(source, { ...at, sendId: sent.sendId, blockNumber: sent.blockNumber });
  const attestations = await Promise.all(
    accountIndexes.attesters.map((index) =>
      attest(devnetAccount(index), { message, chain: BigInt(hubChain), gateway: attestedGateway }),
    ),
  );
  const hash = await executeMessage(destination, { gateway: attestedGateway, message, attestations });
  await destination.waitForTransactionReceipt({ hash });
  const isAccepted = () =>
    destination.readContract({
      abi: hubAbi,
      address: hub,
      functionName: "isAccepted",
      args: [BigInt(farChain), message.payload],
    });
  expect(await isAccepted()).toBe(true);

  const admin = devnet.client(hubChain, accountIndexes.deployer);
  await admin.waitForTransactionReceipt({
    hash: await admin.writeContract({
      abi: hubAbi,
      address: hub,
      functionName: "setRoute",
      args: [BigInt(farChain), attestedGateway, spoke],
    }),
  });
  expect(await isAccepted()).toBe(false);
  const relayer = await network.startRelayer();
  await untilDone();
  await relayer.process.stop();
});

test("what whoever starts it must correct ends it with one line and code 1; a chain that is away does not", async () => {
  const { devnet } = network;
  const config = JSON.parse(await readFile(devnet.configFile, "utf8"));
  const withFarUrl = async (name: string, url: string) => {
    const file = join(dirname(devnet.configFile), `${name}.json`);
    const chains = config.chains.map((chain: { id: number }) =>
      chain.id === farChain ? { ...chain, rpcUrls: [url] } : chain,
    );
    await writeFile(file, JSON.stringify({ ...config, chains }));
    return file;
  };
  const stranger = generatePrivateKey();
  const { address } = privateKeyToAccount(stranger);
  const refusals: [StartRelayerOptions, string][] = [
    [
      { configFile: await withFarUrl("crossed", devnet.chains[2]!.rpcUrl) },
      `${devnet.chains[2]!.rpcUrl} answers for chain ${thirdChain}, not for chain ${farChain} (anvil ${farChain}): correct its rpcUrls.`,
    ],
    [{ environment: { RELAYER_PRIVATE_KEY: stranger } }, `The relayer's account ${address} has no funds on chain`],
    [
      { environment: { ATTESTER_PRIVATE_KEYS: stranger } },
      `ATTESTER_PRIVATE_KEYS holds the key of ${address}, which is not among the attesters that chain`,
    ],
    [
      { environment: { ATTESTER_PRIVATE_KEYS: devnetPrivateKey(accountIndexes.attesters[0]) } },
      "ATTESTER_PRIVATE_KEYS holds 1 keys, but chain",
    ],
  ];
  await Promise.all(
    refusals.map(async ([options, line]) => {
      const { process, lines } = await network.startRelayer(options);
      expect(await process.ended).toEqual({ code: 1, signal: null });
      expect(lines).toEqual([expect.stringContaining(line)]);
    }),
  );

  await using proxy = await startProxy(network.databaseUrl);
  const relayer = await network.startRelayer({
    configFile: await withFarUrl("away", "http://127.0.0.1:9"),
    environment: { DATABASE_URL: proxy.url },
  });
  const tells = (act: string) => until(act, async () => actsOf(relayer).includes(act));
  await tells("relaying");
  await proxy.pause();
  await tells("state away");
  await sleep(1_000);
  await proxy.resume();
  await tells("state back");
  // Neither is told once per try.
  const acts = actsOf(relayer).filter((act) => /away|back|trouble/.test(act));
  expect(acts).toEqual(["chain away", "state away", "state back"]);
  await relayer.process.stop();
});

test("a backlog is delivered in parts, none of them above 5 million gas", async () => {
  const { devnet, state } = network;
  const count = 1_500;
  const client = devnet.client(farChain, 15);
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "heartbeat" });
  // As many at once as the node answers in time.
  for (let sent = 0; sent < count; sent += 100) {
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        client.sendTransaction({ to: devnet.spoke, data, gas: 60_000n, nonce: sent + index }),
      ),
    );
  }
  const channel = () =>
    state.read(async (snapshot) =>
      (await readChannels(snapshot)).find(
        ({ chainId, direction }) => chainId === BigInt(farChain) && direction === "report",
      ),
    );
  await until("the backlog", async () => {
    const { queuedCount, processedCount } = (await channel())!;
    return queuedCount - processedCount >= count;
  });

  const relayer = await network.startRelayer();
  await untilDone();
  await relayer.process.stop();
  expect(actsOf(relayer)).toContain("acceptEarlier");
  const gas = relayer.lines.flatMap((line) => /gas=(\d+)/.exec(line)?.[1] ?? []).map(Number);
  expect(Math.max(...gas)).toBeLessThan(5_000_000);
});

test("an attester signs nothing that is not final, and nothing that the state has wrong", async () => {
  const { devnet, state } = network;
  const { hub, hubChain, spoke } = devnet;
  const [source, destination] = [devnet.client(farChain, 15), devnet.client(hubChain, 15)];
  await source.setIntervalMining({ interval: 0 });
  for (const send of [
    () => heartbeat(source, { spoke }),
    () => dispatch(source, { end: spoke, chain: BigInt(hubChain) }),
  ]) {
    await send();
    await source.mine({ blocks: 1 });
  }
  const head = await source.readContract({
    abi: spokeAbi,
    address: spoke,
    functionName: "queuedHead",
    args: [BigInt(hubChain)],
  });
  const isAccepted = () =>
    destination.readContract({
      abi: spokeAbi,
      address: hub,
      functionName: "isAccepted",
      args: [BigInt(farChain), head],
    });
  await until("the message in the index", () =>
    state.read(async (snapshot) => (await snapshot.select().from(message).where(eq(message.head, head))).length > 0),
  );

  // From here on the state says what we want.
  await network.indexer.process.kill();
  const sql = postgres(network.databaseUrl, { connection: { search_path: searchPath(schema) }, onnotice: () => {} });
  await sql`update checkpoint set final_block_number = block_number where chain_id = ${farChain}`;
  expect(await state.read(readDueMessages)).toMatchObject([{ head, final: true }]);
  const relayer = await network.startRelayer();
  await until("the start", async () => actsOf(relayer).includes("relaying"));
  await sleep(2_000);
  expect(await isAccepted()).toBe(false);

  const forged = `0x${"ab".repeat(32)}`;
  await sql`update message_sent set payload = ${forged} where payload = ${head}`;
  await source.mine({ blocks: 2 });
  await until("the refusal", async () =>
    relayer.lines.find((line) => line.includes("its payload in the state differs")),
  );
  expect(await isAccepted()).toBe(false);

  await sql`update message_sent set payload = ${head} where payload = ${forged}`;
  await until("the acceptance", isAccepted);
  await relayer.process.stop();
  await sql.end();
  await source.setIntervalMining({ interval: 1 });
  await network.restartIndexer();
});

test("relayers that are killed in the midst of traffic, two of them with one key, settle every order once", async () => {
  const { devnet } = network;
  const keys = [accountIndexes.relayer, accountIndexes.relayer, 14];
  const relayers = await Promise.all(keys.map((account) => network.startRelayer({ account })));
  let isOver = false;
  async function killInTurn(): Promise<number> {
    let kills = 0;
    for (; !isOver; kills++) {
      await sleep(500 + 500 * Math.random());
      const victim = kills % relayers.length;
      await relayers[victim]!.process.kill();
      relayers[victim] = await network.startRelayer({ account: keys[victim]! });
    }
    return kills;
  }

  const killing = killInTurn();
  const plays = Array.from({ length: 24 }, async (_, index) => {
    await sleep(200 * index);
    return await playOrder(devnet, { nonce: BigInt(100 + index), lifetime: 9, ...kinds[index % kinds.length]! });
  });
  played.push(...(await Promise.all(plays)));
  await sleep(5_000);
  isOver = true;
  expect(await killing).toBeGreaterThan(6);
  await untilDone();
  const decisions = await Promise.all(played.map((order) => readDecision(devnet, order)));
  expect(decisions.filter((decision) => decision === 1).length).toBeGreaterThanOrEqual(6);
  expect(decisions.filter((decision) => decision === 2).length).toBeGreaterThanOrEqual(6);
  for (const { process } of relayers) await process.stop();
}, 300_000);

/** What is done with an order. */
const kinds: Omit<PlayOrderParameters, "nonce" | "lifetime">[] = [
  { legs: [[hubChain, farChain]], filling: () => "direct" },
  {
    legs: [
      [hubChain, thirdChain],
      [farChain, thirdChain],
    ],
  },
  {
    legs: [
      [hubChain, farChain],
      [farChain, thirdChain],
      [thirdChain, hubChain],
    ],
    filling: (leg) => (leg === 2 ? undefined : "held"),
  },
  {
    legs: [
      [farChain, hubChain],
      [thirdChain, hubChain],
    ],
    openings: (chain) => (chain === thirdChain ? 0 : 1),
  },
  { legs: [[thirdChain, farChain]], openings: () => 2 },
  { legs: [[hubChain, hubChain]], openings: () => 2, filling: () => undefined },
  { legs: [[thirdChain, farChain]], filling: () => undefined, cancels: true },
  {
    legs: [
      [hubChain, thirdChain],
      [farChain, thirdChain],
    ],
    signed: true,
    deposits: true,
  },
];
