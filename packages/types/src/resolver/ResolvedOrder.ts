import type { Hex } from "viem";
import type { ChainAddress } from "../account/formatInteroperableAddress.ts";

/** What a resolver says of an order, after ERC-7683. */
export type ResolvedOrder = {
  /** Calls to make, each after the steps and variables that it needs. */
  steps: readonly Step[];
  /** What is to be decided before, each by its role. */
  variables: readonly Variable[];
  payments: readonly Payment[];
  assumptions: readonly Assumption[];
};

/** A call that the solver makes. */
export type Step = {
  target: ChainAddress;
  /** Of the function. */
  selector: Hex;
  arguments: readonly Argument[];
  attributes: readonly Attribute[];
};

/** A constant, framed as `abi.encode("", value)`, or the index of a variable. */
export type Argument = { value: Hex } | { variable: number };

/** An amount or a time: a constant, or the index of a variable. */
export type Formula = { constant: bigint } | { variable: number };

/** What holds of a step's call. */
export type Attribute =
  | {
      kind: "spendsErc20";
      token: ChainAddress;
      /** At most so much, in the token's own unit. */
      amount: Formula;
      /** Needs the caller's allowance. */
      spender: ChainAddress;
      recipient: ChainAddress;
    }
  | { kind: "spendsGas"; amount: Formula }
  | {
      kind: "timingBounds";
      field: "block.timestamp" | "block.number";
      /** Included. */
      lowerBound?: Formula;
      /** Included. */
      upperBound?: Formula;
    }
  | { kind: "needsStep"; step: number }
  | { kind: "needsVariable"; variable: number }
  | {
      kind: "revertPolicy";
      policy: "ignore" | "abort";
      /** With what the call's error begins. */
      reason: Hex;
    };

/** How a variable is decided. */
export type Variable =
  | { kind: "paymentRecipient" }
  | { kind: "paymentChain" }
  | { kind: "stepCaller"; step: number }
  | { kind: "executionOutput"; field: string; step: number }
  | { kind: "witness"; witness: string; data: Hex; variables: readonly number[] }
  | {
      kind: "query";
      target: ChainAddress;
      selector: Hex;
      arguments: readonly Argument[];
      /** Of the block; absent for the latest. */
      block?: bigint;
    }
  | {
      kind: "queryEvents";
      emitter: ChainAddress;
      /** Four; `null` where any will do. */
      topics: readonly (Hex | null)[];
      /** Of the block; absent for the latest. */
      block?: bigint;
    };

/** What the solver is paid. */
export type Payment = {
  /** On the chain where it is paid. */
  token: ChainAddress;
  sender: ChainAddress;
  /** At least so much, in the token's own unit. */
  amount: Formula;
  /** Index of the variable that says who is paid. */
  recipient: number;
  /** Index of the step after which it is paid. */
  step: number;
  /** From then on, in seconds. */
  delay: bigint;
};

/** What a solver must know to be so. */
export type Assumption = { name: string; data: Hex };
