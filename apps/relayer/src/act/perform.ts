import {
  acceptEarlier,
  claim,
  collectFees,
  dispatch,
  executeCall,
  fillPooled,
  heartbeat,
  updateFee,
} from "@concert/sdk";
import { type Hash, pad, type TransactionReceipt } from "viem";
import type { Facts } from "../log.ts";
import type { Job } from "../work/Job.ts";
import type { Actor } from "./Actor.ts";
import { carryMessage } from "./carryMessage.ts";
import { decideOrders } from "./decideOrders.ts";
import { deliverEntries } from "./deliverEntries.ts";
import { deliverReports } from "./deliverReports.ts";
import { executeGasMaximum } from "./gasMaxima.ts";
import { proveFinalHead } from "./proveFinalHead.ts";
import { voteForHead } from "./voteForHead.ts";

/** A transaction that was sent, and what it is about. */
export type Sent = {
  hash: Hash;
  facts: Facts;
  /** What it is called where it is told; by default as its job. */
  act?: string;
  /** Id of the chain that it was sent on; by default its job's. */
  chain?: bigint;
  /** Takes in what became of it, if it did not revert, and tells more exactly what it is about. */
  noteReceipt?(receipt: TransactionReceipt): Facts;
};

/** Simulates and sends what a job asks for. */
export async function perform(job: Job, actor: Actor): Promise<Sent[]> {
  const { gasMaximum } = actor;
  const { client } = actor.chain(job.chain).sender;
  switch (job.kind) {
    case "dispatch": {
      const hash = await dispatch(client, { end: job.end, chain: job.otherChain, gasMaximum });
      return [{ hash, facts: { to: job.otherChain } }];
    }
    case "carry":
      return await carryMessage(job, actor);
    case "prove":
      return await proveFinalHead(job, actor);
    case "vote":
      return await voteForHead(job, actor);
    case "deliver":
      return await deliverEntries(job, actor);
    case "deliverAndSettle":
      return await deliverReports(job, actor);
    case "acceptEarlier": {
      const { end, otherChain, head, rest } = job;
      const hash = await acceptEarlier(client, { end, chain: otherChain, head, rest, gasMaximum });
      return [{ hash, facts: { from: otherChain, entries: rest.length } }];
    }
    case "heartbeat":
      return [{ hash: await heartbeat(client, { spoke: job.spoke, gasMaximum }), facts: {} }];
    case "settle":
    case "abort":
    case "refund":
      return await decideOrders(job, actor);
    case "fill": {
      const { hub, ledger, order, fillers } = job;
      const hash = await fillPooled(client, { hub, ledger, order: order.order, fillers, gasMaximum });
      return [{ hash, facts: { order: order.orderId, legs: fillers.length } }];
    }
    case "execute": {
      const { spoke, order, orderId } = job;
      const hash = await executeCall(client, { spoke, order, gasMaximum: executeGasMaximum });
      return [{ hash, facts: { order: orderId } }];
    }
    case "updateFee": {
      const hash = await updateFee(client, { hub: job.hub, chain: job.of, gasMaximum });
      return [{ hash, facts: { of: job.of } }];
    }
    case "collect": {
      const { hub, of, amount } = job;
      const hash = await collectFees(client, { hub, chain: of, recipient: pad(client.account.address), gasMaximum });
      return [{ hash, facts: { of, gwei: amount } }];
    }
    case "claim": {
      const { spoke, token, amount } = job;
      const hash = await claim(client, { spoke, token, amount, account: client.account.address, gasMaximum });
      return [{ hash, facts: { token, amount } }];
    }
  }
}
