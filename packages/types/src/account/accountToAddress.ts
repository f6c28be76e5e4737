import type { Address, Hex } from "viem";

/**
 * The EVM address that a 32-byte account is.
 *
 * @returns Lower-case hex; `undefined` if the account is no EVM address, its upper twelve bytes not being zero.
 */
export function accountToAddress(account: Hex): Address | undefined {
  const match = /^0x0{24}([0-9a-f]{40})$/.exec(account.toLowerCase());
  return match === null ? undefined : `0x${match[1]}`;
}
