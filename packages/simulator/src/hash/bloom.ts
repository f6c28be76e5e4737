import { keccakOfDigits } from "./keccak.ts";

/** The 2048 bits in which a block or a receipt says what its logs may hold. */
export type Bloom = Uint8Array;

export function emptyBloom(): Bloom {
  return new Uint8Array(256);
}

/**
 * The three bits of an address or a topic, packed into one number of 33 bits.
 *
 * What comes up again soon is not hashed again; what does not is forgotten.
 */
const recent = new Map<string, number>();
const recentSize = 20_000;

/** @param item An address or a topic, with `0x`. */
export function addToBloom(bloom: Bloom, item: string): void {
  let packed = recent.get(item);
  if (packed === undefined) {
    const digest = keccakOfDigits(item.slice(2));
    const bit = (position: number) => ((digest[position]! << 8) | digest[position + 1]!) & 0x7ff;
    packed = (bit(0) * 0x800 + bit(2)) * 0x800 + bit(4);
    if (recent.size === recentSize) recent.clear();
    recent.set(item, packed);
  }
  setBit(bloom, packed % 0x800);
  setBit(bloom, Math.floor(packed / 0x800) % 0x800);
  setBit(bloom, Math.floor(packed / 0x400000));
}

/** Hex digits without `0x`. */
export function bloomDigits(bloom: Bloom): string {
  return Buffer.from(bloom.buffer, bloom.byteOffset, 256).toString("hex");
}

function setBit(bloom: Bloom, bit: number): void {
  bloom[255 - (bit >> 3)]! |= 1 << (bit & 7);
}
