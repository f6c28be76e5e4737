import { type Hex, size } from "viem";
import { entryReader } from "../channel/entryReader.ts";
import type { Instruction } from "./Instruction.ts";

/** An instruction, or an entry that a spoke rejects as `EntryMalformed`. */
export type DecodedInstruction = Instruction | { kind: "malformed" };

/**
 * The instruction that an entry holds. Total, as a spoke is: what is no instruction is `malformed`, and never thrown.
 *
 * @returns Hex in lower case.
 */
export function decodeInstruction(entry: Hex): DecodedInstruction {
  const { bytes, integer } = entryReader(entry);
  if (size(entry) !== 97 || integer(1) !== 0n) return { kind: "malformed" };
  return { kind: "pay", token: bytes(32), account: bytes(32), amount: integer(32) };
}
