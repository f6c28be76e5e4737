import { vaultAbi } from "@concert/types";
import type { Address, Client } from "viem";
import { read } from "../contract/read.ts";

export type PreviewDepositParameters = {
  /** On the client's chain, which is the hub's. */
  vault: Address;
  /** In ledger units, with 18 decimals. */
  assets: bigint;
};

/** How many shares a deposit would make now, with 21 decimals. */
export async function previewDeposit(client: Client, { vault, assets }: PreviewDepositParameters): Promise<bigint> {
  return await read(client, { address: vault, abi: vaultAbi, functionName: "previewDeposit", args: [assets] });
}
