import { type Address, encodeAbiParameters, type Hex } from "viem";

/** One step of an order's call. */
export type Execution = {
  /** Who is called. */
  target: Address;
  /** Native value that goes with it, in wei. */
  value: bigint;
  /** Calldata. */
  data: Hex;
};

/** `abi.encode(Execution[])`: what a call's `calls` holds. */
export const executionsParameter = [
  {
    type: "tuple[]",
    components: [
      { name: "target", type: "address" },
      { name: "value", type: "uint256" },
      { name: "data", type: "bytes" },
    ],
  },
] as const;

/**
 * Steps as an order's call on an EVM chain holds them in `calls`.
 *
 * @throws If a value does not fit its type.
 */
export function encodeExecutions(executions: readonly Execution[]): Hex {
  return encodeAbiParameters(executionsParameter, [executions]);
}
