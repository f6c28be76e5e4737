import { stateSchema } from "@concert/types/tables";
import { makePgService } from "@dataplan/pg/adaptors/pg";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import { grafserv } from "grafserv/node";
import type { Pool } from "pg";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { jsonPgSmartTags } from "postgraphile/utils";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";
import { classTags } from "./classTags.ts";
import { currentCutPlugin } from "./currentCutPlugin.ts";
import { exampleQuery } from "./exampleQuery.ts";
import { finalFilterPlugin } from "./finalFilterPlugin.ts";
import { plainNamesPlugin } from "./plainNamesPlugin.ts";
import { procedureTags } from "./procedureTags.ts";
import { snapshotPlugin } from "./snapshotPlugin.ts";
import { tellRefusals } from "./tellRefusals.ts";

/** All of its settings are optional; its types say otherwise where React's are not installed. */
type GraphiqlConfig = NonNullable<NonNullable<GraphileConfig.Preset["ruru"]>["clientConfig"]>;

const graphqlPath = "/graphql";

/** GraphQL over the tables and views of an index, read-only; a browser is given GraphiQL. */
export function createPreset(pool: Pool, schema: string): GraphileConfig.Preset {
  return {
    extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset, PostGraphileConnectionFilterPreset],
    plugins: [
      snapshotPlugin(pool),
      currentCutPlugin,
      plainNamesPlugin,
      finalFilterPlugin,
      jsonPgSmartTags({ version: 1, config: { class: classTags(schema), procedure: procedureTags(schema) } }),
    ],
    disablePlugins: [
      // Rows are named by their keys; a second, opaque name of each would take the word `id`.
      "NodePlugin",
      // Every column can be filtered and ordered by; what takes too long is ended.
      "PgIndexBehaviorsPlugin",
    ],
    pgServices: [makePgService({ pool, schemas: [stateSchema(schema), schema] })],
    schema: { defaultBehavior: "-insert -update -delete" },
    grafast: { explain: false },
    ruru: { clientConfig: { defaultQuery: exampleQuery } as GraphiqlConfig },
    grafserv: { graphqlPath, graphiqlPath: "/graphiql", watch: false, maskError: tellRefusals },
  };
}

/** Answers GraphQL requests, and the requests of the page that GraphiQL is. */
export async function createGraphql(pool: Pool, schema: string) {
  const instance = postgraphile(createPreset(pool, schema));
  try {
    const server = instance.createServ(grafserv);
    await server.ready();
    // Without a schema it is ready, too, and answers nothing.
    await instance.getSchema();
    return { handle: server.createHandler(), close: async () => await instance.release() };
  } catch (error) {
    await instance.release();
    throw error;
  }
}
