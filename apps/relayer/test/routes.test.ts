import { setTimeout as sleep } from "node:timers/promises";
import { accountIndexes, changeRoute, type Devnet, devnetAccount, runTraffic } from "@concert/devnet";
import { readChannels } from "@concert/sdk";
import { attestedGatewayAbi, attestedHeaderOracleAbi, hubAbi, proofGatewayAbi, spokeAbi } from "@concert/types";
import { divergence, header, order, proof, vote } from "@concert/types/tables";
import { eq } from "drizzle-orm";
import { type Address, erc20Abi, type Hex, zeroHash } from "viem";
import { expect, test } from "vitest";
import { expectBalances, expectedDecision, readBalances, readDecision, untilSettledUp } from "./books.ts";
import { playOrder } from "./playOrders.ts";
import { type Network, type RunningRelayer, startNetwork, until } from "./startNetwork.ts";

const [hubChain, farChain, thirdChain] = [31337, 31338, 31339] as const;
const accounts = [accountIndexes.users[0], accountIndexes.solvers[0]].map((index) => devnetAccount(index).address);

function actsOf({ lines }: RunningRelayer): Set<string> {
  return new Set(lines.flatMap((line) => /^\S+ info +(\w+) chain=/.exec(line)?.[1] ?? []));
}

async function untilAccepting({ devnet }: Network): Promise<void> {
  await until("that all spokes take orders", async () => {
    const configurations = await Promise.all(
      devnet.chains.map(({ chainId }) =>
        devnet.client(chainId, 0).readContract({ abi: spokeAbi, address: devnet.spoke, functionName: "configuration" }),
      ),
    );
    return configurations.every(([accepting]) => accepting);
  });
}

test("an order is settled over proof routes, whose attesters sign nothing but hashes of blocks", async () => {
  await using network = await startNetwork({ gateway: "proof" });
  const { devnet } = network;
  const before = await readBalances(devnet, accounts);
  const relayer = await network.startRelayer();
  await untilAccepting(network);
  const legs = [
    [farChain, thirdChain],
    [thirdChain, hubChain],
    [hubChain, farChain],
  ] as const;
  const played = await playOrder(devnet, { nonce: 1n, legs, lifetime: 60 });
  await untilSettledUp(devnet, [played]);
  expect(await readDecision(devnet, played)).toBe(expectedDecision(played));
  expect(await readBalances(devnet, accounts)).toEqual(await expectBalances(devnet, before, [played]));
  await relayer.process.stop();

  // No message was sent, and none was signed.
  expect([...actsOf(relayer)]).toEqual(expect.arrayContaining(["vouch", "prove", "deliver"]));
  expect([...actsOf(relayer)]).not.toContain("carry");
  for (const { chainId } of devnet.chains) {
    const client = devnet.client(chainId, 0);
    const event = { abi: attestedGatewayAbi, address: devnet.attestedGateway, fromBlock: "earliest" } as const;
    const [sent, executed] = await Promise.all([
      client.getContractEvents({ ...event, eventName: "MessageSent" }),
      client.getContractEvents({ ...event, eventName: "MessageExecuted" }),
    ]);
    expect([sent, executed]).toEqual([[], []]);
  }
  // Of each head that was proven, its header's hash was vouched for, and is the block's.
  const atHub = devnet.client(hubChain, 0);
  const proven = await atHub.getContractEvents({
    ...{ abi: proofGatewayAbi, address: devnet.proofGateway },
    ...({ eventName: "HeadProven", fromBlock: "earliest", strict: true } as const),
  });
  const vouched = await atHub.getContractEvents({
    ...{ abi: attestedHeaderOracleAbi, address: devnet.attestedHeaderOracle },
    ...({ eventName: "HeaderVouched", fromBlock: "earliest", strict: true } as const),
  });
  expect(proven.length).toBeGreaterThan(0);
  expect(vouched.length).toBeLessThanOrEqual(proven.length);
  for (const { args } of proven) {
    const { number: blockNumber, hash, sourceChain } = args;
    expect(vouched.map((log) => log.args.hash)).toContain(hash);
    expect((await devnet.client(Number(sourceChain), 0).getBlock({ blockNumber })).hash).toBe(hash);
  }
  // The state shows all of it, and that it is as the senders said.
  const shown = await network.state.read(async (snapshot) => ({
    proofs: await snapshot
      .select()
      .from(proof)
      .where(eq(proof.seenChain, BigInt(hubChain))),
    headers: await snapshot.select().from(header),
    divergences: await snapshot.select().from(divergence),
  }));
  expect(shown.divergences).toEqual([]);
  expect(shown.proofs.length).toBe(proven.length);
  for (const { position } of shown.proofs) expect(position).not.toBeNull();
  expect(shown.headers.length).toBeGreaterThanOrEqual(vouched.length);
  for (const { disputed } of shown.headers) expect(disputed).toBe(false);
}, 300_000);

