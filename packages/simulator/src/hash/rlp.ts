/** What RLP encodes: hex digits of a string of bytes, or a list. */
export type RlpItem = string | readonly RlpItem[];

/** RLP as hex digits. Everything here is hex digits without `0x`. */
export function rlp(item: RlpItem): string {
  return typeof item === "string" ? rlpBytes(item) : rlpList(item.map(rlp));
}

export function rlpBytes(digits: string): string {
  const length = digits.length / 2;
  if (length === 1 && digits < "80") return digits;
  return `${prefix(length, 0x80)}${digits}`;
}

/** Of elements that are encoded already. */
export function rlpList(encoded: readonly string[]): string {
  const content = encoded.join("");
  return `${prefix(content.length / 2, 0xc0)}${content}`;
}

/** An integer as RLP has it: without leading zero bytes, zero being empty. */
export function integerDigits(value: number | bigint): string {
  if (value === 0 || value === 0n) return "";
  const digits = value.toString(16);
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

function prefix(length: number, offset: number): string {
  if (length < 56) return (offset + length).toString(16).padStart(2, "0");
  const digits = integerDigits(length);
  return `${(offset + 55 + digits.length / 2).toString(16)}${digits}`;
}
