import type { Address } from "viem";

/** Stands for a chain's native token where a token's address is asked for (ERC-7528). */
export const native: Address = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE";
