import {
  attestedGatewayAbi,
  attestedHeaderOracleAbi,
  eventsAbi,
  hubAbi,
  ledgerAbi,
  loopbackGatewayAbi,
  proofGatewayAbi,
  quorumGatewayAbi,
  spokeAbi,
  vaultAbi,
} from "@concert/types";
import type { ContractName } from "@concert/types/tables";
import { type Abi, type AbiEvent, toEventSelector } from "viem";
import type { RawReceipt } from "../verify/receiptsRoot.ts";
import type { Header } from "./Header.ts";
import type { IndexedChain } from "./IndexedChain.ts";
import type { Provider } from "./Provider.ts";
import { LieError, NotFoundError, ProviderError } from "./ProviderError.ts";
import { type ParsedLog, parseHeader, parseLogs } from "./parse.ts";
import type { RpcCall, SendLimits } from "./RpcTransport.ts";

export type BlockTag = "latest" | "finalized" | "safe";
export type BlockName = bigint | BlockTag | { hash: string };

/** Logs in a range of blocks, both ends included, or in one block. */
export type LogsPlace = { from: bigint; to: bigint } | { hash: string };

/** Of calls whose answers may be large: cut off beyond, and asked for in parts. */
export const largeLimits: SendLimits = { milliseconds: 20_000, bytes: 32_000_000 };
/** Of a range of blocks, which can be asked for in shorter ones: what an answer takes in memory is a multiple of it. */
export const rangeLimits: SendLimits = { ...largeLimits, bytes: 6_000_000 };

/** The first topics of the contracts' events. */
export const eventTopics: readonly string[] = eventsAbi.map((event: AbiEvent) => toEventSelector(event));

const topicsOfAbi = (abi: Abi) => abi.filter((item) => item.type === "event").map((event) => toEventSelector(event));
const topicsByName = {
  hub: topicsOfAbi(hubAbi),
  spoke: topicsOfAbi(spokeAbi),
  attested_gateway: topicsOfAbi(attestedGatewayAbi),
  attested_header_oracle: topicsOfAbi(attestedHeaderOracleAbi),
  proof_gateway: topicsOfAbi(proofGatewayAbi),
  quorum_gateway: topicsOfAbi(quorumGatewayAbi),
  loopback_gateway: topicsOfAbi(loopbackGatewayAbi),
  ledger: topicsOfAbi(ledgerAbi),
  vault: topicsOfAbi(vaultAbi),
};

/** The first topics of the events of a contract. */
export function topicsOf(name: ContractName): readonly string[] {
  return isVault(name) ? topicsByName.vault : topicsByName[name];
}

const isVault = (name: ContractName): name is `vault_${number}` => name.startsWith("vault_");

export function headerCall(block: BlockName): RpcCall {
  if (typeof block === "object") return { method: "eth_getBlockByHash", params: [block.hash, false] };
  return {
    method: "eth_getBlockByNumber",
    params: [typeof block === "bigint" ? `0x${block.toString(16)}` : block, false],
  };
}

/** @throws {NotFoundError} If the provider has no such block. */
export function headerIn(raw: unknown, block: BlockName, provider: Provider): Header {
  const header = parseHeader(raw);
  if (header === undefined) throw new NotFoundError(`${provider.name} has no block ${nameOf(block)}`);
  const other =
    typeof block === "object" ? header.hash !== block.hash : typeof block === "bigint" && header.number !== block;
  if (other) {
    throw new LieError("bad_link", `asked for block ${nameOf(block)}, it gave ${header.number} (${header.hash})`);
  }
  return header;
}

/** Headers in the order of the blocks, asked for together. */
export async function askHeaders(provider: Provider, blocks: readonly BlockName[]): Promise<Header[]> {
  const { results } = await provider.call(blocks.map(headerCall));
  return results.map((raw, index) => headerIn(raw, blocks[index]!, provider));
}

export async function askHeader(provider: Provider, block: BlockName): Promise<Header> {
  const [header] = await askHeaders(provider, [block]);
  return header!;
}

export function logsCall(addresses: readonly string[], place: LogsPlace, topics?: readonly string[]): RpcCall {
  const where =
    "hash" in place
      ? { blockHash: place.hash }
      : { fromBlock: `0x${place.from.toString(16)}`, toBlock: `0x${place.to.toString(16)}` };
  return { method: "eth_getLogs", params: [{ address: addresses, ...where, ...(topics && { topics: [topics] }) }] };
}

/**
 * Logs of one block in parts: per contract, and per event where that is still too much for one answer.
 *
 * @throws {ProviderError} If those of one event are too much, too.
 */
export async function askLogsInParts(
  provider: Provider,
  { contracts }: Pick<IndexedChain, "contracts">,
  place: LogsPlace,
): Promise<ParsedLog[]> {
  const raw: unknown[] = [];
  const ask = async (address: string, topics?: readonly string[]) => {
    const { results } = await provider.call([logsCall([address], place, topics)], largeLimits);
    if (!Array.isArray(results[0])) throw new ProviderError("malformed", "logs that were asked for are none");
    for (const log of results[0]) raw.push(log);
  };
  for (const address of contracts.keys()) {
    try {
      await ask(address);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      for (const topic of eventTopics) await ask(address, [topic]);
    }
  }
  return parseLogs(raw, contracts);
}

/**
 * A provider's receipts of a block.
 *
 * @throws {NotFoundError} If it has none.
 */
export async function askReceipts(provider: Provider, header: Header): Promise<RawReceipt[]> {
  if (provider.receipts === false) throw new ProviderError("unsupported", "it gives no receipts of a block");
  try {
    const { results } = await provider.call([{ method: "eth_getBlockReceipts", params: [header.hash] }], largeLimits);
    if (results[0] === null) throw new NotFoundError(`${provider.name} has no receipts of block ${header.number}`);
    if (!Array.isArray(results[0])) throw new ProviderError("malformed", "receipts that were asked for are none");
    provider.receipts = true;
    return results[0] as RawReceipt[];
  } catch (error) {
    if (error instanceof ProviderError && error.kind === "unsupported") provider.receipts = false;
    throw error;
  }
}

export function isTooLarge(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.kind === "too_large";
}

/** Nodes answer with an error, not with nothing, where logs of a block are asked for that they have not got. */
export function isUnknownBlock(error: unknown): boolean {
  return error instanceof ProviderError && error.kind === "refused" && /unknown block|not found/i.test(error.message);
}

function nameOf(block: BlockName): string {
  return typeof block === "object" ? block.hash : `${block}`;
}
