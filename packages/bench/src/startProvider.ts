import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Config } from "@concert/types";

export type ToProvider = { kind: "count" } | { kind: "reveal"; chainId: number };

export type FromProvider =
  | {
      kind: "ready";
      chains: { chainId: number; lastBlock: number; head: number }[];
      /** Of all chains. */
      events: number;
      config: Config;
      deployment: string;
    }
  | { kind: "counted"; requests: number }
  | Revealed;

/** From when on the provider can serve a block: milliseconds since 1970. */
export type Revealed = { kind: "revealed"; chainId: number; number: number; at: number };

export type RunningProvider = Omit<FromProvider & { kind: "ready" }, "kind"> &
  AsyncDisposable & {
    /** HTTP requests and messages over websockets so far. */
    countRequests(): Promise<number>;
    /** Shows the chain's next block. */
    reveal(chainId: number): Promise<Revealed>;
  };

/**
 * Serves a history from another process.
 *
 * @param hiddenBlocks How many of the last blocks of each chain are not shown yet.
 */
export async function startProvider(directory: string, hiddenBlocks: readonly number[] = []): Promise<RunningProvider> {
  const child = fork(join(import.meta.dirname, "provider.ts"), [directory, ...hiddenBlocks.map(String)]);
  const [ready] = (await once(child, "message")) as [FromProvider & { kind: "ready" }];

  /** Answers come in the order of the questions. */
  const waiting: ((message: FromProvider) => void)[] = [];
  child.on("message", (message: FromProvider) => waiting.shift()!(message));
  const ask = <Answer extends FromProvider>(message: ToProvider) =>
    new Promise<Answer>((resolve) => {
      waiting.push(resolve as (message: FromProvider) => void);
      child.send(message);
    });
  return {
    ...ready,
    countRequests: async () => (await ask<FromProvider & { kind: "counted" }>({ kind: "count" })).requests,
    reveal: (chainId) => ask<Revealed>({ kind: "reveal", chainId }),
    async [Symbol.asyncDispose]() {
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}
