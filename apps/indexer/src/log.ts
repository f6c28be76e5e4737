/** One line per event: time, level, what happened, then its facts as `name=value`. */
export type Log = {
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
  error(message: string, facts?: Facts): void;
  /** A log whose lines all carry these facts. */
  with(facts: Facts): Log;
};

type Facts = Readonly<Record<string, string | number | bigint | boolean | undefined>>;

export function createLog(fixed: Facts = {}): Log {
  const line =
    (level: string) =>
    (message: string, facts: Facts = {}) => {
      const pairs = Object.entries({ ...fixed, ...facts }).filter(([, value]) => value !== undefined);
      const text = pairs.map(([name, value]) => ` ${name}=${quoteIfNeeded(String(value))}`).join("");
      process.stdout.write(`${new Date().toISOString()} ${level} ${message}${text}\n`);
    };
  return {
    info: line("info "),
    warn: line("warn "),
    error: line("error"),
    with: (facts) => createLog({ ...fixed, ...facts }),
  };
}

/** A value stays one word on one line, whatever a provider put into an error. */
function quoteIfNeeded(value: string): string {
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

/** What went wrong, without the details that libraries list below. */
export function firstLine(error: unknown): string {
  const { message } = error instanceof Error ? error : { message: String(error) };
  return message.split("\n")[0]!;
}
