import {
  attest,
  type DispatchedHead,
  dispatch,
  executeAgreement,
  executeMessage,
  readForwardedMessage,
} from "@concert/sdk";
import { attestationTypedData, attestedGatewayAbi, decodeEnvelope, quorumGatewayAbi, spokeAbi } from "@concert/types";
import { type Address, hashTypedData, isAddressEqual } from "viem";
import { readContract } from "viem/actions";
import { signersOf } from "../chain/connectChain.ts";
import type { VoteJob } from "../work/Job.ts";
import type { Actor } from "./Actor.ts";
import { AttestationRefusedError } from "./carryMessage.ts";
import { chooseHead } from "./chooseHead.ts";
import type { Sent } from "./perform.ts";
import { showHead } from "./showHead.ts";

/** All that the relayer can do for a head is done: it takes others' votes, or time. */
export class VotePendingError extends Error {
  override readonly name = "VotePendingError";
}

/** Milliseconds until a head is dispatched again that found no agreement, doubled each time. */
const againDelay = { first: 60_000, longest: 3_600_000 };
/** Milliseconds until a proof is brought again for the same message. */
const proofDelay = { first: 3_600_000, longest: 3_600_000 };

/** What a gateway's vote for a message has come to. */
type Vote = {
  /** It is being cast. */
  sent?: Sent;
  /** It was cast, be it that it does not count any more. */
  isCast?: boolean;
  /** It has to come from others. */
  isOthers?: boolean;
  /** It could not be cast. */
  error?: unknown;
};

/**
 * Has a quorum's attested and proof gateways bring a head, whatever fails of them, or hands over what they agree on. Where
 * votes for the message were used up, by a route that was set anew or by a change of members, the head is dispatched
 * again.
 *
 * @throws {VotePendingError} There is nothing to do now.
 * @throws Nothing could be sent: the reason.
 */
export async function voteForHead(job: VoteJob, actor: Actor): Promise<Sent[]> {
  const { source, recipient } = job;
  const { quorumGateway, attestedGateway, proofGateway } = actor.contracts;
  const { client } = actor.chain(job.chain).sender;
  const quorum = { abi: quorumGatewayAbi, address: quorumGateway } as const;
  const [, threshold, gateways] = await readContract(client, { ...quorum, functionName: "quorumOf", args: [source] });
  const isMember = (gateway: Address) => gateways.some((member) => isAddressEqual(member, gateway));
  const proves = isMember(proofGateway);
  const head = chooseHead(job.heads, { threshold, gatewayCount: gateways.length, proves });
  if (!head) throw new VotePendingError("none of the heads that were dispatched was one at the end of a block");

  const acceptance = {
    abi: spokeAbi,
    address: recipient,
    functionName: "isAccepted",
    args: [source, head.head],
  } as const;
  // The state shows it soon.
  if (await readContract(client, acceptance)) throw new VotePendingError("the head is accepted");
  const args = [source, job.sender, recipient, head.head] as const;
  const id = await readContract(client, { ...quorum, functionName: "messageId", args });
  const agreeing = await readContract(client, { ...quorum, functionName: "agreeing", args: [source, id] });
  if (threshold > 0 && agreeing >= threshold) return [await handOver(job, head, actor)];

  const attested = isMember(attestedGateway) ? await tried(bringMessage(job, head, actor)) : {};
  // Its vote was one of an earlier agreement, or of an earlier membership.
  if (attested.isCast && agreeing === 0n && isFirst(job, head, actor)) return [await dispatchAgain(job, actor)];
  if (attested.sent && (!proves || agreeing + 1n >= threshold)) return [attested.sent];
  // Both at once: by the next look, there may be another head to vote for.
  if (attested.sent) await actor.follow(attested.sent);
  const proven = proves ? await tried(bringProof(job, head, actor)) : {};
  if (proven.sent) return [proven.sent];

  const error = attested.error ?? proven.error;
  if (error) throw error;
  if (!attested.isOthers && isOverdue(job, head, actor)) return [await dispatchAgain(job, actor)];
  throw new VotePendingError(`${agreeing} of ${threshold} gateways agreed`);
}

