import type { Clock } from "../clock.ts";
import type { Requirement } from "../decode/Causes.ts";
import type { Standing } from "./closeCauses.ts";

/** A block that can't be committed yet, since what it follows from was not found. */
export type Wait = {
  chainId: bigint;
  requirement: Requirement;
  /** Milliseconds. */
  since: number;
  /** The source's head, asked for after the block had been read: if it is nowhere up to there, it did not happen. */
  sighting: Sighting | undefined;
  /** Whether the index has another block in the sighting's place, so that the source has to be looked at once more. */
  outdated: boolean;
  /** Whether it is not waited for any longer, though nobody knows. */
  unproven: boolean;
};

/** A chain's head, and when it was asked for, in milliseconds. */
export type Sighting = { number: bigint; hash: string; seenAt: number };

/**
 * Where the index stands, seen from a chain's head: it has it, or what leads to it is not committed yet. Or it has another
 * block in its place: one of the two is on a fork that was left. Or that has to be looked up.
 */
export type Place = "indexed" | "ahead" | "replaced" | "unknown";

export type WaitsParameters = {
  clock: Clock;
  /** Asks a chain for its head, anew. Throws if the chain can't be read. */
  askHead: (chainId: bigint) => Promise<Sighting>;
  /** Whether a chain is one of the index. What would come from another can't be looked for. */
  isIndexed: (chainId: bigint) => boolean;
  placeOf: (chainId: bigint, head: Sighting) => Place;
  /** How long is waited for a source that can't be read, or is not committed any further. */
  unprovenAfterMilliseconds: number;
  /** Called when a wait may have ended. */
  onChange: () => void;
};

export type Waits = {
  /** What is known of something that is nowhere yet. Whoever asks begins to wait for it. */
  standing(chainId: bigint, requirement: Requirement, readAt: number, committed: bigint | undefined): Standing;
  /** The heads that are waited for, with their chains. */
  sightings(): (Sighting & { chainId: bigint })[];
  /** The wait that the chain stands in now, if it does. */
  of(chainId: bigint, key: string): Wait | undefined;
  /** Ends the chain's waits, of blocks up to one. */
  end(chainId: bigint, toBlock?: bigint): void;
  /** Waits no longer for something that is waited for. */
  giveUp(chainId: bigint, key: string): void;
};

/** Most causes come a moment later by themselves. */
const graceMilliseconds = 250;
const unseenMilliseconds = 1_000;
const seenMilliseconds = 5_000;

