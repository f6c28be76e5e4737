import { InputError } from "@concert/types";
import { BaseError, type Client, createClient, type Hex, http, type Transport, toHex, webSocket } from "viem";
import type { IndexedChain } from "../source/IndexedChain.ts";

/** A contract's function, encoded. */
export type Call = { to: Hex; data: Hex };

/** One block of a chain, whose state can be read. */
export type OpenBlock = {
  /** What each call returns at the block, in order. */
  call(calls: readonly Call[]): Promise<Hex[]>;
  /** An account's native tokens at the block, in wei. */
  nativeBalance(account: Hex): Promise<bigint>;
  close(): void;
};

export type OpenBlockParameters = {
  chain: Pick<IndexedChain, "chainId" | "name" | "rpcUrls">;
  block: { number: bigint; hash: string };
  /** Tells whether a provider has the block's state. */
  probe: Call;
};

/** As many requests travel together. */
const batchSize = 100;
const requestMilliseconds = 30_000;

/**
 * Opens a block for reading, at the first provider that has its state.
 *
 * @throws {InputError} If none has: the message says what each of them answered.
 */
export async function openBlock({ chain, block, probe }: OpenBlockParameters): Promise<OpenBlock> {
  const refusals: string[] = [];
  // Requests travel together over HTTP.
  for (const url of chain.rpcUrls.toSorted((a, b) => Number(isWebSocket(a)) - Number(isWebSocket(b)))) {
    const client = createClient({ transport: transportOf(url) });
    const opened = openAt(client, block);
    try {
      const found = await client.request<HeaderRequest>({
        method: "eth_getBlockByNumber",
        params: [toHex(block.number), false],
      });
      if (found === null) throw new Error(`it has no block ${block.number}`);
      if (found.hash.toLowerCase() !== block.hash)
        throw new Error(`its block ${block.number} is another, ${found.hash}`);
      await opened.call([probe]);
      return opened;
    } catch (error) {
      opened.close();
      refusals.push(`${new URL(url).host}: ${reasonOf(error)}`);
    }
  }
  throw new InputError(
    `chain ${chain.chainId} (${chain.name}): no provider has the state of block ${block.number}, at which the index stands (${refusals.join("; ")}): add an archive node to rpcUrls, or run this again once the index has followed the chain.`,
  );
}

type HeaderRequest = {
  Method: "eth_getBlockByNumber";
  Parameters: [Hex, boolean];
  ReturnType: { hash: Hex } | null;
};

function openAt(client: Client, { hash }: { hash: string }): OpenBlock {
  const block = { blockHash: hash as Hex };
  return {
    async call(calls) {
      const returned: Hex[] = [];
      for (let start = 0; start < calls.length; start += 5 * batchSize) {
        const part = calls.slice(start, start + 5 * batchSize);
        const results = part.map((call) =>
          client.request<{ Method: "eth_call"; Parameters: [Call, typeof block]; ReturnType: Hex }>({
            method: "eth_call",
            params: [call, block],
          }),
        );
        returned.push(...(await Promise.all(results)));
      }
      return returned;
    },
    async nativeBalance(account) {
      return BigInt(
        await client.request<{ Method: "eth_getBalance"; Parameters: [Hex, typeof block]; ReturnType: Hex }>({
          method: "eth_getBalance",
          params: [account, block],
        }),
      );
    },
    close() {
      const { transport } = client as { transport: { getRpcClient?: () => Promise<{ close(): void }> } };
      void transport.getRpcClient?.().then(
        (socket) => socket.close(),
        () => undefined,
      );
    },
  };
}

function transportOf(url: string): Transport {
  if (isWebSocket(url)) return webSocket(url, { timeout: requestMilliseconds, reconnect: false });
  return http(url, { timeout: requestMilliseconds, batch: { batchSize } });
}

function isWebSocket(url: string): boolean {
  return /^wss?:/.test(url);
}

function reasonOf(error: unknown): string {
  const text = error instanceof BaseError ? error.details || error.shortMessage : (error as Error).message;
  return text.split("\n")[0]!.replace(/\.$/, "");
}
