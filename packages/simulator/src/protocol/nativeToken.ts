import { native } from "@concert/types";
import type { Address } from "viem";

/** Stands for the native token, after ERC-7528; in lower case, as everything here. */
export const nativeToken = native.toLowerCase() as Address;
