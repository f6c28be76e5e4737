import { decodeAbiParameters, type Hex } from "viem";
import { payloadParameters } from "./payloadParameters.ts";
import type { ResolverPayload } from "./ResolverPayload.ts";

/** The order in a payload of our resolver, with its openings; undefined if there is none. */
export function decodeResolverPayload(payload: Hex): ResolverPayload | undefined {
  try {
    const [order, openedAt] = decodeAbiParameters(payloadParameters, payload);
    return { order, openedAt };
  } catch {
    return undefined;
  }
}
