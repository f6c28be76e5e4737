import type { FinalityRule } from "@concert/types";
import type { Client, Hash } from "viem";
import { getBlock } from "viem/actions";

/** The latest block that a chain's finality rule covers. */
export type FinalBlock = {
  number: bigint;
  hash: Hash;
  /** In seconds of the chain's clock. */
  timestamp: bigint;
};

/** Reads the latest block that the finality rule covers; undefined while there is none. */
export async function readFinalBlock(client: Client, finality: FinalityRule): Promise<FinalBlock | undefined> {
  if (finality === "finalized") return await getBlock(client, { blockTag: "finalized" });
  if (finality === "safe") return await getBlock(client, { blockTag: "safe" });
  const latest = await getBlock(client, { blockTag: "latest" });
  const number = latest.number - BigInt(finality.depth);
  if (number < 0n) return undefined;
  return number === latest.number ? latest : await getBlock(client, { blockNumber: number });
}
