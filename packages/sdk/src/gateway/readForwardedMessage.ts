import { decodeEnvelope, quorumGatewayAbi } from "@concert/types";
import { type Address, type Client, getAbiItem } from "viem";
import { getLogs } from "viem/actions";
import { readFinalBlock } from "./readFinalBlock.ts";
import {
  type FinalMessage,
  MessageNotFinalError,
  MessageNotSentError,
  type ReadFinalMessageParameters,
  readFinalMessage,
} from "./readFinalMessage.ts";

export type ReadForwardedMessageParameters = ReadFinalMessageParameters & {
  /** The quorum gateway that sent the message; `sendId` is its id of it. */
  quorum: Address;
};

/**
 * Reads, out of a block that the finality rule covers, what a quorum handed to one of its gateways, an attested one: what
 * an attester may sign. The message that was sent is in the payload.
 *
 * @returns Undefined if the quorum left the gateway out.
 * @throws {MessageNotFinalError} The block is not final yet.
 * @throws {MessageNotSentError} The block is final, and its events contradict each other.
 */
export async function readForwardedMessage(
  client: Client,
  parameters: ReadForwardedMessageParameters,
): Promise<FinalMessage | undefined> {
  const { quorum, gateway, finality, sendId, blockNumber } = parameters;
  const final = await readFinalBlock(client, finality);
  if (!final || blockNumber > final.number) throw new MessageNotFinalError(parameters, final?.number);

  const [log] = await getLogs(client, {
    address: quorum,
    event: getAbiItem({ abi: quorumGatewayAbi, name: "MessageForwarded" }),
    args: { sendId, gateway },
    fromBlock: blockNumber,
    toBlock: blockNumber,
    strict: true,
  });
  if (!log) return undefined;
  const read = await readFinalMessage(client, { ...parameters, sendId: log.args.gatewaySendId });
  if (decodeEnvelope(read.message.payload)?.sendId !== sendId) {
    throw new MessageNotSentError(parameters, `what quorum ${quorum} handed to the gateway is no envelope of it`);
  }
  return read;
}
