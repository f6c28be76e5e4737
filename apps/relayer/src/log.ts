/** One line per event: what happened, then its facts. */
export type Log = (event: string, facts?: Record<string, LogValue>) => void;

export type LogValue = string | number | bigint | boolean | undefined;

/** A log of lines like `2026-01-31T10:00:00.000Z deliver chain=31338 entries=12 tx=0x…`. */
export function createLog(write: (line: string) => void): Log {
  return (event, facts = {}) => {
    const told = Object.entries(facts).filter(([, value]) => value !== undefined);
    write([new Date().toISOString(), event, ...told.map(([name, value]) => `${name}=${format(value)}`)].join(" "));
  };
}

function format(value: LogValue): string {
  const text = String(value);
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}
