import { balanceOf, credit, type Pool } from "../pool/Pool.ts";
import { deposit, fill, type PooledOrder, redeem, totalAssets } from "../pool/vault.ts";
import { copy } from "./replay.ts";

const account = "just in time";

/**
 * What somebody earns who puts as much into the vault as it has, brings it an order that it fills, and takes everything
 * out again, all in one transaction. The pool stays as it is.
 */
export function joinJustInTime(pool: Pool, order: PooledOrder): bigint {
  const copied: Pool = {
    ...pool,
    imbalance: copy(pool.imbalance),
    limits: pool.limits.map((limit) => ({ ...limit })),
    balances: new Map(pool.balances),
    locals: new Map([...pool.locals].map(([owner, amounts]) => [owner, [...amounts]])),
    vault: { ...pool.vault },
    onMove: () => {},
  };
  const amount = totalAssets(pool);
  credit(copied, account, amount);
  const shares = deposit(copied, account, amount);
  fill(copied, order);
  redeem(copied, account, shares);
  return balanceOf(copied, account) - amount;
}
