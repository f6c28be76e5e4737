import { attest, deliver, executeMessage } from "@concert/sdk";
import { foldHeads, formatInteroperableAddress, hashEntry, hubAbi } from "@concert/types";
import { type Hash, type Hex, keccak256 } from "viem";
import { accountIndexes, devnetAccount } from "../account/devnetAccount.ts";
import { confirm } from "../chain/confirm.ts";
import type { Devnet } from "./startDevnet.ts";

export type ForgeDeliveryParameters = {
  devnet: Pick<Devnet, "client" | "hub" | "hubChain" | "spoke" | "attestedGateway">;
  /** The chain whose spoke is said to have sent the entries. */
  chain: number;
  /** What the spoke never queued. */
  entries: readonly [Hex, ...Hex[]];
};

export type ForgedDelivery = {
  /** The last entry's head. */
  head: Hex;
  acceptedIn: Hash;
  deliveredIn: Hash;
};

/** Has all attesters vouch for a head that no spoke sent, and delivers its entries to the hub. */
export async function forgeDelivery({ devnet, chain, entries }: ForgeDeliveryParameters): Promise<ForgedDelivery> {
  const { client, hub, hubChain, spoke, attestedGateway: gateway } = devnet;
  const relayer = client(hubChain, accountIndexes.relayer);
  const processed = await relayer.readContract({
    abi: hubAbi,
    address: hub,
    functionName: "processedHead",
    args: [BigInt(chain)],
  });
  const head = foldHeads(processed, entries.map(hashEntry));
  const message = {
    sendId: keccak256(head),
    sender: formatInteroperableAddress({ chain: BigInt(chain), address: spoke }),
    recipient: formatInteroperableAddress({ chain: BigInt(hubChain), address: hub }),
    payload: head,
  };
  const attestations = await Promise.all(
    accountIndexes.attesters.map((index) =>
      attest(devnetAccount(index), { message, chain: BigInt(hubChain), gateway }),
    ),
  );
  const acceptedIn = await executeMessage(relayer, { gateway, message, attestations });
  await confirm(relayer, acceptedIn);
  const deliveredIn = await deliver(relayer, { end: hub, chain: BigInt(chain), entries });
  await confirm(relayer, deliveredIn);
  return { head, acceptedIn, deliveredIn };
}
