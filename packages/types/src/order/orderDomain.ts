import { type Address, numberToHex } from "viem";

/** What binds an order to one deployment: where its hub is. */
export type OrderDomain = {
  /** Id of the hub's chain. */
  hubChain: bigint;
  hub: Address;
};

/**
 * The EIP-712 domain of orders, after ERC-7964: it has no chain id, so that one signature holds on every chain; the
 * hub's address and, as salt, its chain bind the deployment. A spoke tells the same after ERC-5267.
 */
export function orderDomain({ hubChain, hub }: OrderDomain) {
  return {
    name: "Concert",
    version: "1",
    verifyingContract: hub,
    salt: numberToHex(hubChain, { size: 32 }),
  } as const;
}
