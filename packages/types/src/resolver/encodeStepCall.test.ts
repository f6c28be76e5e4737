import { encodeAbiParameters, encodeFunctionData, parseAbi, toFunctionSelector } from "viem";
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

test("several dynamic and static values are laid out as the ABI has it", () => {
  const abi = parseAbi(["function f(bytes a, uint256[2] b, string c, bool d)"]);
  const args = ["0x0102", [96n, 0n], "c".repeat(40), true] as const;
  const frame = (index: number) =>
    encodeAbiParameters([{ type: "string" }, abi[0].inputs[index]!], ["", args[index]] as never);
  const step = {
    selector: toFunctionSelector(abi[0]),
    arguments: [{ value: frame(0) }, { variable: 0 }, { variable: 1 }, { value: frame(3) }],
  };
  expect(encodeStepCall(step, [frame(1), frame(2)])).toBe(encodeFunctionData({ abi, args }));
});

test("a call needs every variable that it takes, framed", () => {
  const step = { selector: "0x01020304", arguments: [{ variable: 0 }] } as const;
  expect(() => encodeStepCall(step, [])).toThrow("not decided");
  expect(() => encodeStepCall(step, ["0x01"])).toThrow("0x01 is no framed value");
});
