import { type Address, type Hex, zeroHash } from "viem";
import { addresses, attesters, relayers, solvers, tokensOf, users } from "../protocol/accounts.ts";
import type { Channel, End } from "../protocol/createChannel.ts";
import type { Contracts } from "../protocol/createContracts.ts";
import { claimKey } from "../protocol/createCustody.ts";
import { earningKey, type Hub, type Reported } from "../protocol/createHub.ts";
import type { SimulatedOrder } from "../protocol/createOrderEncoder.ts";
import type { Protocol } from "../protocol/createProtocol.ts";
import type { FillRequest, OpenRequest } from "../protocol/createSpoke.ts";
import { nativeToken } from "../protocol/nativeToken.ts";
import { areFillsPaused, areOpensPaused, entryFeeOf, isAccepting } from "../protocol/settings.ts";
import type { Random } from "../random/createRandom.ts";
import { createLedgerTraffic } from "./createLedgerTraffic.ts";
import { type Plan, planOrder } from "./planOrder.ts";
import type { Traffic, TrafficOptions, Transaction } from "./Traffic.ts";

/** Something that someone means to do on a chain, once. */
type Job = {
  /** Whether it can be tried yet. */
  isReady?: () => boolean;
  run: () => void;
  /** What follows once it is done. */
  follow?: () => void;
  /** For those that can be done by the many. */
  open?: OpenRequest;
  fill?: FillRequest;
  tries: number;
};

const mostTries = 400;
/** Those that are not ready yet are asked in turns, each every eighth block, and given up in the end. */
const pollTurns = 8;
const mostPolls = 20;
const mostLivePlans = 600;
const mostDeliveredEntries = 60;
/** How many entries and orders stay in memory once nothing will come of them, if what is old is forgotten. */
const keptEntries = 500;
const keptOrders = 2_000;
const keptMessages = 100;

