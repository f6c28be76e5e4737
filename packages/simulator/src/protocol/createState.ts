/** One value that was written. */
export type Change = { target: Map<unknown, unknown>; key: unknown; before: unknown; after: unknown };

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
  let cells = 0;
  const cellValues = new Map<unknown, unknown>();

  const write = (target: Map<unknown, unknown>, key: unknown, value: unknown): void => {
    changes.push({ target, key, before: target.get(key), after: value });
    put(target, key, value);
  };
  const undo = (undone: readonly Change[]): void => {
    for (let index = undone.length - 1; index >= 0; index--) {
      const { target, key, before } = undone[index]!;
      put(target, key, before);
    }
  };

  return {
    table<Key, Value>() {
      const target = new Map<unknown, unknown>();
      return {
        get: (key: Key) => target.get(key) as Value | undefined,
        set: (key: Key, value: Value | undefined) => write(target, key, value),
      };
    },
    cell<Value>(initial: Value) {
      const key = cells++;
      cellValues.set(key, initial);
      return {
        get: () => cellValues.get(key) as Value,
        set: (value) => write(cellValues, key, value),
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
      for (const { target, key, after } of redone) put(target, key, after);
    },
  };
}

function put(target: Map<unknown, unknown>, key: unknown, value: unknown): void {
  if (value === undefined) target.delete(key);
  else target.set(key, value);
}
