import { setTimeout as sleep } from "node:timers/promises";
import type { Devnet } from "@concert/devnet";

/** Keeps the base fee of each chain where it is set: an idle chain's would fall to nothing. In wei, by chain id. */
export function holdGasPrices(devnet: Devnet, gasPrices: ReadonlyMap<number, bigint>): AsyncDisposable {
  const ending = new AbortController();
  async function hold(): Promise<void> {
    while (!ending.signal.aborted) {
      await Promise.all(
        [...gasPrices].map(([chain, baseFeePerGas]) =>
          devnet.client(chain, 0).setNextBlockBaseFeePerGas({ baseFeePerGas }),
        ),
      );
      await sleep(100);
    }
  }
  const holding = hold();
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await holding;
    },
  };
}
