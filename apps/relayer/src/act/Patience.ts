/** What failed, and when it is worth another try. */
export type Patience = {
  /** Whether a job is to be tried now. One that saw something new is. */
  allows(key: string, version: string): boolean;
  /** Notes a failure, and returns how often in a row the job failed. */
  failed(key: string, version: string, delay: { first: number; longest: number }): number;
  succeeded(key: string): void;
};

type Failure = { version: string; count: number; retryAt: number };

/** Most failures that are remembered: forgetting one only means another try. */
const capacity = 10_000;

export function createPatience(now: () => number = Date.now): Patience {
  const failures = new Map<string, Failure>();
  return {
    allows(key, version) {
      const failure = failures.get(key);
      return !failure || failure.version !== version || failure.retryAt <= now();
    },
    failed(key, version, { first, longest }) {
      const earlier = failures.get(key);
      const count = earlier?.version === version ? earlier.count + 1 : 1;
      // Some chance in it, so that two relayers do not keep step.
      const delay = Math.min(first * 2 ** (count - 1), longest) * (0.75 + Math.random() / 2);
      failures.delete(key);
      failures.set(key, { version, count, retryAt: now() + delay });
      const [oldest] = failures.keys();
      if (failures.size > capacity && oldest !== undefined) failures.delete(oldest);
      return count;
    },
    succeeded(key) {
      failures.delete(key);
    },
  };
}
