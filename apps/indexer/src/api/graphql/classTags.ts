import { stateSchema } from "@concert/types/tables";
import * as record from "@concert/types/tables/record";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { type Tags, tableTags } from "./tableTags.ts";

const recordTables = new Set([
  "migration",
  ...Object.values(record)
    .filter((value) => is(value, PgTable))
    .map((table) => getTableConfig(table).name),
]);

/** The smart tags of an index's tables and views, by schema and name; what they refer to is named in the same way. */
export function classTags(schema: string): Record<string, { tags: Tags }> {
  const schemaOf = (table: string) => (recordTables.has(table) ? schema : stateSchema(schema));
  const qualify = (reference: string) =>
    reference.replace(/ references "?(\w+)"?/, (_, table: string) => ` references ${schemaOf(table)}."${table}"`);
  return Object.fromEntries(
    Object.entries(tableTags).map(([table, { foreignKey, ...tags }]) => {
      const references = foreignKey === undefined ? {} : { foreignKey: [foreignKey].flat().map(qualify) };
      return [`${schemaOf(table)}.${table}`, { tags: { ...tags, ...references } }];
    }),
  );
}
