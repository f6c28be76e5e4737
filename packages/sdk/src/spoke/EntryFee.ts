import { spokeAbi } from "@concert/types";
import type { Address } from "viem";
import { readContract } from "viem/actions";
import { getAction } from "viem/utils";
import type { WriteClient } from "../contract/write.ts";

/** What every action that queues a report pays besides. */
export type EntryFee = {
  /**
   * Entry fee in wei, a multiple of 1 gwei: pays who carries the report and what follows from it. What exceeds the
   * spoke's own is a tip. Default: the spoke's.
   */
  feeWei?: bigint | undefined;
};

/** The fee that was given, or the least that the spoke asks for, in wei. */
export async function resolveFee(client: WriteClient, spoke: Address, { feeWei }: EntryFee): Promise<bigint> {
  if (feeWei !== undefined) return feeWei;
  const [, , , entryFee] = await getAction(
    client,
    readContract,
    "readContract",
  )({ address: spoke, abi: spokeAbi, functionName: "configuration" });
  return entryFee;
}
