import type { ChainConfig } from "@concert/types";
import type { Address } from "viem";
import type { ComparedChain } from "./planConfiguration.ts";

/** What carries heads between the hub and a chain's spoke, at both ends. */
export function gatewayOf({ config, contracts }: ComparedChain, { id, gateway = "attested" }: ChainConfig): Address {
  // Between the hub and its own chain's spoke nothing needs an attestation.
  if (id === config.hub) return contracts.loopbackGateway.address;
  switch (gateway) {
    case "attested":
      return contracts.attestedGateway.address;
    case "quorum":
      return contracts.quorumGateway.address;
    case "proof":
      return contracts.proofGateway.address;
  }
}