/** Sets both ends' routes, at different times, of one chain after the other. */
async function changeRoutes(devnet: Devnet, gateway: Address): Promise<void> {
  for (const [chain, ends] of [
    [farChain, ["hub", "spoke"]],
    [thirdChain, ["spoke", "hub"]],
  ] as const) {
    for (const end of ends) {
      await changeRoute({ devnet, chain, gateway, end });
      await sleep(1_500);
    }
  }
}

/** Every entry that was queued for the other end, and every delivery there, in order. */
async function readChannel(devnet: Devnet, from: "hub" | "spoke", chain: number) {
  const atHub = { client: devnet.client(hubChain, 0), address: devnet.hub, other: BigInt(chain) };
  const atSpoke = { client: devnet.client(chain, 0), address: devnet.spoke, other: BigInt(hubChain) };
  const [sender, receiver] = from === "hub" ? [atHub, atSpoke] : [atSpoke, atHub];
  const all = { fromBlock: "earliest", strict: true } as const;
  const queued = await sender.client.getContractEvents({
    ...{ abi: spokeAbi, address: sender.address, eventName: "EntryQueued", ...all },
  } as const);
  const delivered = await receiver.client.getContractEvents({
    ...{ abi: spokeAbi, address: receiver.address, eventName: "EntriesDelivered", ...all },
  } as const);
  return {
    queued: queued.filter(({ args }) => args.chain === sender.other).map(({ args }) => args.head),
    deliveries: delivered.filter(({ args }) => args.chain === receiver.other).map(({ args }) => args),
  };
}

async function readDecisions(devnet: Devnet, eventName: "OrderSettled" | "OrderAborted"): Promise<Hex[]> {
  const event = { abi: hubAbi, address: devnet.hub, eventName, fromBlock: "earliest", strict: true } as const;
  const logs = await devnet.client(hubChain, 0).getContractEvents(event);
  return logs.map(({ args }) => (args as { orderId: Hex }).orderId);
}

test("routes change from attested to quorum to proof under traffic: nothing is lost, and nothing comes twice", async () => {
  await using network = await startNetwork();
  const { devnet, state } = network;
  const relayer = await network.startRelayer();
  await untilAccepting(network);

  const running = runTraffic({ devnet, seed: 6, orderCount: 60, intervalMilliseconds: 500 });
  await sleep(4_000);
  await changeRoutes(devnet, devnet.quorumGateway);
  const overQuorum = () => relayer.lines.some((line) => / prove .*from=31338/.test(line));
  await until("a vote by proof", async () => overQuorum());
  await sleep(6_000);
  await changeRoutes(devnet, devnet.proofGateway);
  const traffic = await running;
  expect(traffic.openCount).toBeGreaterThan(40);

  await until("that everything is decided and delivered", async () => {
    const [undecided, channels] = await state.read(async (snapshot) => [
      await snapshot.select().from(order).where(eq(order.decision, "undecided")),
      await readChannels(snapshot),
    ]);
    return undecided.length === 0 && channels.every(({ queuedHead, processedHead }) => queuedHead === processedHead);
  }).catch((error: unknown) => {
    throw new Error(relayer.lines.join("\n"), { cause: error });
  });
  await relayer.process.stop();
  const [divergences, votes] = await state.read(async (snapshot) => [
    await snapshot.select().from(divergence),
    await snapshot.select().from(vote),
  ]);
  expect(divergences).toEqual([]);
  // Each gateway's, in both directions, and each for what was said.
  expect(new Set(votes.map(({ gateway, direction }) => `${direction} ${gateway}`)).size).toBe(4);
  expect(new Set(votes.map(({ status }) => status))).toEqual(new Set(["sent"]));

  for (const { chainId } of devnet.chains) {
    for (const from of ["hub", "spoke"] as const) {
      const { queued, deliveries } = await readChannel(devnet, from, chainId);
      let position = 0;
      for (const { headBefore, headAfter, count } of deliveries) {
        expect(headBefore).toBe(queued[position - 1] ?? zeroHash);
        position += Number(count);
        expect(headAfter).toBe(queued[position - 1]);
      }
      expect(position, `what the ${from} queued, chain ${chainId}`).toBe(queued.length);
    }
    for (const token of Object.values(devnet.tokens)) {
      const held = { abi: erc20Abi, address: token, functionName: "balanceOf", args: [devnet.spoke] } as const;
      expect(await devnet.client(chainId, 0).readContract(held), `${token} on ${chainId}`).toBe(0n);
    }
  }
  for (const event of ["OrderSettled", "OrderAborted"] as const) {
    const decided = await readDecisions(devnet, event);
    expect(decided.length, event).toBeGreaterThan(0);
    expect(new Set(decided).size, event).toBe(decided.length);
  }
  expect([...actsOf(relayer)]).toEqual(expect.arrayContaining(["carry", "vouch", "prove"]));
}, 400_000);
