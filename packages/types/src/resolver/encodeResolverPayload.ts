import { encodeAbiParameters, type Hex } from "viem";
import { payloadParameters } from "./payloadParameters.ts";
import type { ResolverPayload } from "./ResolverPayload.ts";

/**
 * An order as the payload of our ERC-7683 resolver.
 *
 * @throws If a value does not fit its type.
 */
export function encodeResolverPayload({ order, openedAt }: ResolverPayload): Hex {
  return encodeAbiParameters(payloadParameters, [order, openedAt]);
}
