import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Store } from "../store/connectStore.ts";
import { findCauses } from "../store/findCauses.ts";
import { proveSource, readUnprovenSources } from "../store/proveSource.ts";

type Head = { number: bigint; hash: string };

export type ProofsParameters = {
  store: Store;
  clock: Clock;
  log: Log;
  /** Asks a chain for its head, anew. Throws if the chain can't be read. */
  askHead: (chainId: bigint) => Promise<Head>;
  /** Whether a chain is one of the index. */
  isIndexed: (chainId: bigint) => boolean;
  onChange: () => void;
  signal: AbortSignal;
};

/** Sees to it that what was committed unproven does not stay so. */
export type Proofs = {
  /** Takes over what earlier runs left unproven. */
  load(): Promise<void>;
  /** Something was committed that would follow from a chain. */
  add(source: bigint): void;
  /**
   * Ends what has become known: the chains are indexed up to a head that was seen since.
   *
   * @param committedOf How far a chain is that this process indexes.
   */
  settle(committedOf: (chainId: bigint) => bigint | undefined): Promise<void>;
};

const askMilliseconds = 1_000;

export function createProofs(parameters: ProofsParameters): Proofs {
  const { store, clock, log, askHead, isIndexed, onChange, signal } = parameters;
  /** Per chain, its head as it was asked for since; nothing as long as it can't be read. */
  const sources = new Map<bigint, { head: Head | undefined }>();

  function add(source: bigint): void {
    if (!isIndexed(source)) return;
    const proof = { head: undefined };
    sources.set(source, proof);
    void look(source, proof);
  }

  async function look(source: bigint, proof: { head: Head | undefined }): Promise<void> {
    while (!signal.aborted && sources.get(source) === proof) {
      try {
        proof.head ??= await askHead(source);
        onChange();
      } catch {
        // It is asked again.
      }
      await clock.sleep(askMilliseconds, signal);
    }
  }

  /** Undefined if no process has begun with the chain. */
  async function readElsewhere(source: bigint): Promise<bigint | undefined> {
    const [row] = await store<{ number: string }[]>`
      select block_number as number from checkpoint where chain_id = ${`${source}`}`;
    return row === undefined ? undefined : BigInt(row.number);
  }

  return {
    async load() {
      for (const source of await readUnprovenSources(store)) add(source);
    },
    add,
    async settle(committedOf) {
      for (const [source, proof] of sources) {
        if (proof.head === undefined) continue;
        // Another process may index it.
        const committed = committedOf(source) ?? (await readElsewhere(source));
        if (committed === undefined || committed < proof.head.number) continue;
        const heads = [{ ...proof.head, chainId: source }];
        const found = await findCauses(store, { keys: [], replaced: [], chainIds: [], heads });
        if (found.heads.size === 0) {
          // The index has another block there: it is asked which of the two is the chain's.
          proof.head = undefined;
          continue;
        }
        await proveSource(store, source);
        sources.delete(source);
        log.info("what was unproven is known", { source });
      }
    },
  };
}
