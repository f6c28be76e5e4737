import type { Facts, Log } from "./log.ts";

/** Logs what goes wrong once, not once per try, and logs that it is over. */
export type Troubles = {
  tell(key: string, facts: Facts, error: unknown): void;
  over(key: string): void;
};

export function createTroubles(log: Log): Troubles {
  const reasons = new Map<string, string>();
  return {
    tell(key, facts, error) {
      const reason = oneLine(error);
      if (reasons.get(key) === reason) return;
      reasons.set(key, reason);
      log.warn("trouble", { ...facts, reason });
    },
    over(key) {
      if (reasons.delete(key)) log.info("trouble over", { of: key });
    },
  };
}

function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // viem's own messages have many lines, of which the last says what the provider said.
  const details = "details" in error && typeof error.details === "string" ? ` ${error.details}` : "";
  const message = "shortMessage" in error ? `${error.shortMessage}${details}` : error.message;
  return message.replace(/\s*\n\s*/g, " ").trim();
}
