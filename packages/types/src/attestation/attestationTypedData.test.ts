import { hashTypedData } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { expect, test } from "vitest";
import { attestationVectors } from "../../test/vectors.ts";
import { attestationTypedData } from "./attestationTypedData.ts";

test.for(attestationVectors.attestations)("a message to $chain has Solidity's digest", (vector) => {
  const { message, digest } = vector;
  expect(hashTypedData(attestationTypedData(message, vector))).toBe(digest);
});

test.for(attestationVectors.attestations)("an attestation for $chain is signed as in Solidity", async (vector) => {
  const account = privateKeyToAccount(vector.privateKey);
  expect(account.address).toBe(vector.signer);
  expect(await account.signTypedData(attestationTypedData(vector.message, vector))).toBe(vector.signature);
});
