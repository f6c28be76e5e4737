import type { Sql } from "postgres";
import type { Store } from "../../src/store/connectStore.ts";

/** Counts what a process has running in Postgres, so that virtual time can wait for it. */
export type Work = {
  /** Transactions, and statements outside of them. */
  running: () => number;
  /** What they are, and since how many milliseconds of real time. */
  describe: () => string[];
  /** Resolves as soon as nothing runs. */
  done: () => Promise<void>;
  /** A store whose work is counted. */
  track: (store: Store) => Store;
  /** Counts something else that takes real time. */
  during: <Result>(act: Promise<Result>) => Promise<Result>;
};

type LazyQuery = Promise<unknown> & {
  strings?: readonly string[];
  executed?: boolean;
  handle?: () => unknown;
  cursor?: (...parameters: unknown[]) => AsyncIterable<unknown>;
};

/** @param onCommit Awaited after each transaction that has committed, before who committed it learns of that. */
export function trackWork(onCommit: () => Promise<void> = async () => undefined): Work {
  const running = new Set<{ what: string; since: number }>();
  let waiting: (() => void)[] = [];

  function count<Result>(result: PromiseLike<Result>, what: string): void {
    const entry = { what, since: performance.now() };
    running.add(entry);
    const end = () => {
      running.delete(entry);
      if (running.size > 0) return;
      for (const wake of waiting) wake();
      waiting = [];
    };
    Promise.prototype.then.call(result, end, end);
  }

  /** A query runs once somebody waits for it; a fragment of another one never does by itself. */
  function countOnceRun(query: LazyQuery): void {
    const { handle, cursor } = query;
    if (handle === undefined || cursor === undefined) return;
    let hasCursor = false;
    query.handle = function (this: LazyQuery) {
      if (this.executed !== true && !hasCursor) count(this, textOf(this));
      return handle.call(this);
    };
    // Who leaves a cursor early leaves its query open: what counts is the wait for each of its parts.
    query.cursor = function (this: LazyQuery, ...parameters: unknown[]) {
      hasCursor = true;
      const parts = cursor.apply(this, parameters)[Symbol.asyncIterator]();
      const next = () => {
        const part = Promise.resolve(parts.next());
        count(part, `part of ${textOf(this)}`);
        return part;
      };
      return { [Symbol.asyncIterator]: () => ({ ...parts, next }) };
    };
  }

  async function begin(store: Store, parameters: unknown[]): Promise<unknown> {
    const result = await Reflect.apply(store.begin, store, parameters);
    await onCommit();
    return result;
  }

  function track(store: Store): Store {
    return new Proxy(store, {
      apply(target, self, parameters) {
        const result: unknown = Reflect.apply(target as (...values: unknown[]) => unknown, self, parameters);
        if (result instanceof Promise) countOnceRun(result as LazyQuery);
        return result;
      },
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...parameters: unknown[]) => {
          if (name === "begin") {
            const transaction = begin(target, parameters);
            count(transaction, "transaction");
            return transaction;
          }
          const result: unknown = Reflect.apply(value, target, parameters);
          if (name === "unsafe") countOnceRun(result as LazyQuery);
          if (name === "reserve") return (result as Promise<Sql>).then((reserved) => track(reserved as Store));
          return result;
        };
      },
    });
  }

  return {
    running: () => running.size,
    describe: () => [...running].map(({ what, since }) => `${what}, for ${Math.round(performance.now() - since)} ms`),
    done: () => (running.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    track,
    during(act) {
      count(act, "another act");
      return act;
    },
  };
}

function textOf({ strings }: LazyQuery): string {
  return (strings ?? []).join("?").replaceAll(/\s+/g, " ").trim().slice(0, 200);
}
