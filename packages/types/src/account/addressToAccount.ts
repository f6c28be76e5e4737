import { type Address, type Hex, pad } from "viem";

/**
 * An EVM address as a 32-byte account: right-aligned, its upper twelve bytes zero.
 *
 * @returns Lower-case hex.
 */
export function addressToAccount(address: Address): Hex {
  return pad(address.toLowerCase() as Address, { size: 32 });
}
