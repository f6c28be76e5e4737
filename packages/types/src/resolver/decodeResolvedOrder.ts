import { decodeFunctionData, type Hex, size } from "viem";
import type { ChainAddress } from "../account/formatInteroperableAddress.ts";
import { parseInteroperableAddress } from "../account/parseInteroperableAddress.ts";
import { iAttributeAbi, iFormulaAbi, iPaymentAbi, iStepAbi, iVariableRoleAbi } from "../generated/abis.ts";
import type {
  Argument,
  Assumption,
  Attribute,
  Formula,
  Payment,
  ResolvedOrder,
  Step,
  Variable,
} from "./ResolvedOrder.ts";
import { readFramedValue } from "./readFramedValue.ts";

/** What `resolve` returns: each element is calldata of a function that says its kind. */
export type EncodedOrder = {
  steps: readonly Hex[];
  variables: readonly Hex[];
  payments: readonly Hex[];
  assumptions: readonly Assumption[];
};

/** A block that stands for the latest. */
const latest = 2n ** 256n - 1n;

/**
 * Reads what an ERC-7683 resolver returned, of whichever protocol.
 *
 * @returns Addresses in lower case, their chains apart.
 * @throws If something is not as the standard has it, or refers to what is not there: the order is not to be taken.
 */
export function decodeResolvedOrder(encoded: EncodedOrder): ResolvedOrder {
  const [stepCount, variableCount] = [encoded.steps.length, encoded.variables.length];
  const step = (value: bigint) => readIndex(value, stepCount, "step");
  const variable = (value: bigint) => readIndex(value, variableCount, "variable");
  const readers: Readers = { step, variable };
  return {
    steps: encoded.steps.map((data) => readStep(data, readers)),
    variables: encoded.variables.map((data) => readVariable(data, readers)),
    payments: encoded.payments.map((data) => readPayment(data, readers)),
    assumptions: encoded.assumptions.map(({ name, data }) => ({ name, data })),
  };
}

type Readers = { step: (value: bigint) => number; variable: (value: bigint) => number };

function readStep(data: Hex, readers: Readers): Step {
  const [target, selector, args, attributes] = decodeFunctionData({ abi: iStepAbi, data }).args;
  return {
    target: readAddress(target),
    selector,
    arguments: args.map((argument) => readArgument(argument, readers)),
    attributes: attributes.map((attribute) => readAttribute(attribute, readers)),
  };
}

function readAttribute(data: Hex, readers: Readers): Attribute {
  const { functionName, args } = decodeFunctionData({ abi: iAttributeAbi, data });
  switch (functionName) {
    case "SpendsERC20": {
      const [token, amount, spender, recipient] = args;
      return {
        kind: "spendsErc20",
        token: readAddress(token),
        amount: readFormula(amount, readers),
        spender: readAddress(spender),
        recipient: readAddress(recipient),
      };
    }
    case "SpendsGas":
      return { kind: "spendsGas", amount: readFormula(args[0], readers) };
    case "TimingBounds": {
      const [field, lower, upper] = args;
      if (field !== "block.timestamp" && field !== "block.number") throw new Error(`${field} is no timing field.`);
      return {
        kind: "timingBounds",
        field,
        ...(size(lower) > 0 && { lowerBound: readFormula(lower, readers) }),
        ...(size(upper) > 0 && { upperBound: readFormula(upper, readers) }),
      };
    }
    case "NeedsStep":
      return { kind: "needsStep", step: readers.step(args[0]) };
    case "NeedsVariable":
      return { kind: "needsVariable", variable: readers.variable(args[0]) };
    case "RevertPolicy": {
      const [policy, reason] = args;
      if (policy !== "ignore" && policy !== "abort") throw new Error(`${policy} is no revert policy.`);
      return { kind: "revertPolicy", policy, reason };
    }
  }
}

function readVariable(data: Hex, readers: Readers): Variable {
  const { functionName, args } = decodeFunctionData({ abi: iVariableRoleAbi, data });
  switch (functionName) {
    case "PaymentRecipient":
      return { kind: "paymentRecipient" };
    case "PaymentChain":
      return { kind: "paymentChain" };
    case "StepCaller":
      return { kind: "stepCaller", step: readers.step(args[0]) };
    case "ExecutionOutput":
      return { kind: "executionOutput", field: args[0], step: readers.step(args[1]) };
    case "Witness":
      return { kind: "witness", witness: args[0], data: args[1], variables: args[2].map(readers.variable) };
    case "Query": {
      const [target, selector, queryArguments, block] = args;
      return {
        kind: "query",
        target: readAddress(target),
        selector,
        arguments: queryArguments.map((argument) => readArgument(argument, readers)),
        ...(block !== latest && { block }),
      };
    }
    case "QueryEvents": {
      const [emitter, match, topic0, topic1, topic2, topic3, block] = args;
      const topics = [topic0, topic1, topic2, topic3];
      return {
        kind: "queryEvents",
        emitter: readAddress(emitter),
        topics: topics.map((topic, index) => ((Number(match) >> index) & 1 ? topic : null)),
        ...(block !== latest && { block }),
      };
    }
  }
}

function readPayment(data: Hex, readers: Readers): Payment {
  const [token, sender, amount, recipient, step, delay] = decodeFunctionData({ abi: iPaymentAbi, data }).args;
  return {
    token: readAddress(token),
    sender: readAddress(sender),
    amount: readFormula(amount, readers),
    recipient: readers.variable(recipient),
    step: readers.step(step),
    delay,
  };
}

function readFormula(data: Hex, readers: Readers): Formula {
  const { functionName, args } = decodeFunctionData({ abi: iFormulaAbi, data });
  return functionName === "Constant" ? { constant: args[0] } : { variable: readers.variable(args[0]) };
}

/** An index has one word, a framed value at least three. */
function readArgument(data: Hex, readers: Readers): Argument {
  if (size(data) === 32) return { variable: readers.variable(BigInt(data)) };
  if (readFramedValue(data) === undefined) throw new Error(`${data} is neither a variable nor a framed value.`);
  return { value: data };
}

function readAddress(data: Hex): ChainAddress {
  const address = parseInteroperableAddress(data);
  if (address === undefined) throw new Error(`${data} is no ERC-7930 address of an EVM chain.`);
  return address;
}

function readIndex(value: bigint, count: number, what: string): number {
  if (value >= BigInt(count)) throw new Error(`There is no ${what} ${value}: the order has ${count}.`);
  return Number(value);
}
