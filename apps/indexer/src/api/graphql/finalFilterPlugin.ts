import type { PgConditionLike } from "@dataplan/pg";
import { type SQL, sql } from "pg-sql2";
import { finalRules } from "../../state/finalRules.ts";

/**
 * Lists that are filtered by `final`: the rows that are not are found once, instead of asking the function of each row
 * whether it is.
 */
export const finalFilterPlugin: GraphileConfig.Plugin = {
  name: "FinalFilterPlugin",
  version: "1.0.0",
  after: ["PgConnectionArgFilterComputedAttributesPlugin"],
  schema: {
    hooks: {
      GraphQLInputObjectType_fields_field(field, build, context) {
        const { fieldName, pgCodec, isPgConnectionFilter } = context.scope;
        const table = pgCodec?.extensions?.pg?.name;
        const rule = table === undefined ? undefined : finalRules[table];
        if (fieldName !== "final" || isPgConnectionFilter !== true) return field;
        if (rule === undefined || !("view" in rule)) return field;
        const { PgCondition, TYPES } = build.dataplanPg;
        const view = Object.values(build.input.pgRegistry.pgResources).find(
          ({ codec }) => codec.extensions?.pg?.name === rule.view,
        );
        if (view === undefined) throw new Error(`the schema has no ${rule.view}.`);
        const columns = rule.columns.map((column) => sql.identifier(column));
        return {
          ...field,
          apply($where: PgConditionLike, value: unknown) {
            if (value == null) return;
            const own = sql.join(
              columns.map((column) => sql`${$where.alias}.${column}`),
              ", ",
            );
            const $column = new PgCondition($where);
            $column.extensions.pgFilterAttribute = {
              fieldName,
              codec: TYPES.boolean,
              expression: sql`((${own}) not in (select ${sql.join(columns, ", ")} from ${view.from as SQL}))`,
            };
            return $column;
          },
        };
      },
    },
  },
};
