import { type Address, isAddressEqual } from "viem";
import type { Contracts } from "../Contracts.ts";

/** How heads are carried over a route. */
export type GatewayKind = "attested" | "quorum" | "proof";

/** What a gateway is; undefined of one that needs no carrying, or that others carry for, and where there is none. */
export function gatewayKind(
  { attestedGateway, quorumGateway, proofGateway }: Omit<Contracts, "hubChain">,
  gateway: Address | null,
): GatewayKind | undefined {
  if (gateway === null) return undefined;
  if (isAddressEqual(gateway, attestedGateway)) return "attested";
  if (isAddressEqual(gateway, quorumGateway)) return "quorum";
  if (isAddressEqual(gateway, proofGateway)) return "proof";
  return undefined;
}
