import { encodeHeader, type FinalityRule, HeaderUnknownError, type RpcHeader } from "@concert/types";
import { type Client, type Hash, type Hex, numberToHex } from "viem";
import { readFinalBlock } from "./readFinalBlock.ts";

export type ReadFinalHeaderParameters = {
  /** Id of the chain. */
  chain: bigint;
  /** Its finality rule. */
  finality: FinalityRule;
  blockNumber: bigint;
};

/** The header of a final block. */
export type FinalHeader = {
  number: bigint;
  hash: Hash;
  /** In RLP: its hash is the block's. */
  header: Hex;
};

/** The block is not final yet. */
export class BlockNotFinalError extends Error {
  override readonly name = "BlockNotFinalError";
  /** Whether the same call may succeed later without anything else changing than time. */
  readonly retryable = true;

  constructor({ chain, blockNumber }: ReadFinalHeaderParameters, finalBlockNumber: bigint | undefined) {
    super(`Block ${blockNumber} of chain ${chain} is not final: the latest that is is ${finalBlockNumber ?? "none"}.`);
  }
}

/**
 * Reads the header of a block that the chain's finality rule covers, from the chain itself: what an attester of headers
 * may sign.
 *
 * @throws {BlockNotFinalError} The block is not final yet.
 * @throws {HeaderUnknownError} The chain's headers have fields that are not known, or the provider gives another block.
 */
export async function readFinalHeader(client: Client, parameters: ReadFinalHeaderParameters): Promise<FinalHeader> {
  const { blockNumber: number, finality } = parameters;
  const final = await readFinalBlock(client, finality);
  if (!final || number > final.number) throw new BlockNotFinalError(parameters, final?.number);

  // By number, at most the final one, so that only the canonical chain answers.
  const block = (await client.request({
    method: "eth_getBlockByNumber" as never,
    params: [numberToHex(number), false] as never,
  })) as RpcHeader | null;
  // A provider that is behind the one that was asked before.
  if (block === null) throw new BlockNotFinalError(parameters, undefined);
  const header = encodeHeader(block);
  if (block.number !== numberToHex(number)) {
    throw new HeaderUnknownError(
      `Asked for block ${number} of chain ${parameters.chain}, a provider gives ${block.number}.`,
    );
  }
  return { number, hash: block.hash as Hash, header };
}
