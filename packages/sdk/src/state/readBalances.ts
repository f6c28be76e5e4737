import { balance } from "@concert/types/tables";
import { and, eq, sql } from "drizzle-orm";
import type { Address } from "viem";
import type { Snapshot } from "./connectState.ts";

/** What a spoke owes of a token, to whom and why, in the token's own unit. */
export type Balance = typeof balance.$inferSelect;

export type ReadBalancesParameters = {
  /** Id of the spoke's chain. By default all. */
  chain?: bigint | undefined;
  /** By default all; `native` for the native token. */
  token?: Address | undefined;
  /** By default everyone's. */
  account?: Address | undefined;
  /** As of which cut. By default the snapshot's own. */
  cut?: bigint | undefined;
};

/**
 * Reads what spokes owe.
 *
 * @throws If the cut is not there: a reorg took blocks of it away, it is too old to be kept, or yet to come.
 */
export async function readBalances(snapshot: Snapshot, parameters: ReadBalancesParameters = {}): Promise<Balance[]> {
  const { chain, cut } = parameters;
  const [token, account] = [parameters.token, parameters.account].map((address) => address?.toLowerCase() as Address);
  if (cut === undefined) {
    return await snapshot
      .select()
      .from(balance)
      .where(
        and(
          chain === undefined ? undefined : eq(balance.chainId, chain),
          token === undefined ? undefined : eq(balance.token, token),
          account === undefined ? undefined : eq(balance.account, account),
        ),
      );
  }
  const { rows } = await snapshot.execute<Record<"chain_id" | "token" | "account" | "kind" | "amount", string>>(sql`
    select * from balances_as_of(${cut}::bigint, ${chain ?? null}, ${token ?? null}, ${account ?? null})`);
  return rows.map((row) => ({
    chainId: BigInt(row.chain_id),
    token: row.token as Address,
    account: row.account as Address | null,
    kind: row.kind as Balance["kind"],
    amount: BigInt(row.amount),
  }));
}
