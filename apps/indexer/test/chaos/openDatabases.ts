import postgres from "postgres";
import { connectStore, type Store } from "../../src/store/connectStore.ts";
import { createState } from "../../src/store/createState.ts";
import { migrateStore } from "../../src/store/migrateStore.ts";

/** Databases for one run each, alike and empty. */
export type Databases = AsyncDisposable & {
  /** Gone when it is disposed of. */
  open: () => Promise<Database & AsyncDisposable>;
};

export type Database = {
  url: string;
  /** Connects to a schema of it, until it goes. */
  connect: (schema: string, connections: number) => Promise<Store>;
};

/** Of the index under test, and of the fresh one that it is compared with. */
export const schemas = { index: "concert", fresh: "fresh" } as const;

/** Of the index, a state that is there and empty. */
export const recomputedSchema = "recomputed";

/** @param name Of the databases: who shares a server takes another one. */
export async function openDatabases(url: string, name: string): Promise<Databases> {
  const server = postgres(url, { max: 1, onnotice: () => undefined });
  const template = `${name}_template`;
  await server`create database ${server(template)}`;
  for (const schema of Object.values(schemas)) await migrateStore(urlOf(url, template), schema);
  await using stack = new AsyncDisposableStack();
  const indexed = await connectStore({ url: urlOf(url, template), schema: schemas.index, connections: 1 });
  stack.defer(() => indexed.end());
  await createState(indexed, schemas.index, recomputedSchema);
  let count = 0;
  return {
    async open() {
      const database = `${name}_${++count}`;
      await server`create database ${server(database)} template ${server(template)} strategy file_copy`;
      const own = urlOf(url, database);
      const stores: Store[] = [];
      return {
        url: own,
        async connect(schema, connections) {
          const store = await connectStore({ url: own, schema, connections });
          stores.push(store);
          return store;
        },
        async [Symbol.asyncDispose]() {
          await Promise.all(stores.map((store) => store.end({ timeout: 1 })));
          await server`drop database ${server(database)} with (force)`;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await server`drop database ${server(template)} with (force)`;
      await server.end();
    },
  };
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
