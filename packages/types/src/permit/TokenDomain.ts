import type { Address } from "viem";

/** A token's own EIP-712 domain. */
export type TokenDomain = {
  /** Id of the token's chain. */
  chain: bigint;
  token: Address;
  /** As the token says, usually its name. */
  name: string;
  /** As the token says, usually "1". */
  version: string;
};
