import { type FinalRule, finalRules } from "./finalRules.ts";

/** One function per table and view: whether a row is final. */
export const finalFunctions: readonly string[] = Object.entries(finalRules).map(
  ([table, rule]) => `
  create function ${table}_final("${table}") returns boolean language sql stable begin atomic
    select ${condition(rule)};
  end`,
);

function condition(rule: FinalRule): string {
  if ("view" in rule) {
    const same = rule.columns.map((column) => `u.${column} = ($1).${column}`).join(" and ");
    return `not exists (select from ${rule.view} u where ${same})`;
  }
  return `exists (
      select from checkpoint p where p.chain_id = ${rule.chain("($1)")} and ($1).${rule.block} <= p.final_block_number
    )`;
}
