/** The numbers beside a literal one, in its own notation where that can be. */
export function neighbours(literal: string): string[] {
  if (!/^(0x[0-9a-fA-F]+|\d[\d_]*)$/.test(literal)) return [`(${literal} + 1)`, `(${literal} - 1)`];
  const value = BigInt(literal.replaceAll("_", ""));
  const write = (number: bigint) =>
    literal.startsWith("0x") ? `0x${number.toString(16).padStart(literal.length - 2, "0")}` : number.toString();
  return value === 0n ? [write(1n)] : [write(value + 1n), write(value - 1n)];
}
