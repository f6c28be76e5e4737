import { type AttestationDomain, attestationTypedData, type Message } from "@concert/types";
import type { Address, Hex, LocalAccount } from "viem";

export type AttestParameters = AttestationDomain & {
  /** As the attester itself read it from a final block: see `readFinalMessage`. */
  message: Message;
};

/** One attester's word for a message. */
export type Attestation = {
  signer: Address;
  /** EIP-712 signature of 65 bytes. */
  signature: Hex;
};

/**
 * Signs a message for the gateway of its destination chain. It checks nothing: what was not read from a final block
 * must not come here.
 *
 * @see contracts/src/gateway/IAttestedGateway.sol
 */
export async function attest(account: LocalAccount, { message, ...domain }: AttestParameters): Promise<Attestation> {
  return { signer: account.address, signature: await account.signTypedData(attestationTypedData(message, domain)) };
}
