import { attest, executeMessage, readFinalMessage, type SentMessage } from "@concert/sdk";
import type { Message } from "@concert/types";
import { signersOf } from "../chain/connectChain.ts";
import type { CarryJob } from "../work/Job.ts";
import type { Actor } from "./Actor.ts";
import { AttestationMissingError } from "./AttestationMissingError.ts";
import type { Sent } from "./perform.ts";

/** The state says something of a message that its chain does not confirm: no attester signs it. */
export class AttestationRefusedError extends Error {
  override readonly name = "AttestationRefusedError";
}

/** Attests a message out of a final block of its source chain, and executes it on the destination chain. */
export async function carryMessage({ chain, message: sent }: CarryJob, actor: Actor): Promise<Sent[]> {
  const { attestedGateway: gateway } = actor.contracts;
  const source = actor.chain(sent.sourceChain);
  const destination = actor.chain(chain);
  const signers = signersOf(destination, gateway, sent.sourceChain);
  if (signers.length === 0) {
    throw new AttestationMissingError(
      `message ${sent.sendId} of chain ${sent.sourceChain}: no key is one of its attesters' on chain ${chain}`,
    );
  }
  // An attester trusts its own provider alone: of what the state says, it takes where to look.
  const { message, blockHash } = await readFinalMessage(source.sender.client, {
    chain: sent.sourceChain,
    gateway,
    finality: source.finality,
    sendId: sent.sendId,
    blockNumber: sent.blockNumber,
  });
  const difference = findDifference(sent, message, blockHash);
  if (difference) {
    throw new AttestationRefusedError(
      `message ${sent.sendId} of chain ${sent.sourceChain}: its ${difference} in the state differs from the chain's`,
    );
  }

  const attestations = await Promise.all(signers.map((account) => attest(account, { message, chain, gateway })));
  const { client } = destination.sender;
  const hash = await executeMessage(client, { gateway, message, attestations, gasMaximum: actor.gasMaximum });
  return [{ hash, facts: { from: sent.sourceChain, position: sent.position ?? undefined } }];
}

/** A state that differs from the chain is wrong or forged, and worth an alarm even if the message is genuine. */
function findDifference(sent: SentMessage, message: Message, blockHash: string): string | undefined {
  if (sent.blockHash !== blockHash) return "block hash";
  if (sent.sender !== message.sender) return "sender";
  if (sent.recipient !== message.recipient) return "recipient";
  if (sent.payload !== message.payload) return "payload";
  if (sent.head !== message.payload) return "head";
  return undefined;
}
