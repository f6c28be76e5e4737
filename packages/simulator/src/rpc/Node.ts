import type { Address, Hex } from "viem";

/** JSON that is written already. */
export class RawJson {
  readonly chunks: readonly Buffer[];

  constructor(chunks: readonly Buffer[]) {
    this.chunks = chunks;
  }
}

/** What a node of a provider answers, as JSON values; `RawJson` in place of a result that is written already. */
export type Node = {
  chainId: number;
  /** @throws {RpcError} */
  request(method: string, params: readonly unknown[]): unknown;
  /** Calls back with each new head, as `newHeads` tells it, until it is stopped. */
  watchHeads(onHead: (header: unknown) => void): () => void;
};

export type LogFilter = {
  /** Undefined: any. Lower case. */
  addresses: ReadonlySet<string> | undefined;
  /** By position; undefined: any. Lower case. */
  topics: readonly (ReadonlySet<string> | undefined)[];
};

/** A log as JSON-RPC has it. */
export type JsonLog = {
  address: Address;
  topics: readonly Hex[];
  data: Hex;
  blockNumber: Hex;
  blockHash: Hex;
  blockTimestamp: Hex;
  transactionHash: Hex;
  transactionIndex: Hex;
  logIndex: Hex;
  removed: boolean;
};
