import { type Address, getContractAddress, type Hex } from "viem";
import { keccakDigits } from "../hash/keccak.ts";

/** Finds the executors of a spoke's orders, as `executorOf` of @concert/types does, with one hash each. */
export function createExecutorOf(spoke: Address): (orderId: Hex) => Address {
  const implementation = getContractAddress({ opcode: "CREATE", from: spoke, nonce: 1n }).toLowerCase();
  // ERC-1167's minimal proxy.
  const code = `3d602d80600a3d3981f3363d3d373d3d3d363d73${implementation.slice(2)}5af43d82803e903d91602b57fd5bf3`;
  const codeHash = keccakDigits(code);
  return (orderId) => `0x${keccakDigits(`ff${spoke.slice(2)}${orderId.slice(2)}${codeHash}`).slice(24)}`;
}
