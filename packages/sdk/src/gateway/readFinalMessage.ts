import { attestedGatewayAbi, type FinalityRule, type Message, parseInteroperableAddress } from "@concert/types";
import { type Address, type Client, getAbiItem, type Hash, type Hex, isAddressEqual } from "viem";
import { getBlock, getLogs } from "viem/actions";
import { readFinalBlock } from "./readFinalBlock.ts";

export type ReadFinalMessageParameters = {
  /** Id of the source chain. */
  chain: bigint;
  /** The attested gateway there. */
  gateway: Address;
  /** The source chain's finality rule. */
  finality: FinalityRule;
  sendId: Hex;
  /** Block in which the message is said to have been sent. */
  blockNumber: bigint;
};

/** A message, and the final block that shows it. */
export type FinalMessage = {
  message: Message;
  blockHash: Hash;
};

/** The block of a message is not final yet. */
export class MessageNotFinalError extends Error {
  override readonly name = "MessageNotFinalError";
  /** Whether the same call may succeed later without anything else changing than time. */
  readonly retryable = true;

  constructor({ chain, blockNumber }: ReadFinalMessageParameters, finalBlockNumber: bigint | undefined) {
    super(`Block ${blockNumber} of chain ${chain} is not final: the latest that is is ${finalBlockNumber ?? "none"}.`);
  }
}

/** A final block does not show the message that is said to be in it. */
export class MessageNotSentError extends Error {
  override readonly name = "MessageNotSentError";
  /** Whether the same call may succeed later without anything else changing than time. */
  readonly retryable = false;

  constructor({ chain, gateway, sendId, blockNumber }: ReadFinalMessageParameters, reason: string) {
    super(`Message ${sendId} of ${gateway} on chain ${chain}, block ${blockNumber}: ${reason}.`);
  }
}

/**
 * Reads a message from the chain itself, out of a block that the finality rule covers: what an attester may sign.
 *
 * @throws {MessageNotFinalError} The block is not final yet.
 * @throws {MessageNotSentError} The block is final and shows no such message of this chain.
 */
export async function readFinalMessage(client: Client, parameters: ReadFinalMessageParameters): Promise<FinalMessage> {
  const { chain, gateway, finality, sendId, blockNumber } = parameters;
  const final = await readFinalBlock(client, finality);
  if (!final || blockNumber > final.number) throw new MessageNotFinalError(parameters, final?.number);

  // By number, at most the final one, so that only the canonical chain answers.
  const [block, logs] = await Promise.all([
    getBlock(client, { blockNumber }),
    getLogs(client, {
      address: gateway,
      event: getAbiItem({ abi: attestedGatewayAbi, name: "MessageSent" }),
      args: { sendId },
      fromBlock: blockNumber,
      toBlock: blockNumber,
      strict: true,
    }),
  ]);
  const [log] = logs;
  if (logs.length !== 1 || !log || !isAddressEqual(log.address, gateway) || log.args.sendId !== sendId) {
    throw new MessageNotSentError(parameters, "the final block does not show it");
  }
  if (log.blockHash !== block.hash) throw new MessageNotSentError(parameters, "the providers show different blocks");

  const { sender, recipient, payload } = log.args;
  // A gateway speaks for its own chain alone, whatever it emits.
  if (parseInteroperableAddress(sender)?.chain !== chain) {
    throw new MessageNotSentError(parameters, `its sender ${sender} is not on this chain`);
  }
  return { message: { sendId, sender, recipient, payload }, blockHash: block.hash };
}
