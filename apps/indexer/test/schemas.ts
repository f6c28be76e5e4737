import { stateSchema } from "@concert/types/tables";
import type { Log } from "../src/log.ts";
import { connectStore, type Store } from "../src/store/connectStore.ts";
import { migrateStore } from "../src/store/migrateStore.ts";

/** A store over a schema of its own, which goes with it. */
export type TestStore = AsyncDisposable & { store: Store; schema: string };

export const silentLog: Log = { info() {}, warn() {}, error() {}, with: () => silentLog };

let count = 0;

export async function openStore(url: string, connections = 1): Promise<TestStore> {
  const schema = `test_${process.pid}_${++count}`;
  await migrateStore(url, schema);
  const store = await connectStore({ url, schema, connections });
  return {
    store,
    schema,
    async [Symbol.asyncDispose]() {
      await store`drop schema ${store(stateSchema(schema))} cascade`;
      await store`drop schema ${store(schema)} cascade`;
      await store.end({ timeout: 1 });
    },
  };
}
