import { encodeAbiParameters } from "viem";
import { expect, test } from "vitest";
import { payloadVectors } from "../../test/vectors.ts";
import { decodeResolvedOrder } from "./decodeResolvedOrder.ts";
import { encodeStepCall } from "./encodeStepCall.ts";

test.for(payloadVectors.payloads)("the calls of $name are as Solidity makes them", ({ account, resolved, calls }) => {
  const { steps, variables } = decodeResolvedOrder(resolved);
  const recipient = encodeAbiParameters([{ type: "string" }, { type: "address" }], ["", account]);
  const values = variables.map(({ kind }) => (kind === "paymentRecipient" ? recipient : undefined));
  expect(steps.map((step) => encodeStepCall(step, values))).toEqual(calls);
});

test("a call needs every variable that it takes, framed", () => {
  const step = { selector: "0x01020304", arguments: [{ variable: 0 }] } as const;
  expect(() => encodeStepCall(step, [])).toThrow("not decided");
  expect(() => encodeStepCall(step, ["0x01"])).toThrow("0x01 is no framed value");
});
