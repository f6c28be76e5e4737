import { hubAbi, spokeAbi } from "@concert/types";
import type { Address } from "viem";
import { accountIndexes } from "../account/devnetAccount.ts";
import { confirm } from "../chain/confirm.ts";
import type { Devnet } from "./startDevnet.ts";

export type ChangeRouteParameters = {
  devnet: Pick<Devnet, "client" | "hub" | "hubChain" | "spoke">;
  /** Id of the spoke's chain. */
  chain: number;
  /** The route's new gateway, on both chains. */
  gateway: Address;
  /** Which end's route is set. */
  end: "hub" | "spoke";
};

/** Sets the route of one end of a chain's channels, as governance. What is on its way over the old one comes again. */
export async function changeRoute({ devnet, chain, gateway, end }: ChangeRouteParameters): Promise<void> {
  const { client, hub, hubChain, spoke } = devnet;
  const admin = client(end === "hub" ? hubChain : chain, accountIndexes.deployer);
  const hash =
    end === "hub"
      ? await admin.writeContract({
          ...{ abi: hubAbi, address: hub },
          ...({ functionName: "setRoute", args: [BigInt(chain), gateway, spoke] } as const),
        })
      : await admin.writeContract({
          ...{ abi: spokeAbi, address: spoke },
          ...({ functionName: "setRoute", args: [gateway] } as const),
        });
  await confirm(admin, hash);
}
