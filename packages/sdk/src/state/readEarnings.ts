import { earning } from "@concert/types/tables";
import { and, asc, eq, gt } from "drizzle-orm";
import type { Address } from "viem";
import type { Snapshot } from "./connectState.ts";

/** What an account earned in a chain's entry fees. */
export type Earning = typeof earning.$inferSelect;

/** Reads what an account can collect, by ascending chain id; in gwei of each chain's native token. */
export async function readEarnings(snapshot: Snapshot, { account }: { account: Address }): Promise<Earning[]> {
  return await snapshot
    .select()
    .from(earning)
    .where(and(eq(earning.account, account.toLowerCase() as Address), gt(earning.uncollected, 0n)))
    .orderBy(asc(earning.chainId));
}
