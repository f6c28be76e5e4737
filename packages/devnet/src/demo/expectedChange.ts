import { type Address, isAddressEqual, slice, zeroHash } from "viem";
import type { TokenAddresses } from "../token/deployTokens.ts";
import type { Balance } from "./readBalances.ts";
import type { PlayedOrder } from "./Stage.ts";

/**
 * By how much a balance must have changed, if each order that was played ended as it must: an aborted one by nothing.
 * What has no recipient is deposited in the vault.
 */
export function expectedChange(
  balance: Balance,
  played: readonly PlayedOrder[],
  { tokens, vault }: { tokens: TokenAddresses; vault: Address },
): bigint {
  const token = tokens[balance.symbol];
  const isOf = (chain: bigint, address: `0x${string}`) =>
    chain === BigInt(balance.chain) && isAddressEqual(address, token);
  let change = 0n;
  for (const { order, solvers } of played.filter(({ expected }) => expected === "commit")) {
    for (const [index, leg] of order.legs.entries()) {
      const solver = solvers[index]!.address;
      const recipient = leg.recipient === zeroHash ? vault : slice(leg.recipient, 12);
      if (isOf(leg.originChain, leg.inputToken)) {
        if (isAddressEqual(balance.address, order.user)) change -= leg.inputAmount;
        if (isAddressEqual(balance.address, solver)) change += leg.inputAmount;
      }
      if (isOf(leg.destinationChain, slice(leg.outputToken, 12))) {
        if (isAddressEqual(balance.address, solver)) change -= leg.outputAmount;
        if (isAddressEqual(balance.address, recipient)) change += leg.outputAmount;
      }
    }
  }
  return change;
}
