import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

type ListenParameters = {
  options: pg.ClientConfig;
  channel: string;
  wake: () => void;
  /** Ends the listening. */
  signal: AbortSignal;
};

/** Milliseconds between two tries to connect. */
const retryDelay = 1_000;

/** Wakes at each notification, over a connection of its own, which is made anew whenever it is lost. */
export function listen(parameters: ListenParameters): void {
  void keepListening(parameters);
}

async function keepListening({ options, channel, wake, signal }: ListenParameters): Promise<void> {
  while (!signal.aborted) {
    const client = new pg.Client(options);
    const { promise: lost, resolve } = Promise.withResolvers<void>();
    const lose = () => resolve();
    client.on("error", lose).on("end", lose).on("notification", wake);
    signal.addEventListener("abort", lose);
    try {
      await client.connect();
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      // What was committed before is not told.
      wake();
      await lost;
    } catch {
      // It is tried again.
    }
    signal.removeEventListener("abort", lose);
    await client.end().catch(() => {});
    await sleep(retryDelay, undefined, { signal }).catch(() => {});
  }
}
