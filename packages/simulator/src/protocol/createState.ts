/** One value that was written. */
export type Change = { target: Target; key: unknown; before: unknown; after: unknown };

type Target = { put(key: unknown, value: unknown): void };

/** A mapping in the storage of a chain's contracts. */
export type Table<Key, Value> = {
  get(key: Key): Value | undefined;
  /** Undefined deletes. */
  set(key: Key, value: Value | undefined): void;
};

export type Cell<Value> = { get(): Value; set(value: Value): void };

/** The storage of a chain's contracts: what is written can be taken back, and written again, block by block. */
export type State = {
  table<Key, Value>(): Table<Key, Value>;
  cell<Value>(initial: Value): Cell<Value>;
  /** The changes since the last take, in order. */
  take(): readonly Change[];
  /** A point to which what is changed from now on can be taken back, until the next take. */
  mark(): number;
  revertTo(mark: number): void;
  undo(changes: readonly Change[]): void;
  redo(changes: readonly Change[]): void;
};

export function createState(): State {
  let changes: Change[] = [];
  const undo = (undone: readonly Change[]): void => {
    for (let index = undone.length - 1; index >= 0; index--) {
      const { target, key, before } = undone[index]!;
      target.put(key, before);
    }
  };

  return {
    table<Key, Value>() {
      const values = new Map<unknown, unknown>();
      const target: Target = {
        put(key, value) {
          if (value === undefined) values.delete(key);
          else values.set(key, value);
        },
      };
      return {
        get: (key: Key) => values.get(key) as Value | undefined,
        set(key: Key, value: Value | undefined) {
          changes.push({ target, key, before: values.get(key), after: value });
          target.put(key, value);
        },
      };
    },
    cell<Value>(initial: Value) {
      let current: unknown = initial;
      const target: Target = {
        put(_, value) {
          current = value;
        },
      };
      return {
        get: () => current as Value,
        set(value) {
          changes.push({ target, key: undefined, before: current, after: value });
          current = value;
        },
      };
    },
    take() {
      const taken = changes;
      changes = [];
      return taken;
    },
    mark: () => changes.length,
    revertTo(mark) {
      undo(changes.splice(mark));
    },
    undo,
    redo(redone) {
      for (const { target, key, after } of redone) target.put(key, after);
    },
  };
}
