import { type Hex, size } from "viem";
import { entryReader } from "../channel/entryReader.ts";
import { decodeSettings } from "../settings/decodeSettings.ts";
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
  const length = size(entry);
  if (length === 0) return { kind: "malformed" };
  const kind = integer(1);

  if (kind === 1n && length === 3) return { kind: "configure", ...decodeSettings(Number(integer(2))) };
  if (kind !== 0n || length !== 118) return { kind: "malformed" };
  const [token, account] = [bytes(32), bytes(32)];
  return { kind: "pay", token, account, amount: integer(32), fee: integer(5), tokenFee: integer(16) };
}
