import { type Address, concat, encodeFunctionData, type Hex, numberToHex, slice } from "viem";
import { expect, test } from "vitest";
import { payloadVectors } from "../../test/vectors.ts";
import { accountToAddress } from "../account/accountToAddress.ts";
import { formatInteroperableAddress } from "../account/formatInteroperableAddress.ts";
import { iAttributeAbi, iFormulaAbi, iPaymentAbi, iStepAbi, iVariableRoleAbi } from "../generated/abis.ts";
import { decodeResolvedOrder } from "./decodeResolvedOrder.ts";

const none = { steps: [], variables: [], payments: [], assumptions: [] };
const account = { chain: 10n, address: `0x${"ab".repeat(20)}` } as const;
const address = formatInteroperableAddress(account);
const constant = (value: bigint) => encodeFunctionData({ abi: iFormulaAbi, functionName: "Constant", args: [value] });
const recipient = encodeFunctionData({ abi: iVariableRoleAbi, functionName: "PaymentRecipient" });

function stepOf(args: readonly Hex[], attributes: readonly Hex[], target: Hex = address) {
  return encodeFunctionData({ abi: iStepAbi, functionName: "Call", args: [target, "0x01020304", args, attributes] });
}

test.for(payloadVectors.payloads)("what Solidity resolves of $name is decoded", ({ order, openedAt, resolved }) => {
  const { steps, variables, payments, assumptions } = decodeResolvedOrder(resolved);
  const origins = [...new Set(order.legs.map(({ originChain }) => originChain))];
  const lower = (address: Address) => address.toLowerCase();

  expect(steps).toHaveLength(order.legs.length);
  for (const [index, leg] of order.legs.entries()) {
    const step = steps[index]!;
    const spent = step.attributes.filter((attribute) => attribute.kind === "spendsErc20").at(-1)!;
    const time = step.attributes.find((attribute) => attribute.kind === "timingBounds")!;
    expect(step.target.chain).toBe(leg.destinationChain);
    expect(step.arguments).toHaveLength(5);
    expect(step.arguments[2]).toEqual({ variable: 3 * origins.indexOf(leg.originChain) });
    expect(spent.token.chain).toBe(leg.destinationChain);
    expect(time.upperBound).toEqual({ constant: order.fillDeadline });
    expect(time.lowerBound).toEqual(order.exclusiveUntil === 0n ? undefined : { constant: order.exclusiveUntil + 1n });
    expect(payments[index]).toMatchObject({
      token: { chain: leg.originChain, address: lower(leg.inputToken) },
      amount: { constant: leg.inputAmount },
      recipient: 3 * origins.indexOf(leg.originChain),
      step: order.legs.length - 1,
    });
    // A recipient is the spoke where several legs are held.
    if (order.legs.length === 1 && accountToAddress(leg.recipient) !== `0x${"00".repeat(20)}`) {
      expect(spent.recipient.address).toBe(accountToAddress(leg.recipient));
      expect(spent.amount).toEqual({ constant: leg.outputAmount });
    }
  }
  expect(variables.map(({ kind }) => kind)).toEqual(
    origins.flatMap(() => ["paymentRecipient", "queryEvents", "query"]),
  );
  const queries = variables.filter((variable) => variable.kind === "queryEvents");
  expect(queries.map(({ emitter, block }) => [emitter.chain, block])).toEqual(
    origins.map((chain, index) => [chain, openedAt[index]]),
  );
  for (const { topics } of queries) expect(topics.map((topic) => topic === null)).toEqual([true, false, true, true]);
  expect(assumptions).toEqual(resolved.assumptions);
});

