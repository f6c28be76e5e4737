import { expect, test } from "vitest";
import { attestationVectors } from "../../test/vectors.ts";
import { formatInteroperableAddress } from "./formatInteroperableAddress.ts";

test("accounts are formatted as in Solidity", () => {
  for (const { chain, sourceChain, senderAddress, recipientAddress, message } of attestationVectors.attestations) {
    expect(formatInteroperableAddress({ chain: sourceChain, address: senderAddress })).toBe(message.sender);
    expect(formatInteroperableAddress({ chain, address: recipientAddress })).toBe(message.recipient);
  }
});
