import { type IndexedOrder, readChannels, readCheckpoints, readOrders } from "@concert/sdk";
import { executorOf, hubAbi, spokeAbi } from "@concert/types";
import { call, chain, claimable, earning, escrow, nonce, payout } from "@concert/types/tables";
import { type Hex, zeroHash } from "viem";
import { checkIndex } from "../devnet/checkIndex.ts";
import { expectedChange } from "./expectedChange.ts";
import { formatAmount } from "./formatAmount.ts";
import { type Balance, readBalances } from "./readBalances.ts";
import type { Stage } from "./Stage.ts";

export type Check = { isRight: boolean; text: string };

/** A value that must be what it is expected to be. */
type Comparison = { what: string; expected: unknown; found: unknown };

type Cut = Awaited<ReturnType<typeof readCut>>;

const decisions = ["undecided", "commit", "abort"] as const;

/**
 * Compares one committed cut with the chains themselves, each asked by RPC as of that cut's block, and the chains with
 * what the acts must have led to.
 */
export async function checkState(stage: Stage, balancesBefore: readonly Balance[]): Promise<Check[]> {
  const cut = await readCut(stage);
  const balances = await readBalances(stage, cut.blockNumbers);
  const recomputed = await checkIndex({ databaseUrl: stage.database.url, schema: stage.database.schema });
  const { tokens } = stage.devnet;
  const spokeBalances = balances.filter(({ holder }) => holder === "spoke");
  return [
    check("every block that the state stands on is on its chain", await compareCheckpoints(stage, cut)),
    check("the hub decided each order as it must", await compareDecisions(stage, cut, "chain")),
    check("the state says the same of each decision", await compareDecisions(stage, cut, "state")),
    check("escrows and fills of every leg are those of the chains", await compareLegs(stage, cut)),
    check("heads and watermarks are those of the chains", await compareChannels(stage, cut)),
    check("what is left of each chain's entry fees, and who earned them, are the hub's", await compareFees(stage, cut)),
    check(
      "what the spokes were told, take and ask for is what the hub told them",
      await compareConfigurations(stage, cut),
    ),
    check(
      "nonces that signatures used up, cancellations and calls are those of the spokes",
      await compareMarks(stage, cut),
    ),
    check(`all ${cut.payouts.length} payouts are paid, nothing is left to claim`, [
      ...cut.payouts.map(({ orderId, leg, kind, status }) => ({
        what: `${kind} of leg ${leg} of order ${orderId}`,
        expected: "paid",
        found: status,
      })),
      { what: "claimable payouts", expected: 0, found: cut.claimable.length },
    ]),
    check(
      "the balances of alice, bob, carol and the vaults changed by what the orders say, to the last unit",
      balances.map((balance, index) => ({
        what: `${balance.holder}'s change on ${balance.chain}`,
        expected: formatAmount(expectedChange(balance, stage.played, stage.devnet), tokens[balance.symbol], tokens),
        found: formatAmount(balance.amount - balancesBefore[index]!.amount, tokens[balance.symbol], tokens),
      })),
    ),
    check(
      "the spokes owe nothing and hold nothing",
      spokeBalances.map(({ chain: chainId, symbol, amount }) => ({
        what: `${symbol} of the spoke on ${chainId}`,
        expected: 0n,
        found: amount,
      })),
    ),
    {
      isRight: recomputed.length === 0,
      text: ["everything derived is what the indexer recomputes from the events", ...recomputed].join(": "),
    },
    check("together they hold on each chain what they held before", compareSums(balances, balancesBefore)),
  ];
}

async function readCut({ state, played }: Stage) {
  const orderIds = played.map(({ orderId }) => orderId);
  const cut = await state.read(async (snapshot) => ({
    checkpoints: await readCheckpoints(snapshot),
    orders: await readOrders(snapshot, orderIds),
    channels: await readChannels(snapshot),
    chains: await snapshot.select().from(chain),
    payouts: await snapshot.select().from(payout),
    claimable: await snapshot.select().from(claimable),
    calls: await snapshot.select().from(call),
    escrows: await snapshot.select().from(escrow),
    nonces: await snapshot.select().from(nonce),
    earnings: await snapshot.select().from(earning),
  }));
  const blockNumbers = new Map(cut.checkpoints.map(({ chainId, blockNumber }) => [Number(chainId), blockNumber]));
  return { ...cut, blockNumbers };
}

/** Reads hub and spokes as of the cut's blocks. */
function contractsAt({ devnet, alice }: Stage, { blockNumbers }: Cut) {
  const hubBlock = { blockNumber: blockNumbers.get(devnet.hubChain)! };
  return {
    client: (chainId: bigint | number) => devnet.client(Number(chainId), alice.index),
    hub: { abi: hubAbi, address: devnet.hub, ...hubBlock } as const,
    spoke: (chainId: bigint | number) =>
      ({ abi: spokeAbi, address: devnet.spoke, blockNumber: blockNumbers.get(Number(chainId))! }) as const,
  };
}

