/** One line per event: time, level, what happened, then its facts as `name=value`. */
export type Log = {
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
};

export type Facts = Readonly<Record<string, string | number | bigint | boolean | undefined>>;

export function createLog(write: (line: string) => void): Log {
  const line =
    (level: string) =>
    (message: string, facts: Facts = {}) => {
      const told = Object.entries(facts).filter(([, value]) => value !== undefined);
      const pairs = told.map(([name, value]) => ` ${name}=${quoteIfNeeded(String(value))}`).join("");
      write(`${new Date().toISOString()} ${level} ${message}${pairs}`);
    };
  return { info: line("info "), warn: line("warn ") };
}

/** A value stays one word on one line, whatever a provider put into an error. */
function quoteIfNeeded(value: string): string {
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
