import { createKeccak } from "hash-wasm";

const keccak = await createKeccak(256);

/** Where an item's three bits are in a bloom's hex text. */
type Bits = readonly { character: number; mask: number }[];

/** Bits of items that come again and again: addresses, and topics of events. */
const known = new Map<string, Bits>();
const mostKnown = 10_000;
const nibble = 4;

/** Whether a block with this bloom may hold a log with this address or topic. If not, it holds none. */
export function mayContain(bloom: string, item: string): boolean {
  let bits = known.get(item);
  if (bits === undefined) {
    bits = bitsOf(item);
    if (known.size >= mostKnown) known.clear();
    known.set(item, bits);
  }
  return bits.every(({ character, mask }) => (Number.parseInt(bloom.charAt(character), 16) & mask) !== 0);
}

/** The share of bits that are set, which tells how far an answer of "maybe" can be trusted. */
export function fullness(bloom: string): number {
  let count = 0;
  for (let index = 2; index < bloom.length; index++) {
    let digit = Number.parseInt(bloom.charAt(index), 16);
    for (; digit > 0; digit >>= 1) count += digit & 1;
  }
  return count / 2_048;
}

function bitsOf(item: string): Bits {
  const hash = keccak
    .init()
    .update(Buffer.from(item.slice(2), "hex"))
    .digest("binary");
  return [0, 2, 4].map((index) => {
    const bit = ((hash[index]! << 8) | hash[index + 1]!) & 2_047;
    // The first bit is the last of the text.
    const character = 2 + 512 - 1 - Math.floor(bit / nibble);
    return { character, mask: 1 << (bit % nibble) };
  });
}
