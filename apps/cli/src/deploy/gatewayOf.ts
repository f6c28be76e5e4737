import type { Config } from "@concert/types";
import type { Address } from "viem";
import type { ComparedChain } from "./planConfiguration.ts";

/** What carries messages between the hub and a chain's spoke, at both ends. */
export function gatewayOf(contracts: ComparedChain["contracts"], config: Config, chain: number): Address {
  // Between the hub and its own chain's spoke nothing needs an attestation.
  return chain === config.hub ? contracts.loopbackGateway.address : contracts.attestedGateway.address;
}
