import { type Hex, keccak256, toHex, toRlp } from "viem";

const integer = (value: unknown): Hex => (BigInt(value as Hex) === 0n ? "0x" : toHex(BigInt(value as Hex)));

/** The hash of a block as JSON-RPC tells it, from its fields. */
export function hashHeader(block: Record<string, unknown>): Hex {
  const hex = (name: string) => block[name] as Hex;
  return keccak256(
    toRlp([
      ...["parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom"].map(hex),
      ...["difficulty", "number", "gasLimit", "gasUsed", "timestamp"].map((name) => integer(block[name])),
      ...["extraData", "mixHash", "nonce"].map(hex),
      integer(block.baseFeePerGas),
    ]),
  );
}

/** Whether a bloom may hold an address or a topic, by the Yellow Paper's rule. */
export function isInBloom(bloom: Hex, item: Hex): boolean {
  const bits = BigInt(bloom);
  const digest = keccak256(item).slice(2);
  return [0, 4, 8].every((start) => ((bits >> (BigInt(`0x${digest.slice(start, start + 4)}`) & 0x7ffn)) & 1n) === 1n);
}

/** The bloom of logs, built from scratch. */
export function bloomOf(logs: readonly { address: Hex; topics: readonly Hex[] }[]): Hex {
  let bits = 0n;
  for (const item of logs.flatMap(({ address, topics }) => [address, ...topics])) {
    const digest = keccak256(item).slice(2);
    for (const start of [0, 4, 8]) bits |= 1n << (BigInt(`0x${digest.slice(start, start + 4)}`) & 0x7ffn);
  }
  return toHex(bits, { size: 256 });
}