async function compareCheckpoints(stage: Stage, cut: Cut): Promise<Comparison[]> {
  const { client } = contractsAt(stage, cut);
  return await Promise.all(
    cut.checkpoints.map(async ({ chainId, blockNumber, blockHash }) => ({
      what: `block ${blockNumber} of ${chainId}`,
      expected: (await client(chainId).getBlock({ blockNumber })).hash,
      found: blockHash,
    })),
  );
}

async function compareDecisions(stage: Stage, cut: Cut, of: "chain" | "state"): Promise<Comparison[]> {
  return await Promise.all(
    stage.played.map(async ({ orderId, expected }) => {
      const indexed = cut.orders.find((order) => order.orderId === orderId)?.decision;
      const found = of === "chain" ? await readDecision(stage, cut, orderId) : indexed;
      return { what: `order ${orderId}`, expected, found };
    }),
  );
}

/** What the hub has written down, or else what it has told: of an order that was decided at once, nothing is kept. */
async function readDecision(stage: Stage, cut: Cut, orderId: Hex): Promise<(typeof decisions)[number] | undefined> {
  const { client, hub } = contractsAt(stage, cut);
  const atHub = client(stage.devnet.hubChain);
  const kept = await atHub.readContract({ ...hub, functionName: "decision", args: [orderId] });
  if (kept !== 0) return decisions[kept];
  const { abi, address, blockNumber: toBlock } = hub;
  const event = { abi, address, eventName: "OrderSettled", args: { orderId }, fromBlock: "earliest", toBlock } as const;
  return (await atHub.getContractEvents(event)).length > 0 ? "commit" : "undecided";
}

async function isKept(stage: Stage, cut: Cut, orderId: Hex): Promise<boolean> {
  const { client, hub } = contractsAt(stage, cut);
  const at = { ...hub, functionName: "decision", args: [orderId] } as const;
  return (await client(stage.devnet.hubChain).readContract(at)) !== 0;
}

async function compareLegs(stage: Stage, cut: Cut): Promise<Comparison[]> {
  const comparisons = cut.orders.flatMap((order) => order.legs.map((leg) => compareLeg(stage, cut, leg)));
  return (await Promise.all(comparisons)).flat();
}

async function compareLeg(stage: Stage, cut: Cut, leg: IndexedOrder["legs"][number]): Promise<Comparison[]> {
  const { client, hub, spoke } = contractsAt(stage, cut);
  const { orderId, position } = leg;
  const [originChain, destinationChain] = [leg.originChain!, leg.destinationChain!];
  const [reported, released] = await client(stage.devnet.hubChain).readContract({
    ...hub,
    functionName: "escrows",
    args: [orderId, originChain],
  });
  const filledLegs = await client(destinationChain).readContract({
    ...spoke(destinationChain),
    functionName: "filledLegs",
    args: [orderId],
  });
  const name = `leg ${position} of order ${orderId}`;
  const escrows = [
    { what: `escrows of ${name}`, expected: reported, found: BigInt(leg.escrowReportedCount) },
    { what: `released escrows of ${name}`, expected: released, found: BigInt(leg.escrowReleasedCount) },
  ];
  return [
    ...((await isKept(stage, cut, orderId)) ? escrows : []),
    { what: `fill of ${name}`, expected: ((filledLegs >> BigInt(position)) & 1n) === 1n, found: leg.filledAt !== null },
  ];
}

async function compareChannels(stage: Stage, cut: Cut): Promise<Comparison[]> {
  const { client, hub, spoke } = contractsAt(stage, cut);
  const hubChain = BigInt(stage.devnet.hubChain);
  const heads = cut.channels.map(async ({ chainId, direction, queuedHead, processedHead }): Promise<Comparison[]> => {
    // Hub and spokes have the functions of a channel in common.
    const atHub = { client: client(hubChain), contract: { ...hub, abi: spokeAbi }, other: chainId };
    const atSpoke = { client: client(chainId), contract: spoke(chainId), other: hubChain };
    const [sender, receiver] = direction === "report" ? [atSpoke, atHub] : [atHub, atSpoke];
    const queued = await sender.client.readContract({
      ...sender.contract,
      functionName: "queuedHead",
      args: [sender.other],
    });
    const processed = await receiver.client.readContract({
      ...receiver.contract,
      functionName: "processedHead",
      args: [receiver.other],
    });
    const name = `${direction} channel of ${chainId}`;
    return [
      { what: `queued head of the ${name}`, expected: queued, found: queuedHead ?? zeroHash },
      { what: `processed head of the ${name}`, expected: processed, found: processedHead ?? zeroHash },
    ];
  });
  const watermarks = cut.chains.map(async ({ chainId, watermark }): Promise<Comparison[]> => {
    const expected = await client(hubChain).readContract({ ...hub, functionName: "watermark", args: [chainId] });
    return [{ what: `watermark of ${chainId}`, expected, found: watermark }];
  });
  return (await Promise.all([...heads, ...watermarks])).flat();
}

