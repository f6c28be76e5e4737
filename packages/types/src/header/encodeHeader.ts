import { type Hex, keccak256, toHex, toRlp } from "viem";

/** A block as `eth_getBlockByNumber` gives it, untouched. */
export type RpcHeader = Readonly<Record<string, unknown>>;

type Field = [name: string, kind: "data" | "quantity"];

const fields: readonly Field[] = [
  ["parentHash", "data"],
  ["sha3Uncles", "data"],
  ["miner", "data"],
  ["stateRoot", "data"],
  ["transactionsRoot", "data"],
  ["receiptsRoot", "data"],
  ["logsBloom", "data"],
  ["difficulty", "quantity"],
  ["number", "quantity"],
  ["gasLimit", "quantity"],
  ["gasUsed", "quantity"],
  ["timestamp", "quantity"],
  ["extraData", "data"],
  ["mixHash", "data"],
  ["nonce", "data"],
];

/** What forks added, each behind the last: a chain's headers have as many of them as it has had forks. */
const laterFields: readonly Field[] = [
  ["baseFeePerGas", "quantity"],
  ["withdrawalsRoot", "data"],
  ["blobGasUsed", "quantity"],
  ["excessBlobGas", "quantity"],
  ["parentBeaconBlockRoot", "data"],
  ["requestsHash", "data"],
];

/** What a node says of a block does not make the hash that it says the block has. */
export class HeaderUnknownError extends Error {
  override readonly name = "HeaderUnknownError";
  /** Whether the same call may succeed later without anything else changing than time. */
  readonly retryable = false;
}

/**
 * A block's header in RLP, out of what a node says of the block: which fields it has follows from that, not from a
 * chain's list of forks.
 *
 * @throws {HeaderUnknownError} Its hash is not the block's: the chain's headers have other fields.
 */
export function encodeHeader(block: RpcHeader): Hex {
  const later = laterFields.filter(([name]) => block[name] !== undefined && block[name] !== null);
  const header = toRlp([...fields, ...later].map((field) => encodeField(block, field)));
  const hash = keccak256(header);
  if (hash !== block.hash) {
    const known = [...fields, ...later].map(([name]) => name).join(", ");
    throw new HeaderUnknownError(
      `Block ${nameOf(block)} has hash ${block.hash}, but its header made of ${known} has ${hash}: the chain's headers have other fields, and nothing can be proven from them.`,
    );
  }
  return header;
}

function encodeField(block: RpcHeader, [name, kind]: Field): Hex {
  const value = block[name];
  if (typeof value !== "string" || !/^0x[0-9a-f]*$/i.test(value)) {
    throw new HeaderUnknownError(
      `Block ${nameOf(block)} has ${value} as ${name}: ask a node that gives Ethereum's headers.`,
    );
  }
  if (kind === "data") return value as Hex;
  // An integer has no leading zeros, and zero is nothing.
  return BigInt(value) === 0n ? "0x" : toHex(BigInt(value));
}

function nameOf({ number, hash }: RpcHeader): string {
  return typeof number === "string" && /^0x[0-9a-f]+$/i.test(number) ? `${BigInt(number)}` : `${hash}`;
}
