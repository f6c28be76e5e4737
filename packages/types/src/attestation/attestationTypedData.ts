import type { Address, Hex, TypedDataDefinition } from "viem";

/** A message as its source gateway emitted it (`MessageSent`). */
export type Message = {
  /** The source gateway's id of the message. */
  sendId: Hex;
  /** ERC-7930 address of the contract that sent it, byte for byte as emitted. */
  sender: Hex;
  /** ERC-7930 address of the contract that it is for, byte for byte as emitted. */
  recipient: Hex;
  /** What was sent. */
  payload: Hex;
};

/** The gateway that is to take the message. */
export type AttestationDomain = {
  /** Id of the destination chain. */
  chain: bigint;
  /** `AttestedGateway` on the destination chain. */
  gateway: Address;
};

/** EIP-712 types of an attestation. */
export const attestationTypes = {
  Message: [
    { name: "sendId", type: "bytes32" },
    { name: "sender", type: "bytes" },
    { name: "recipient", type: "bytes" },
    { name: "payload", type: "bytes" },
  ],
} as const;

/**
 * What an attester signs to vouch for a message. Its digest (viem's `hashTypedData`) is the message's `receiveId` on
 * the destination chain.
 */
export function attestationTypedData(
  message: Message,
  { chain, gateway }: AttestationDomain,
): TypedDataDefinition<typeof attestationTypes, "Message"> {
  return {
    domain: { name: "Concert AttestedGateway", version: "1", chainId: chain, verifyingContract: gateway },
    types: attestationTypes,
    primaryType: "Message",
    message,
  };
}
