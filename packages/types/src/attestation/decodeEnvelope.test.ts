import { encodeAbiParameters, getAbiItem, slice } from "viem";
import { expect, test } from "vitest";
import { attestationVectors } from "../../test/vectors.ts";
import { attestedGatewayAbi } from "../generated/abis.ts";
import { decodeEnvelope } from "./decodeEnvelope.ts";

// What the contracts call a message.
const [type] = getAbiItem({ abi: attestedGatewayAbi, name: "execute" }).inputs;

test.for(attestationVectors.attestations)(
  "the message to $chain comes out of its envelope as it was",
  ({ message }) => {
    expect(decodeEnvelope(encodeAbiParameters([type], [message]))).toEqual(message);
  },
);

test("what is no envelope is none: a bare head, nothing, a part", () => {
  const { message } = attestationVectors.attestations[0]!;
  const envelope = encodeAbiParameters([type], [message]);
  for (const other of [message.payload, "0x", slice(envelope, 0, 150)] as const) {
    expect(decodeEnvelope(other)).toBeUndefined();
  }
});
