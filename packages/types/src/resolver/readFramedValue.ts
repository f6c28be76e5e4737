import { type Hex, size, slice } from "viem";

/** How a dynamic value's framed encoding starts: where it is, where the empty string is, and that it is empty. */
const dynamicStart = `0x${[0x40, 0x60, 0].map((word) => word.toString(16).padStart(64, "0")).join("")}`;

/** A value's own ABI encoding, and whether it is one of a dynamic type. */
export type FramedValue = { isDynamic: boolean; encoding: Hex };

/**
 * Reads `abi.encode("", value)`, as ERC-7683 frames values whose types it does not know.
 *
 * A static word of 96 has the frame's start of a dynamic value, which has a word more at least: so the length tells.
 *
 * @returns `undefined` if it is no such encoding.
 */
export function readFramedValue(framed: Hex): FramedValue | undefined {
  const length = size(framed);
  if (length < 96 || length % 32 !== 0) return undefined;
  if (length > 96 && slice(framed, 0, 96).toLowerCase() === dynamicStart) {
    return { isDynamic: true, encoding: slice(framed, 96) };
  }
  const isStatic = BigInt(slice(framed, 0, 32)) === BigInt(length - 32) && BigInt(slice(framed, length - 32)) === 0n;
  return isStatic ? { isDynamic: false, encoding: slice(framed, 32, length - 32) } : undefined;
}
