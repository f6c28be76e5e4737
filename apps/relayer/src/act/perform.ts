import { acceptEarlier, collectFees, dispatch, executeCall, heartbeat, updateFee } from "@concert/sdk";
import { type Hash, pad, type TransactionReceipt } from "viem";
import type { Facts } from "../log.ts";
import type { Job } from "../work/Job.ts";
import type { Actor } from "./Actor.ts";
import { carryMessage } from "./carryMessage.ts";
import { decideOrders } from "./decideOrders.ts";
import { deliverEntries } from "./deliverEntries.ts";

/** A transaction that was sent, and what it is about. */
export type Sent = {
  hash: Hash;
  facts: Facts;
  /** Takes in what became of it, if it did not revert, and tells more exactly what it is about. */
  noteReceipt?(receipt: TransactionReceipt): Facts;
};

/** A call of an order may use this much, whatever else a transaction is given: the spoke's own bound, and what is around. */
const executeGasMaximum = 12_000_000n;

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
    case "deliver":
      return await deliverEntries(job, actor);
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
  }
}
