type Place = { host: string; port: number; database: string; schema: string };

/** The state cannot be read now. The message is one line. */
export class StateUnavailableError extends Error {
  override readonly name = "StateUnavailableError";
  /** Whether the same call may succeed later without anything else changing than time. */
  readonly retryable: boolean;

  constructor(message: string, { retryable, cause }: { retryable: boolean; cause?: unknown }) {
    super(message, { cause });
    this.retryable = retryable;
  }

  /** What an error of the driver says of the state's availability; undefined if it is about something else. */
  static from(error: unknown, { host, port, database, schema }: Place): StateUnavailableError | undefined {
    const { code, message } = findReason(error);
    const place = `Postgres at ${host}:${port}`;
    const unavailable = (text: string, retryable: boolean) =>
      new StateUnavailableError(text, { retryable, cause: error });

    if (code === "42P01" || code === "42703" || code === "42704") {
      const reason = `${place}, database ${database}, holds no index of this version in schema ${schema}`;
      return unavailable(`${reason}: start the indexer with it, or name another schema.`, false);
    }
    // Authentication, or a database that does not exist.
    if (code.startsWith("28") || code === "3D000") {
      return unavailable(`${place} refuses the connection (${message}): correct DATABASE_URL.`, false);
    }
    // Connection, resources, shutdown, timeouts; then the system's errors, and the driver's, which have no code.
    if (
      /^(08|40|53|55|57|58|XX|E[A-Z]{4,})/.test(code) ||
      (code === "" && /connection|connect|timeout/i.test(message))
    ) {
      return unavailable(`${place} does not answer (${code || message}): start it, or correct DATABASE_URL.`, true);
    }
    return undefined;
  }
}

/** What the system or Postgres said, behind what the libraries made of it. */
function findReason(error: unknown): { code: string; message: string } {
  let reason = { code: "", message: "" };
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string") return { code: cause.code, message: cause.message };
    reason = { code: "", message: cause.message };
  }
  return reason;
}
