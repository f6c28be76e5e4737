import type { ISql } from "postgres";

/** Of the advisory lock that whoever indexes a chain holds. */
export function leaseKey(sql: ISql, schema: string, chainId: bigint) {
  return sql`hashtextextended(${`${schema} chain ${chainId}`}, 0)`;
}