test("every kind that the standard has is decoded", () => {
  const attributes = [
    encodeFunctionData({
      abi: iAttributeAbi,
      functionName: "SpendsERC20",
      args: [address, constant(1n), address, address],
    }),
    encodeFunctionData({ abi: iAttributeAbi, functionName: "SpendsGas", args: [constant(2n)] }),
    encodeFunctionData({
      abi: iAttributeAbi,
      functionName: "TimingBounds",
      args: [
        "block.number",
        constant(3n),
        encodeFunctionData({ abi: iFormulaAbi, functionName: "Variable", args: [1n] }),
      ],
    }),
    encodeFunctionData({ abi: iAttributeAbi, functionName: "TimingBounds", args: ["block.timestamp", "0x", "0x"] }),
    encodeFunctionData({ abi: iAttributeAbi, functionName: "NeedsStep", args: [0n] }),
    encodeFunctionData({ abi: iAttributeAbi, functionName: "NeedsVariable", args: [6n] }),
    encodeFunctionData({ abi: iAttributeAbi, functionName: "RevertPolicy", args: ["ignore", "0x1234"] }),
  ];
  const variables = [
    recipient,
    encodeFunctionData({ abi: iVariableRoleAbi, functionName: "PaymentChain" }),
    encodeFunctionData({ abi: iVariableRoleAbi, functionName: "StepCaller", args: [0n] }),
    encodeFunctionData({ abi: iVariableRoleAbi, functionName: "ExecutionOutput", args: ["block.number", 0n] }),
    encodeFunctionData({ abi: iVariableRoleAbi, functionName: "Witness", args: ["price", "0x12", [0n, 3n]] }),
    encodeFunctionData({
      abi: iVariableRoleAbi,
      functionName: "Query",
      args: [address, "0x0a0b0c0d", [numberToHex(2n, { size: 32 })], 2n ** 256n - 1n],
    }),
    encodeFunctionData({
      abi: iVariableRoleAbi,
      functionName: "QueryEvents",
      args: [
        address,
        "0x09",
        ...([1n, 2n, 3n, 4n] as const).map((topic) => numberToHex(topic, { size: 32 })),
        5n,
      ] as never,
    }),
  ];
  const payment = encodeFunctionData({
    abi: iPaymentAbi,
    functionName: "ERC20",
    args: [address, address, constant(9n), 0n, 0n, 60n],
  });
  const framed = `0x${[0x40, 7, 0].map((word) => word.toString(16).padStart(64, "0")).join("")}` as const;
  const decoded = decodeResolvedOrder({
    steps: [stepOf([numberToHex(4n, { size: 32 }), framed], attributes)],
    variables,
    payments: [payment],
    assumptions: [{ name: "sun", data: "0x01" }],
  });
  expect(decoded).toEqual({
    steps: [
      {
        target: account,
        selector: "0x01020304",
        arguments: [{ variable: 4 }, { value: framed }],
        attributes: [
          { kind: "spendsErc20", token: account, amount: { constant: 1n }, spender: account, recipient: account },
          { kind: "spendsGas", amount: { constant: 2n } },
          { kind: "timingBounds", field: "block.number", lowerBound: { constant: 3n }, upperBound: { variable: 1 } },
          { kind: "timingBounds", field: "block.timestamp" },
          { kind: "needsStep", step: 0 },
          { kind: "needsVariable", variable: 6 },
          { kind: "revertPolicy", policy: "ignore", reason: "0x1234" },
        ],
      },
    ],
    variables: [
      { kind: "paymentRecipient" },
      { kind: "paymentChain" },
      { kind: "stepCaller", step: 0 },
      { kind: "executionOutput", field: "block.number", step: 0 },
      { kind: "witness", witness: "price", data: "0x12", variables: [0, 3] },
      { kind: "query", target: account, selector: "0x0a0b0c0d", arguments: [{ variable: 2 }] },
      {
        kind: "queryEvents",
        emitter: account,
        topics: [numberToHex(1n, { size: 32 }), null, null, numberToHex(4n, { size: 32 })],
        block: 5n,
      },
    ],
    payments: [{ token: account, sender: account, amount: { constant: 9n }, recipient: 0, step: 0, delay: 60n }],
    assumptions: [{ name: "sun", data: "0x01" }],
  });
});

test("what the standard does not have is refused", () => {
  const policy = encodeFunctionData({ abi: iAttributeAbi, functionName: "RevertPolicy", args: ["retry", "0x"] });
  const field = encodeFunctionData({
    abi: iAttributeAbi,
    functionName: "TimingBounds",
    args: ["block.difficulty", "0x", "0x"],
  });
  const refused: [string, Partial<typeof none>][] = [
    ["0x12345678", { steps: ["0x12345678"] as never }],
    ["0x12345678", { variables: ["0x12345678"] as never }],
    ["0x12345678", { payments: ["0x12345678"] as never }],
    ["0x12345678", { steps: [stepOf([], ["0x12345678"])] as never }],
    ["retry is no revert policy", { steps: [stepOf([], [policy])] as never }],
    ["block.difficulty is no timing field", { steps: [stepOf([], [field])] as never }],
    ["is no ERC-7930 address", { steps: [stepOf([], [], slice(address, 1))] as never }],
    ["neither a variable nor a framed value", { steps: [stepOf([concat([address, "0x00"])], [])] as never }],
    ["There is no variable 0: the order has 0.", { steps: [stepOf([numberToHex(0, { size: 32 })], [])] as never }],
    [
      "There is no step 1: the order has 1.",
      {
        steps: [
          stepOf([], [encodeFunctionData({ abi: iAttributeAbi, functionName: "NeedsStep", args: [1n] })]),
        ] as never,
      },
    ],
  ];
  for (const [message, encoded] of refused) expect(() => decodeResolvedOrder({ ...none, ...encoded })).toThrow(message);
});
