import { decodeAbiParameters, type Hex } from "viem";
import type { Message } from "./attestationTypedData.ts";

const envelope = [
  {
    type: "tuple",
    components: [
      { name: "sendId", type: "bytes32" },
      { name: "sender", type: "bytes" },
      { name: "recipient", type: "bytes" },
      { name: "payload", type: "bytes" },
    ],
  },
] as const;

/**
 * Reads the message inside of another, as a gateway that sends over others seals it.
 *
 * @returns Undefined if it is none.
 * @see contracts/src/gateway/Envelope.sol
 */
export function decodeEnvelope(payload: Hex): Message | undefined {
  try {
    const [message] = decodeAbiParameters(envelope, payload);
    return message;
  } catch {
    return undefined;
  }
}
