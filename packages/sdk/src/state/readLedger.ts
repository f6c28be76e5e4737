import { asset, custody, deposit, ledgerBalance, localBalance, shareBalance, withdrawal } from "@concert/types/tables";
import { asc, eq } from "drizzle-orm";
import type { Address } from "viem";
import type { Snapshot } from "./connectState.ts";

export type LedgerAsset = typeof asset.$inferSelect;
export type Custody = typeof custody.$inferSelect;
export type AccountLedger = {
  balances: (typeof ledgerBalance.$inferSelect)[];
  local: (typeof localBalance.$inferSelect)[];
  shares: (typeof shareBalance.$inferSelect)[];
  deposits: (typeof deposit.$inferSelect)[];
  withdrawals: (typeof withdrawal.$inferSelect)[];
};

/** Reads the assets of the ledger, and what each chain holds of them. */
export async function readLedger(snapshot: Snapshot): Promise<{ assets: LedgerAsset[]; custody: Custody[] }> {
  return {
    assets: await snapshot.select().from(asset).orderBy(asc(asset.asset)),
    custody: await snapshot.select().from(custody).orderBy(asc(custody.asset), asc(custody.chainId)),
  };
}

/** Reads what an account has on the ledger, and how it came and went. */
export async function readAccountLedger(snapshot: Snapshot, { account }: { account: Address }): Promise<AccountLedger> {
  const address = account.toLowerCase() as Address;
  return {
    balances: await snapshot.select().from(ledgerBalance).where(eq(ledgerBalance.account, address)),
    local: await snapshot.select().from(localBalance).where(eq(localBalance.account, address)),
    shares: await snapshot.select().from(shareBalance).where(eq(shareBalance.account, address)),
    deposits: await snapshot.select().from(deposit).where(eq(deposit.beneficiary, address)),
    withdrawals: await snapshot.select().from(withdrawal).where(eq(withdrawal.account, address)),
  };
}
