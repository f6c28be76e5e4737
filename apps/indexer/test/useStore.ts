import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { afterAll, beforeAll } from "vitest";
import { openStore, type TestStore } from "./schemas.ts";

/** A Postgres for the tests of a file, and a store in it. Both are there while tests run. */
export function useStore(): Pick<TestStore, "store" | "schema"> & { postgres: RunningPostgres } {
  const stack = new AsyncDisposableStack();
  let postgres: RunningPostgres;
  let opened: TestStore;
  beforeAll(async () => {
    postgres = stack.use(await startPostgres());
    opened = stack.use(await openStore(postgres.url));
  });
  afterAll(() => stack.disposeAsync());
  return {
    get postgres() {
      return postgres;
    },
    get store() {
      return opened.store;
    },
    get schema() {
      return opened.schema;
    },
  };
}
