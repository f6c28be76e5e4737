import { encodePacked, type Hex, numberToHex } from "viem";
import { encodeSettings } from "../settings/encodeSettings.ts";
import type { Instruction } from "./Instruction.ts";

/**
 * The channel entry of an instruction.
 *
 * @throws If a value does not fit its type.
 */
export function encodeInstruction(instruction: Instruction): Hex {
  if (instruction.kind === "configure") return encodePacked(["uint8", "uint16"], [1, encodeSettings(instruction)]);
  const { token, account, amount, fee, tokenFee } = instruction;
  return encodePacked(
    ["uint8", "bytes32", "bytes32", "uint256", "bytes5", "uint128"],
    [0, token, account, amount, numberToHex(fee, { size: 5 }), tokenFee],
  );
}
