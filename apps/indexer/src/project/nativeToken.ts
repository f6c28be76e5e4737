import { native } from "@concert/types";
import type { Hex } from "viem";

/** Stands for a chain's native token, as the state writes addresses. */
export const nativeToken = native.toLowerCase() as Hex;
