import { native } from "../account/native.ts";

/** Stands for a chain's native token, as the state writes addresses. */
export const nativeToken = native.toLowerCase();