export function createTraffic(protocol: Protocol, random: Random, options: TrafficOptions): Traffic {
  const { chains, contractsOf, hubChain } = protocol;
  const hubContracts = contractsOf(hubChain);
  const hub = hubContracts.hub!;
  const chainIds = chains.map(({ machine }) => machine.chainId);
  const jobs = new Map<number, Job[]>(chainIds.map((id) => [id, []]));
  /** Those that are not ready yet, looked through in turns. */
  const waiting = new Map<number, Job[]>(chainIds.map((id) => [id, []]));
  /** Orders that the hub may have something to do with, by id. */
  const live = new Map<Hex, Plan>();
  /** Of these, the ones that it has to look at: something was reported, or a fork has changed something. */
  const due = new Set<Plan>();
  /** Messages of other chains' gateways that were looked at, by chain and source. */
  const examined = new Map<string, number>();
  const forgotten: SimulatedOrder[] = [];
  const pruned = new Map<End, number>();
  let nonce = 0n;
  let decisionCount = 0;

  const enqueue = (chainId: number, job: Omit<Job, "tries">): void => {
    (job.isReady === undefined ? jobs : waiting).get(chainId)!.push({ ...job, tries: 0 });
  };

  /** What others draw does not depend on it. */
  const ledgerRandom = random.fork("ledger");
  const ledgerTraffic = createLedgerTraffic({
    ...{ protocol, options, random: ledgerRandom.fork("traffic") },
    open(order, origin) {
      const contracts = contractsOf(origin);
      const open: OpenRequest = { order, opening: { by: "payer", payer: order.order.user }, fee: 0 };
      const run = () => contracts.spoke.open({ ...open, fee: entryFeeOf(contracts.spoke.settings.get()) });
      enqueue(origin, { open, run });
    },
    onDone(order) {
      if (options.forgets) forgotten.push(order);
    },
  });

  /** What an entry pays, in gwei: the least, and now and then a tip. The same transaction on another fork gives the same tip. */
  const drawFee = (): ((contracts: Contracts) => number) => {
    const tip = random.chance(0.2) ? random.draw(50_000) : 0;
    return ({ spoke }) => entryFeeOf(spoke.settings.get()) + tip;
  };

  function addPlan(chainId: number): void {
    const plan = planOrder({ protocol, random, ledger: ledgerRandom, options, chainId, nonce: nonce++ });
    if (live.size >= mostLivePlans) retirePlan(live.values().next().value!);
    live.set(plan.order.id, plan);
    const { order, fate } = plan;
    const isDecided = () => hub.decisions.get(order.id) !== undefined;
    const wait = fate === "late" ? { isReady: isDecided } : {};

    if (plan.cancelledOn !== undefined) {
      const contracts = contractsOf(plan.cancelledOn);
      const feeOn = drawFee();
      enqueue(plan.cancelledOn, { run: () => contracts.spoke.cancel(order, feeOn(contracts)) });
    }
    let followed = false;
    const follow = () => {
      if (followed && random.chance(0.9)) return;
      followed = true;
      for (const [leg, fill] of plan.fills.entries()) if (!fill.omitted) enqueueFill(plan, leg);
    };
    for (const origin of plan.origins) {
      const contracts = contractsOf(origin);
      const times = fate === "twice" && origin === plan.origins[0] ? 2 : 1;
      for (let time = 0; time < times; time++) {
        const open: OpenRequest = { order, opening: plan.opening, fee: 0 };
        const feeOn = drawFee();
        enqueue(origin, {
          ...wait,
          open,
          run: () => contracts.spoke.open({ ...open, fee: feeOn(contracts) }),
          follow,
        });
      }
    }
    if (fate !== "late" && random.chance(0.05)) follow();
  }

  function enqueueFill(plan: Plan, leg: number): void {
    const { order, fate } = plan;
    const destination = Number(order.order.legs[leg]!.destinationChain);
    const contracts = contractsOf(destination);
    const { solver, account, repaymentChain, hold } = plan.fills[leg]!;
    const fill: FillRequest = { order, leg, solver, account, repaymentChain, hold, fee: 0 };
    const feeOn = drawFee();
    // Of a late one some fills come after the decision, too, if their chain has not seen the cancellation.
    const wait = fate === "late" ? { isReady: () => hub.decisions.get(order.id) !== undefined } : {};
    enqueue(destination, {
      ...wait,
      fill,
      run: () => contracts.spoke.fill({ ...fill, fee: feeOn(contracts) }),
      follow() {
        if (order.order.calls.length === 0) return;
        enqueue(destination, {
          isReady: () => contracts.spoke.canExecute(order),
          run: () => contracts.spoke.execute(order),
        });
      },
    });
  }

  function act(chainId: number): Transaction[] {
    const contracts = contractsOf(chainId);
    const { machine, spoke } = contracts;
    const transactions: Transaction[] = [];
    const transact = (run: () => void, takeBack: () => void = () => undefined): boolean => {
      const executed = machine.transact(run);
      if (executed === undefined) return false;
      transactions.push({ run, logs: executed.logs, takeBack });
      return true;
    };

    if (random.chance(0.3)) dispatchAll(contracts, transact);
    executeMessages(contracts, transact);
    const ends: [Channel, number, number][] =
      contracts.hub === undefined
        ? [[spoke, hubChain, hubChain]]
        : [[spoke, hubChain, hubChain], ...chainIds.map((id): [Channel, number, number] => [contracts.hub!, id, id])];
    for (const [receiver, source] of ends) deliver(contracts, receiver, source, transact);
    if (contracts.hub !== undefined) decide(contracts.hub, transact);
    for (let due = options.ordersPerBlock; due > 0; due--) if (random.chance(due)) addPlan(chainId);
    runJobs(contracts, transact);
    if (random.chance(0.2)) actRarely(contracts, transact);
    if (random.chance(0.1)) deposit(contracts, transact);
    ledgerTraffic.act(contracts, transact);
    if (machine.block.time >= spoke.lastHeartbeat.get() + 30 && random.chance(0.5)) transact(() => spoke.heartbeat());
    dispatchAll(contracts, transact);
    if (options.forgets) forget();
    return transactions;
  }

  function deposit(contracts: Contracts, transact: Transact): void {
    const { machine, spoke } = contracts;
    const token = random.chance(0.3) ? nativeToken : random.pick(tokensOf(machine.chainId));
    const [depositor, beneficiary] = [random.pick(users), random.pick(users)];
    const amount = 1n + BigInt(random.draw(1_000_000));
    const [feeOn, toVault] = [drawFee(), random.chance(0.2)];
    transact(() =>
      spoke.deposit({ token, amount, depositor, beneficiary, minimum: amount, toVault, fee: feeOn(contracts) }),
    );
  }

  type Transact = (run: () => void, takeBack?: () => void) => boolean;

  function dispatchAll({ spoke, hub: here }: Contracts, transact: Transact): void {
    const senders: [Channel, number][] = [[spoke, hubChain]];
    if (here !== undefined) for (const id of chainIds) senders.push([here, id]);
    for (const [sender, to] of senders) {
      const end = sender.end(to);
      if (end.queued.get() === end.dispatched.get() || !random.chance(0.7)) continue;
      transact(() => sender.dispatch(to));
    }
  }

  function executeMessages({ machine, gateway }: Contracts, transact: Transact): void {
    const sources = machine.chainId === hubChain ? chainIds : [hubChain];
    for (const sourceId of sources) {
      if (sourceId === machine.chainId) continue;
      const source = contractsOf(sourceId);
      const key = `${machine.chainId} ${sourceId}`;
      const confirmed = source.machine.block.number - options.confirmations;
      const last = source.gateway.sentCount.get();
      let number = examined.get(key) ?? 0;
      while (number < last) {
        const message = source.gateway.sent.get(number + 1);
        if (message !== undefined && message.block > confirmed) break;
        number++;
        if (message === undefined || message.chain !== machine.chainId) continue;
        // A later head makes up for a message that nobody brings.
        if ((number < last && random.chance(0.1)) || gateway.isExecuted(sourceId, message)) continue;
        transact(() => gateway.execute(sourceId, message));
        if (options.forgets) forgetMessage(machine.chainId, source, number - keptMessages);
      }
      examined.set(key, number);
    }
  }

  function deliver(contracts: Contracts, receiver: Channel, source: number, transact: Transact): void {
    const end = receiver.end(source);
    const sender = receiver === contracts.spoke ? hub : contractsOf(source).spoke;
    const senderEnd = sender.end(contracts.machine.chainId);
    const tip = end.acceptedLast.get();
    const accepted = senderEnd.positions.get(tip);
    const start = end.processed.get() === zeroHash ? 0 : senderEnd.positions.get(end.processed.get());
    // One of them may be unknown: the sender has left that fork, or never was on it.
    if (accepted === undefined || start === undefined || accepted <= start) return;

    const relayer = random.pick(relayers);
    let from = start;
    if (accepted - start > 3 && random.chance(0.1)) {
      const earlier = start + 1 + random.draw(accepted - start - 1);
      const { head } = senderEnd.entries.get(earlier)!;
      transact(() => receiver.acceptEarlier(source, head, tip));
    }
    while (from < accepted) {
      const most = Math.min(accepted - from, mostDeliveredEntries);
      const count = most > 2 && random.chance(0.2) ? 1 + random.draw(most) : most;
      const entries = entriesBetween(senderEnd, from, from + count);
      const done = transact(() => {
        if (receiver === contracts.spoke) contracts.spoke.deliverInstructions(entries, tip, relayer);
        else contracts.hub!.deliverReports(source, entries, tip, relayer);
      });
      if (!done) return;
      from += count;
      if (random.chance(0.1)) break;
    }
    if (options.forgets) prune(end, senderEnd, from);
  }

  function decide(here: Hub, transact: Transact): void {
    const lists: { act: "settle" | "abort" | "refund"; plans: Plan[] }[] = [
      { act: "settle", plans: [] },
      { act: "abort", plans: [] },
      { act: "refund", plans: [] },
    ];
    const [settling, aborting, refunding] = lists.map(({ plans }) => plans) as [Plan[], Plan[], Plan[]];
    for (const id of here.reported) {
      const plan = live.get(id);
      if (plan !== undefined) due.add(plan);
    }
    here.reported.clear();
    // Time alone expires these.
    if (++decisionCount % 5 === 0) for (const plan of live.values()) if (plan.fate !== "commit") due.add(plan);
    for (const plan of due) {
      const decision = here.decisions.get(plan.order.id);
      if (decision === undefined) {
        if (here.canDecide("settle", plan.order)) settling.push(plan);
        else if (plan.fate !== "commit" && here.canDecide("abort", plan.order)) aborting.push(plan);
        continue;
      }
      if (here.canDecide("refund", plan.order)) refunding.push(plan);
      // What may still come: a second opening, an opening or a fill after the abort.
      else if ((decision === "commit" && plan.fate !== "twice") || ++plan.waited > 10) retirePlan(plan);
    }
    due.clear();
    const sender = random.pick(relayers);
    for (const { act: kind, plans } of lists) {
      for (let start = 0; start < plans.length; ) {
        const batch = plans.slice(start, start + 1 + random.draw(20));
        start += batch.length;
        const reported = batch.map((plan): Reported => ({ order: plan.order, showCalls: plan.showCalls }));
        // Someone else was faster, or it was too early.
        if (random.chance(0.05)) reported.push({ order: random.pick(batch).order, showCalls: true });
        const done = transact(
          () => here.decideAll(kind, reported, sender),
          () => {
            for (const plan of batch) {
              live.set(plan.order.id, plan);
              due.add(plan);
            }
          },
        );
        // Of these nothing more is reported.
        if (done && kind === "settle") for (const plan of batch) if (plan.fate === "commit") retirePlan(plan);
      }
    }
  }

  function runJobs(contracts: Contracts, transact: Transact): void {
    const { machine, spoke } = contracts;
    const queue = jobs.get(machine.chainId)!;
    const settings = spoke.settings.get();
    if (!isAccepting(settings)) return;
    const unready = waiting.get(machine.chainId)!;
    for (const job of unready.splice(0, Math.ceil(unready.length / pollTurns))) {
      if (job.isReady!()) queue.push(job);
      else if (++job.tries < mostPolls) unready.push(job);
    }
    const ready: Job[] = [];
    for (const job of queue.splice(0, Math.max(8, Math.ceil(4 * options.ordersPerBlock)))) {
      const paused = (job.open && areOpensPaused(settings)) || (job.fill && areFillsPaused(settings));
      if (!paused) ready.push(job);
      else if (++job.tries < mostTries) queue.push(job);
    }
    const putBack = (job: Job) => () => {
      queue.push(job);
    };
    for (let index = 0; index < ready.length; index++) {
      const job = ready[index]!;
      if ((job.open ?? job.fill) !== undefined && random.chance(0.05)) {
        const many = ready.slice(index, index + 4).filter(({ open, fill }) => (job.open ? open : fill) !== undefined);
        index += many.length - 1;
        runMany(contracts, many, transact);
        // Those that were no part of it.
        for (const other of ready.slice(index - many.length + 1, index + 1))
          if (!many.includes(other)) queue.push(other);
        continue;
      }
      if (transact(job.run, putBack(job))) job.follow?.();
    }
  }

  /** Several at once, the first of them twice: its repetition may fail, which leaves it out. */
  function runMany(contracts: Contracts, many: readonly Job[], transact: Transact): void {
    const { spoke, machine } = contracts;
    const repeated = [...many, many[0]!];
    const queue = jobs.get(machine.chainId)!;
    const opens = many[0]!.open !== undefined;
    const done = transact(
      () => {
        const fee = entryFeeOf(spoke.settings.get());
        if (opens) spoke.openMany(repeated.flatMap(({ open }) => (open === undefined ? [] : [{ ...open, fee }])));
        else spoke.fillMany(repeated.flatMap(({ fill }) => (fill === undefined ? [] : [{ ...fill, fee }])));
      },
      () => queue.push(...many),
    );
    if (done) for (const job of many) job.follow?.();
  }

  function actRarely(contracts: Contracts, transact: Transact): void {
    const { machine, spoke, gateway, hub: here } = contracts;
    const { chainId } = machine;
    const act = random.draw(here === undefined ? 7 : 12);
    const token = random.chance(0.3) ? nativeToken : random.pick(tokensOf(chainId));
    const account = random.pick([...users, ...solvers, ...relayers]);
    if (act <= 1) {
      // The token's own doing, which says nothing here. Now and then it relents, so that most can be claimed in the end.
      const refused = random.pick([...solvers, ...relayers]);
      const key = claimKey(token, refused);
      const refuses = spoke.custody.refusals.get(key) !== true && random.chance(0.6);
      transact(() => spoke.custody.refusals.set(key, refuses ? true : undefined));
    } else if (act <= 3) {
      claimSomething(contracts, transact);
    } else if (act === 4) {
      const used = BigInt(random.draw(1_000_000)) + 2n ** 200n;
      transact(() => spoke.cancelNonce(account, used));
    } else if (act === 5) {
      const settings = spoke.settings.get();
      const paused = areOpensPaused(settings) || areFillsPaused(settings);
      const [opens, fills] = [!paused && random.chance(0.5), !paused && random.chance(0.5)];
      if (paused || random.chance(0.2)) transact(() => spoke.setPauses(opens, fills));
    } else if (act === 6) {
      const peer = chainId === hubChain ? random.pick(chainIds) : hubChain;
      if (peer === chainId) return;
      const from = random.draw(3);
      const threshold = 1 + random.draw(3);
      if (random.chance(0.3)) transact(() => gateway.setAttesters(peer, attesters.slice(from, from + 3), threshold));
      else if (random.chance(0.2)) resetRoute(contracts, peer, transact);
    } else if (here !== undefined) {
      actAtHub(here, act, transact);
    }
  }

  function actAtHub(here: Hub, act: number, transact: Transact): void {
    const chain = random.pick(chainIds);
    const relayer = random.pick(relayers);
    if (act <= 8) {
      // To an account that is none of an EVM chain, now and then: the spoke will reject it.
      const recipient: Hex = random.chance(0.25) ? `0x${random.hex32()}` : random.pick([...solvers, ...relayers]);
      if ((here.earnedFees.get(earningKey(chain, relayer)) ?? 0) > 0) {
        transact(() => here.collect(chain, recipient, relayer));
      }
    } else if (act === 9) {
      transact(() => here.updateFee(chain));
    } else if (act === 10) {
      const minimum = 100_000 + random.draw(100_000);
      const policy = {
        minimum,
        maximum: minimum + random.draw(100_000_000),
        rate: BigInt(1 + random.draw(30)) * 10n ** 17n,
      };
      transact(() => here.setFeePolicy(chain, policy));
    } else {
      transact(() => here.retire(chain));
      const end = here.end(chain);
      if (here.chains.get(chain)?.retired === true) {
        transact(() => here.routeTo(chain, end.gateway.get(), end.counterpart.get()));
      }
    }
  }

  /** The same gateway again, which voids what it has brought and what is not delivered yet. */
  function resetRoute({ spoke, hub: here }: Contracts, peer: number, transact: Transact): void {
    const gateway = addresses.attestedGateway;
    if (here !== undefined) transact(() => here.routeTo(peer, gateway, addresses.spoke));
    else transact(() => spoke.setRoute(hubChain, gateway, addresses.hub));
  }

  function claimSomething({ spoke, machine }: Contracts, transact: Transact): void {
    const { custody } = spoke;
    const start = random.draw(solvers.length);
    const accounts: Address[] = [...solvers.slice(start), ...solvers.slice(0, start), ...relayers];
    for (const account of accounts) {
      for (const token of [...tokensOf(machine.chainId), nativeToken]) {
        const most = custody.claimable.get(claimKey(token, account)) ?? 0n;
        if (most === 0n) continue;
        if (token !== nativeToken && custody.refusals.get(claimKey(token, account)) === true) continue;
        const amount = random.chance(0.3) && most > 1n ? most / 2n : most;
        transact(() => spoke.claim(token, account, amount));
        return;
      }
    }
  }

  function retirePlan(plan: Plan): void {
    live.delete(plan.order.id);
    if (options.forgets) forgotten.push(plan.order);
  }

  /** What the storage of real contracts keeps for ever. */
  function forget(): void {
    while (forgotten.length > keptOrders) {
      const order = forgotten.shift()!;
      hub.forget(order);
      for (const { spoke } of chains) spoke.forget(order);
    }
  }

  function forgetMessage(chainId: number, source: Contracts, number: number): void {
    const message = source.gateway.sent.get(number);
    if (message?.chain !== chainId) return;
    source.gateway.sent.set(number, undefined);
    contractsOf(chainId).gateway.forget(source.machine.chainId, message);
  }

  function prune(end: End, senderEnd: End, processed: number): void {
    let position = pruned.get(senderEnd) ?? 1;
    for (; position < processed - keptEntries; position++) {
      const { head } = senderEnd.entries.get(position)!;
      end.accepted.set(head, undefined);
      senderEnd.positions.set(head, undefined);
      senderEnd.entries.set(position, undefined);
    }
    pruned.set(senderEnd, position);
  }

  return {
    act,
    rolledBack(chainId, transactions) {
      for (const { takeBack } of transactions.toReversed()) takeBack();
      // Messages from or to it are looked through again.
      for (const key of examined.keys()) {
        if (key.split(" ").includes(`${chainId}`)) examined.set(key, 0);
      }
    },
  };
}

function entriesBetween({ entries }: End, after: number, upTo: number) {
  return Array.from({ length: upTo - after }, (_, index) => entries.get(after + 1 + index)!);
}
