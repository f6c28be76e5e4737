/** It takes attesters of whom the relayer has no keys: others have to bring what they sign. */
export class AttestationMissingError extends Error {
  override readonly name = "AttestationMissingError";
}
