import { type Address, concat, getContractAddress, type Hex, keccak256 } from "viem";

/** ERC-1167's minimal proxy, around the address of what it stands for. */
const proxyStart: Hex = "0x3d602d80600a3d3981f3363d3d373d3d3d363d73";
const proxyEnd: Hex = "0x5af43d82803e903d91602b57fd5bf3";

/**
 * Where the outputs to an order's call wait on a chain, and what runs it: a clone, made by CREATE2 with the order's id
 * as salt, of the first contract that the chain's spoke created.
 *
 * @param spoke That of the destination chain.
 */
export function executorOf(spoke: Address, orderId: Hex): Address {
  const implementation = getContractAddress({ opcode: "CREATE", from: spoke, nonce: 1n });
  const bytecodeHash = keccak256(concat([proxyStart, implementation, proxyEnd]));
  return getContractAddress({ opcode: "CREATE2", from: spoke, salt: orderId, bytecodeHash });
}
