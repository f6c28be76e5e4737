import { claimable } from "@concert/types/tables";
import { asc, eq } from "drizzle-orm";
import type { Address } from "viem";
import type { Snapshot } from "./connectState.ts";

/** What an account can claim from a spoke, in the token's own unit. */
export type Claimable = typeof claimable.$inferSelect;

/** Reads what an account can claim, by ascending chain id. */
export async function readClaimables(snapshot: Snapshot, { account }: { account: Address }): Promise<Claimable[]> {
  return await snapshot
    .select()
    .from(claimable)
    .where(eq(claimable.account, account.toLowerCase() as Address))
    .orderBy(asc(claimable.chainId), asc(claimable.token));
}
