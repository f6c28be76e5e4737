import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Config } from "@concert/types";

/** How often a chain makes a block, and how much later than the others, in milliseconds. */
export type LiveChain = { blockMilliseconds: number; phaseMilliseconds: number };

/** Halts a chain. */
export type ToLiveProvider = { chainId: number };

/** From when on a block could be served: milliseconds since 1970. */
export type Head = { chainId: number; number: number; at: number };

export type FromLiveProvider = { kind: "ready"; config: Config; deployment: string } | ({ kind: "head" } & Head);

export type RunningLiveProvider = AsyncDisposable & {
  config: Config;
  deployment: string;
  /** Those so far. */
  heads: readonly Head[];
  halt(chainId: number): void;
};

/** Serves chains that make blocks, from another process. */
export async function startLiveProvider(chains: readonly LiveChain[]): Promise<RunningLiveProvider> {
  const file = join(import.meta.dirname, "liveProvider.ts");
  const child = fork(
    file,
    chains.map((chain) => JSON.stringify(chain)),
  );
  const heads: Head[] = [];
  const ready = Promise.withResolvers<FromLiveProvider & { kind: "ready" }>();
  child.on("message", (message: FromLiveProvider) => {
    if (message.kind === "head") heads.push(message);
    else ready.resolve(message);
  });
  child.once("exit", (code) => ready.reject(new Error(`the provider ended with code ${code}.`)));
  const { config, deployment } = await ready.promise;
  return {
    ...{ config, deployment, heads },
    halt: (chainId) => void child.send({ chainId } satisfies ToLiveProvider),
    async [Symbol.asyncDispose]() {
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}