/** One gateway that fails keeps no other from voting. */
async function tried(vote: Promise<Vote>): Promise<Vote> {
  try {
    return await vote;
  } catch (error) {
    return { error };
  }
}

/** Has the attested gateway bring the message, which attesters read out of a final block. */
async function bringMessage(
  job: VoteJob,
  { sendId, sentBlock, head, position }: DispatchedHead,
  actor: Actor,
): Promise<Vote> {
  const { attestedGateway: gateway, quorumGateway: quorum } = actor.contracts;
  const [source, destination] = [actor.chain(job.source), actor.chain(job.chain)];
  const { client } = destination.sender;
  const read = await readForwardedMessage(source.sender.client, {
    ...{ chain: job.source, quorum, gateway, finality: source.finality, sendId, blockNumber: sentBlock },
  });
  // The quorum left it out.
  if (!read) return {};
  const { message } = read;
  if (decodeEnvelope(message.payload)?.payload !== head) {
    throw new AttestationRefusedError(
      `message ${sendId} of chain ${job.source}: its head in the state differs from the chain's`,
    );
  }
  const domain = { chain: job.chain, gateway };
  const receiveId = hashTypedData(attestationTypedData(message, domain));
  const execution = {
    abi: attestedGatewayAbi,
    address: gateway,
    functionName: "isExecuted",
    args: [receiveId],
  } as const;
  if (await readContract(client, execution)) return { isCast: true };

  const signers = signersOf(destination, gateway, job.source);
  if (signers.length === 0) return { isOthers: true };
  const attestations = await Promise.all(signers.map((account) => attest(account, { message, ...domain })));
  const hash = await executeMessage(client, { gateway, message, attestations, gasMaximum: actor.gasMaximum });
  return { sent: { act: "carry", hash, facts: { from: job.source, position } } };
}

/** Has the proof gateway bring the bare head, which the quorum knows the recipient of. */
async function bringProof(job: VoteJob, head: DispatchedHead, { patience, ...actor }: Actor): Promise<Vote> {
  const { sendId, lastBlock } = head;
  if (lastBlock === null) return {};
  // The quorum does not say whose votes it counts: what was brought is remembered, and forgotten in time.
  const key = `${job.key}:proof`;
  if (!patience.allows(key, sendId)) return { isCast: true };
  const recipient = actor.contracts.quorumGateway;
  const sent = await showHead({ ...job, ...head, recipient, lastBlock }, { patience, ...actor });
  const noteReceipt = () => {
    patience.failed(key, sendId, proofDelay);
    return sent.facts;
  };
  return { sent: { ...sent, noteReceipt } };
}

async function handOver(job: VoteJob, { head, position }: DispatchedHead, actor: Actor): Promise<Sent> {
  const { contracts, gasMaximum } = actor;
  const { source: sourceChain, sender, recipient } = job;
  const hash = await executeAgreement(actor.chain(job.chain).sender.client, {
    ...{ gateway: contracts.quorumGateway, sourceChain, sender, recipient, payload: head, gasMaximum },
  });
  return { act: "agree", hash, facts: { from: sourceChain, position } };
}

async function dispatchAgain({ source, sender, chain }: VoteJob, actor: Actor): Promise<Sent> {
  const { client } = actor.chain(source).sender;
  const hash = await dispatch(client, { end: sender, chain, gasMaximum: actor.gasMaximum });
  return { act: "dispatch", chain: source, hash, facts: { to: chain } };
}

/** Whether it was not dispatched again for the same message, as far as is remembered. */
function isFirst({ key }: VoteJob, { sendId }: DispatchedHead, { patience }: Actor): boolean {
  const again = `${key}:used`;
  if (!patience.allows(again, sendId)) return false;
  patience.failed(again, sendId, againDelay);
  return true;
}

/** Whether a head has waited for long. */
function isOverdue({ key }: VoteJob, { head }: DispatchedHead, { patience }: Actor): boolean {
  const again = `${key}:overdue`;
  return patience.allows(again, head) && patience.failed(again, head, againDelay) > 1;
}
