import { isDeepStrictEqual } from "node:util";
import { resolverAbi } from "@concert/types";
import { encodeFunctionData, parseGwei } from "viem";
import type { Step } from "../governance/decideCalls.ts";
import { gatewayOf } from "./gatewayOf.ts";
import type { ComparedChain } from "./planConfiguration.ts";

/**
 * What the resolver has yet to be told of the chains. It describes none without a wrapped native token, in which solvers
 * pay entry fees.
 */
export async function planResolver(compared: ComparedChain): Promise<Step[]> {
  const { config, connection, contracts, isThere } = compared;
  const { client, chain } = connection;
  if (chain.id !== config.hub) return [];
  const target = contracts.resolver.address;
  const steps = await Promise.all(
    config.chains.map(async (each): Promise<Step | undefined> => {
      const { id, wrappedNative, feePolicy, paymentDelay } = each;
      if (wrappedNative === undefined) return undefined;
      const gateway = gatewayOf(compared, each);
      const { maximum } = feePolicy ?? { maximum: 0 };
      const route = {
        spoke: contracts.spoke.address,
        deputies: contracts.deputies.address,
        wrappedNative,
        hubGateway: gateway,
        spokeGateway: gateway,
        maxEntryFee: parseGwei(`${maximum}`),
        reportSeconds: BigInt(paymentDelay.reportSeconds),
        payoutSeconds: BigInt(paymentDelay.payoutSeconds),
      };
      const at = { address: target, abi: resolverAbi } as const;
      const current = isThere("resolver")
        ? await client.readContract({ ...at, functionName: "routeOf", args: [BigInt(id)] })
        : undefined;
      if (isDeepStrictEqual(current, route)) return undefined;
      const data = encodeFunctionData({ abi: resolverAbi, functionName: "setChain", args: [BigInt(id), route] });
      const { reportSeconds, payoutSeconds } = paymentDelay;
      const text = `have the resolver describe chain ${id} over ${gateway}, entries for at most ${maximum} gwei, reports in ${reportSeconds} s, payouts in ${payoutSeconds} s`;
      return { text, target, data };
    }),
  );
  return steps.filter((step) => step !== undefined);
}
