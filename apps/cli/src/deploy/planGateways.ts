import { attestedGatewayAbi, proofGatewayAbi, quorumGatewayAbi } from "@concert/types";
import { encodeFunctionData, isAddressEqual, zeroAddress } from "viem";
import type { Step } from "../governance/decideCalls.ts";
import type { ComparedChain } from "./planConfiguration.ts";

/**
 * What a chain's gateways have yet to be told of the chains that messages come from. All of them are, whichever carries
 * a route: so that another one can take it over at once.
 */
export async function planGateways(compared: ComparedChain): Promise<Step[]> {
  const steps = await Promise.all([
    planAttesters(compared, "attestedGateway"),
    planAttesters(compared, "attestedHeaderOracle"),
    planHeaderOracles(compared),
    planQuorums(compared),
    planRecipients(compared),
  ]);
  return steps.flat();
}

/** On a spoke's chain messages come from the hub's, on the hub's chain from all others. */
function sourcesOf({ config, connection: { chain } }: ComparedChain): number[] {
  const sources = chain.id === config.hub ? config.chains.map(({ id }) => id) : [config.hub];
  return sources.filter((source) => source !== chain.id);
}

async function planAttesters(
  compared: ComparedChain,
  contract: "attestedGateway" | "attestedHeaderOracle",
): Promise<Step[]> {
  const { config, connection, deployed, contracts, isThere } = compared;
  const target = contracts[contract].address;
  const { threshold, addresses: attesters } = config.attesters;
  // Neither lists its attesters, the events do, which both have in common.
  const events = isThere(contract)
    ? await connection.client.getContractEvents({
        address: target,
        abi: attestedGatewayAbi,
        eventName: "AttestersSet",
        fromBlock: BigInt(deployed.startBlock),
        strict: true,
      })
    : [];
  const stale = sourcesOf(compared).filter((source) => {
    const last = events.findLast(({ args }) => args.sourceChain === BigInt(source));
    return (
      last === undefined ||
      last.args.threshold !== threshold ||
      last.args.attesters.length !== attesters.length ||
      !last.args.attesters.every((attester, index) => isAddressEqual(attester, attesters[index]!))
    );
  });
  return stale.map((source) => {
    const args = [BigInt(source), attesters, threshold] as const;
    const data = encodeFunctionData({ abi: attestedGatewayAbi, functionName: "setAttesters", args });
    const what = contract === "attestedGateway" ? "chain" : "blocks of chain";
    return { text: `let ${threshold} of ${attesters.length} attesters vouch for ${what} ${source}`, target, data };
  });
}

/** The hub's own chain is the source of no proof: its spoke's heads come over the loopback. */
async function planHeaderOracles(compared: ComparedChain): Promise<Step[]> {
  const { connection, contracts, isThere } = compared;
  const target = contracts.proofGateway.address;
  const oracle = contracts.attestedHeaderOracle.address;
  const at = { address: target, abi: proofGatewayAbi } as const;
  const steps = await Promise.all(
    sourcesOf(compared).map(async (source): Promise<Step | undefined> => {
      const current = isThere("proofGateway")
        ? await connection.client.readContract({ ...at, functionName: "headerOracle", args: [BigInt(source)] })
        : zeroAddress;
      if (isAddressEqual(current, oracle)) return undefined;
      const args = [BigInt(source), oracle] as const;
      const data = encodeFunctionData({ abi: proofGatewayAbi, functionName: "setHeaderOracle", args });
      return { text: `prove heads of chain ${source} under blocks that ${oracle} vouches for`, target, data };
    }),
  );
  return steps.filter((step) => step !== undefined);
}

/** Attestations and proofs: both must agree. */
async function planQuorums(compared: ComparedChain): Promise<Step[]> {
  const { connection, contracts, isThere } = compared;
  const target = contracts.quorumGateway.address;
  const members = [contracts.attestedGateway.address, contracts.proofGateway.address];
  const gateways = members.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  const threshold = gateways.length;
  const at = { address: target, abi: quorumGatewayAbi } as const;
  const steps = await Promise.all(
    sourcesOf(compared).map(async (source): Promise<Step | undefined> => {
      const [counterpart, currentThreshold, current] = isThere("quorumGateway")
        ? await connection.client.readContract({ ...at, functionName: "quorumOf", args: [BigInt(source)] })
        : [zeroAddress, 0, []];
      const isCurrent =
        isAddressEqual(counterpart, target) &&
        currentThreshold === threshold &&
        current.length === gateways.length &&
        current.every((gateway, index) => isAddressEqual(gateway, gateways[index]!));
      if (isCurrent) return undefined;
      const args = [BigInt(source), target, gateways, threshold] as const;
      const data = encodeFunctionData({ abi: quorumGatewayAbi, functionName: "setQuorum", args });
      return { text: `have ${gateways.join(" and ")} agree on messages of chain ${source}`, target, data };
    }),
  );
  return steps.filter((step) => step !== undefined);
}

/** Of what is proven, a quorum has to be told for whom it is. */
async function planRecipients(compared: ComparedChain): Promise<Step[]> {
  const { config, connection, contracts, isThere } = compared;
  const target = contracts.quorumGateway.address;
  const [hub, spoke] = [contracts.hub.address, contracts.spoke.address];
  const [sender, recipient] = connection.chain.id === config.hub ? [spoke, hub] : [hub, spoke];
  const at = { address: target, abi: quorumGatewayAbi } as const;
  const steps = await Promise.all(
    sourcesOf(compared).map(async (source): Promise<Step | undefined> => {
      const current = isThere("quorumGateway")
        ? await connection.client.readContract({ ...at, functionName: "recipientOf", args: [BigInt(source), sender] })
        : zeroAddress;
      if (isAddressEqual(current, recipient)) return undefined;
      const args = [BigInt(source), sender, recipient] as const;
      const data = encodeFunctionData({ abi: quorumGatewayAbi, functionName: "setRecipient", args });
      return { text: `take what is proven of ${sender} on chain ${source} for ${recipient}`, target, data };
    }),
  );
  return steps.filter((step) => step !== undefined);
}
