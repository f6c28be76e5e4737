/** Wakes the one who waits. An alarm that rings while nobody waits is remembered. */
export type Alarm = {
  ring(): void;
  /** Resolves when the alarm rings or rang, after `longest` milliseconds, or when the alarm's signal is aborted. */
  wait(longest: number): Promise<void>;
};

export function createAlarm(signal: AbortSignal): Alarm {
  let rang = false;
  let wake = () => {};

  function ring(): void {
    rang = true;
    wake();
  }

  signal.addEventListener("abort", ring, { once: true });
  return {
    ring,
    async wait(longest) {
      if (!rang) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, longest);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rang = signal.aborted;
    },
  };
}
