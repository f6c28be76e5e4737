import type { Hex } from "viem";
import type { Attestation } from "./attest.ts";

/** Attesters' signatures in the order in which the contracts take them: by ascending signer. */
export function sortSignatures(attestations: readonly Attestation[]): Hex[] {
  return attestations
    .toSorted((one, other) => (BigInt(one.signer) < BigInt(other.signer) ? -1 : 1))
    .map(({ signature }) => signature);
}
