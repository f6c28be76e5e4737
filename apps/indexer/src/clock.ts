/** Time as the indexer knows it, so that a test can run it on a time of its own. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits so many milliseconds, or until the signal; it never throws. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
};

/** The machine's time. It does not jump when somebody sets the machine's clock. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep(milliseconds, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal?.addEventListener("abort", end, { once: true });
    });
  },
};