/** Waits for what blocks follow from, until it is sure not to have happened. */
export function createWaits(parameters: WaitsParameters): Waits {
  const { clock, askHead, isIndexed, placeOf, unprovenAfterMilliseconds, onChange } = parameters;
  const waits = new Map<string, Wait & { stop: AbortController }>();
  /** Per chain, the latest head that was asked for. */
  const sightings = new Map<bigint, Sighting>();
  /** Per chain, the head that is being asked for, and since when. */
  const askings = new Map<bigint, { begunAt: number; head: Promise<Sighting> }>();
  /** Chains that could not be read when they were last asked: since when, and until when that is known. */
  const outages = new Map<bigint, { since: number; until: number }>();
  /** Chains that stand before what was seen of them: at which block, since when, and until when that is known. */
  const behind = new Map<bigint, { committed: bigint | undefined; since: number; until: number }>();
  const nameOf = (chainId: bigint, key: string) => `${chainId} ${key}`;

  function begin(chainId: bigint, requirement: Requirement, readAt: number): Wait {
    const stop = new AbortController();
    const seen = sightings.get(requirement.source);
    const sighting = seen !== undefined && seen.seenAt >= readAt ? seen : undefined;
    const unproven = !isIndexed(requirement.source);
    const wait = { chainId, requirement, since: clock.now(), sighting, outdated: false, unproven, stop };
    waits.set(nameOf(chainId, requirement.key), wait);
    if (!wait.unproven) void watch(wait, readAt, stop.signal);
    return wait;
  }

  /** A chain's head as it was not before a time. However many wait for a chain, it is asked once. */
  async function lookAt(source: bigint, since: number): Promise<Sighting> {
    const seen = sightings.get(source);
    if (seen !== undefined && seen.seenAt >= since && !outages.has(source)) return seen;
    const asking = askings.get(source);
    if (asking !== undefined && asking.begunAt >= since) return await asking.head;
    const own = { begunAt: clock.now(), head: askHead(source) };
    askings.set(source, own);
    try {
      const head = await own.head;
      sightings.set(source, head);
      return head;
    } finally {
      if (askings.get(source) === own) askings.delete(source);
    }
  }

  /** Sees to it that the source was looked at since; again and again, since it may go away meanwhile. */
  async function watch(wait: Wait, readAt: number, signal: AbortSignal): Promise<void> {
    const { source } = wait.requirement;
    let failed = false;
    let since = readAt;
    await clock.sleep(graceMilliseconds, signal);
    while (!signal.aborted) {
      try {
        const head = await lookAt(source, since);
        outages.delete(source);
        failed = false;
        // After a reorg the chain may be shorter.
        if (wait.sighting === undefined || wait.outdated || head.number < wait.sighting.number) wait.sighting = head;
        wait.outdated = false;
      } catch {
        failed = true;
        if (noteOutage(source) >= unprovenAfterMilliseconds) wait.unproven = true;
      }
      if (signal.aborted) return;
      onChange();
      const usual = wait.sighting === undefined || failed ? unseenMilliseconds : seenMilliseconds;
      const pause = Math.min(usual, Math.max(unprovenAfterMilliseconds, 1));
      since = clock.now() + 1;
      await clock.sleep(pause, signal);
    }
  }

  /**
   * What follows from a chain that has not been read for long is not waited for once more with each block.
   *
   * @returns For how long it could not be read.
   */
  function noteOutage(source: bigint): number {
    const now = clock.now();
    const known = outages.get(source);
    // Nobody has asked for long: it may have been there meanwhile.
    const since = known !== undefined && now - known.until < unprovenAfterMilliseconds ? known.since : now;
    outages.set(source, { since, until: now });
    return now - since;
  }

  /**
   * A chain that another process indexes may wait in turn for what is held back here, where something that never happened
   * is waited for: no commit of one process holds both.
   *
   * @returns For how long it has not moved.
   */
  function noteBehind(source: bigint, committed: bigint | undefined): number {
    const now = clock.now();
    const known = behind.get(source);
    const stands = known?.committed === committed && now - (known?.until ?? now) < unprovenAfterMilliseconds;
    const since = stands ? (known?.since ?? now) : now;
    behind.set(source, { committed, since, until: now });
    return now - since;
  }

  return {
    standing(chainId, requirement, readAt, committed) {
      const wait = waits.get(nameOf(chainId, requirement.key)) ?? begin(chainId, requirement, readAt);
      if (wait.unproven) return { kind: "met" };
      const { sighting } = wait;
      if (sighting === undefined) return { kind: "missing" };
      const place = placeOf(requirement.source, sighting);
      if (place === "indexed") {
        behind.delete(requirement.source);
        return { kind: "met" };
      }
      wait.outdated = place === "replaced";
      if (noteBehind(requirement.source, committed) >= unprovenAfterMilliseconds) wait.unproven = true;
      if (wait.unproven) return { kind: "met" };
      return place === "ahead" ? { kind: "after", block: sighting.number } : { kind: "missing" };
    },
    sightings: () =>
      [...waits.values()].flatMap(({ requirement, sighting, unproven }) =>
        sighting === undefined || unproven ? [] : [{ ...sighting, chainId: requirement.source }],
      ),
    of: (chainId, key) => waits.get(nameOf(chainId, key)),
    end(chainId, toBlock) {
      for (const [name, wait] of waits) {
        if (wait.chainId !== chainId || (toBlock !== undefined && wait.requirement.block > toBlock)) continue;
        wait.stop.abort();
        waits.delete(name);
      }
    },
    giveUp(chainId, key) {
      const wait = waits.get(nameOf(chainId, key));
      if (wait === undefined) return;
      wait.unproven = true;
      onChange();
    },
  };
}
