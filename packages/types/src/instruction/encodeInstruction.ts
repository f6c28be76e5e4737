import { encodePacked, type Hex } from "viem";
import type { Instruction } from "./Instruction.ts";

/**
 * The channel entry of an instruction.
 *
 * @throws If a value does not fit its type.
 */
export function encodeInstruction({ token, account, amount }: Instruction): Hex {
  return encodePacked(["uint8", "bytes32", "bytes32", "uint256"], [0, token, account, amount]);
}
