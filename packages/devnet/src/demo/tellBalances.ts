import { formatUnits } from "viem";
import { testTokens } from "../token/deployTokens.ts";
import { formatTable } from "./formatTable.ts";
import type { Balance } from "./readBalances.ts";
import type { Stage } from "./Stage.ts";

/** A table of the balances before and after, without those that nothing moved in. */
export function tellBalances({ narrator }: Stage, before: readonly Balance[], after: readonly Balance[]): void {
  const rows = after.flatMap(({ holder, chain, symbol, amount }, index) => {
    const { decimals } = testTokens.find((token) => token.symbol === symbol)!;
    const format = (value: bigint) => formatUnits(value, decimals);
    const change = amount - before[index]!.amount;
    const sign = change > 0n ? "+" : "";
    return change === 0n && holder !== "spoke"
      ? []
      : [[holder, `${chain}`, symbol, format(before[index]!.amount), format(amount), `${sign}${format(change)}`]];
  });
  narrator.block(formatTable(["who", "on", "token", "before", "after", "change"], rows));
}