async function compareFees(stage: Stage, cut: Cut): Promise<Comparison[]> {
  const { client, hub } = contractsAt(stage, cut);
  const atHub = client(stage.devnet.hubChain);
  const pending = cut.escrows.map(async ({ orderId, chainId, pendingFee, cancelled }): Promise<Comparison[]> => {
    const [, , fees, isCancelled] = await atHub.readContract({
      ...hub,
      functionName: "escrows",
      args: [orderId, chainId],
    });
    const name = `order ${orderId} on ${chainId}`;
    return [
      { what: `fees that are left of ${name}`, expected: fees, found: pendingFee },
      { what: `reported cancellation of ${name}`, expected: isCancelled, found: cancelled },
    ];
  });
  const earned = cut.earnings.map(async ({ chainId, account, uncollected }): Promise<Comparison[]> => {
    const expected = await atHub.readContract({ ...hub, functionName: "earnedFees", args: [chainId, account] });
    return [{ what: `fees that ${account} earned on ${chainId}`, expected, found: uncollected }];
  });
  return (await Promise.all([...pending, ...earned])).flat();
}

async function compareConfigurations(stage: Stage, cut: Cut): Promise<Comparison[]> {
  const { client, hub, spoke } = contractsAt(stage, cut);
  const comparisons = cut.chains.map(async (row): Promise<Comparison[]> => {
    const { chainId } = row;
    const [accepting, entryFee, retired] = await client(stage.devnet.hubChain).readContract({
      ...hub,
      functionName: "configurationOf",
      args: [chainId],
    });
    const [takes, opensPaused, fillsPaused, asks] = await client(chainId).readContract({
      ...spoke(chainId),
      functionName: "configuration",
    });
    return [
      { what: `whether ${chainId} is told to take orders`, expected: accepting, found: row.accepting },
      { what: `the fee that ${chainId} is told`, expected: entryFee, found: row.entryFee },
      { what: `the retirement of ${chainId}`, expected: retired, found: row.retired },
      { what: `whether the spoke of ${chainId} takes orders`, expected: takes, found: row.spokeAccepting },
      { what: `the fee of the spoke of ${chainId}`, expected: asks, found: row.spokeEntryFee },
      { what: `paused opens on ${chainId}`, expected: opensPaused, found: row.opensPaused },
      { what: `paused fills on ${chainId}`, expected: fillsPaused, found: row.fillsPaused },
    ];
  });
  return (await Promise.all(comparisons)).flat();
}

/** Nonces of signed orders, cancelled legs and calls, as each spoke has them. */
async function compareMarks(stage: Stage, cut: Cut): Promise<Comparison[]> {
  const { client, spoke } = contractsAt(stage, cut);
  const nonces = cut.nonces.map(async ({ chainId, user, nonce }): Promise<Comparison> => {
    const isUsed = await client(chainId).readContract({
      ...spoke(chainId),
      functionName: "isNonceUsed",
      args: [user, nonce],
    });
    return { what: `use of nonce ${nonce} of ${user} on ${chainId}`, expected: isUsed, found: true };
  });
  const legs = cut.orders.flatMap(({ legs }) => legs);
  const cancellations = legs.map(async ({ orderId, position, destinationChain, cancelledAt }): Promise<Comparison> => {
    const filledLegs = await client(destinationChain!).readContract({
      ...spoke(destinationChain!),
      functionName: "filledLegs",
      args: [orderId],
    });
    const what = `cancellation of leg ${position} of order ${orderId}`;
    return { what, expected: filledLegs >> 255n === 1n, found: cancelledAt !== null };
  });
  const calls = cut.calls.map(async ({ orderId, chainId, status }): Promise<Comparison> => {
    const code = await client(chainId).getCode({
      address: executorOf(stage.devnet.spoke, orderId),
      blockNumber: spoke(chainId).blockNumber,
    });
    const found = status !== "pending";
    return { what: `run of the call of order ${orderId} on ${chainId}`, expected: code !== undefined, found };
  });
  return await Promise.all([...nonces, ...cancellations, ...calls]);
}

/** What alice, bob, carol, the spoke and the vault hold together stays the same. */
function compareSums(balances: readonly Balance[], balancesBefore: readonly Balance[]): Comparison[] {
  const sum = (list: readonly Balance[]) => list.reduce((total, { amount }) => total + amount, 0n);
  const nameOf = ({ chain: chainId, symbol }: Balance) => `${symbol} on ${chainId}`;
  const before = Map.groupBy(balancesBefore, nameOf);
  return [...Map.groupBy(balances, nameOf)].map(([what, list]) => ({
    what: `all ${what}`,
    expected: sum(before.get(what)!),
    found: sum(list),
  }));
}

function check(text: string, comparisons: readonly Comparison[]): Check {
  const wrong = comparisons.find(({ expected, found }) => expected !== found);
  if (comparisons.length > 0 && wrong === undefined) return { isRight: true, text };
  const why =
    wrong === undefined
      ? "there was nothing to compare"
      : `${wrong.what} must be ${wrong.expected}, and is ${wrong.found}`;
  return { isRight: false, text: `${text}: ${why}` };
}
