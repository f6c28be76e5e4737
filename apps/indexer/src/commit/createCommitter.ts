import { type ChainStatus, noteProgress } from "../api/ChainStatus.ts";
import type { Clock } from "../clock.ts";
import type { Requirement } from "../decode/Causes.ts";
import { firstLine, type Log } from "../log.ts";
import { CheckpointMovedError, type CheckpointStand } from "../publish/publishCut.ts";
import type { IndexedChain } from "../source/IndexedChain.ts";
import { type Checkpoint, readCheckpoint } from "../store/checkpoints.ts";
import { commitBatches } from "../store/commitBatches.ts";
import type { Store } from "../store/connectStore.ts";
import { findCauses } from "../store/findCauses.ts";
import { classifyFailure } from "./classifyFailure.ts";
import type { Standing } from "./closeCauses.ts";
import { createBell } from "./createBell.ts";
import { createProofs } from "./createProofs.ts";
import { createWaits, type Place, type Sighting } from "./createWaits.ts";
import { findPoison, type Suspect } from "./findPoison.ts";
import { createLane, type Lane, sizeOf } from "./Lane.ts";
import { decodePiece, type Piece, type ReadPiece, toBatch } from "./Piece.ts";
import { countEvents, type Part, selectUnion } from "./selectUnion.ts";

export type CommitterParameters = {
  /** For commits, of which two are under way at a time. */
  store: Store;
  /** For everything else. */
  queries: Store;
  hubChainId: bigint;
  clock: Clock;
  log: Log;
  /** Asks any chain of the index for its head, anew. Throws if it can't be read. */
  askHead: (chainId: bigint) => Promise<Sighting>;
  /** Whether a chain is one of the index, whoever indexes it. */
  isIndexed: (chainId: bigint) => boolean;
  /** How long is waited for what a block follows from, while the chain where it would be can't be read. */
  unprovenAfterMilliseconds: number;
  /** Of one chain, how much waits in memory at most. */
  waiting?: { events: number; bytes: number };
  signal: AbortSignal;
};

/** Where a chain's reader puts what it has read. */
export type Feed = {
  /** Forgets what was pushed and is not committed. Returns where the chain's checkpoint stands. */
  restart(): Promise<Checkpoint>;
  /**
   * Hands over blocks that follow what was pushed before, or the checkpoint, and waits until there is room for more.
   *
   * @throws {CheckpointMovedError} If the reader has to restart, since another worker has moved the checkpoint.
   */
  push(piece: ReadPiece): Promise<void>;
  /** Whether the reader has to restart. */
  isStale(): boolean;
  /** Forgets the chain: another worker goes on with it. */
  close(): void;
};

export type Committer = {
  /** Opens a chain, whose checkpoint is there. */
  open(chain: IndexedChain, status: ChainStatus): Promise<Feed>;
  /** Commits whatever can be, until the signal. */
  run(): Promise<void>;
};

const mostWaiting = { events: 5_000, bytes: 7_000_000 };
/** Old blocks are gathered until there are so many events, or for so long after the last commit. */
const gathered = { events: 8_000, milliseconds: 200 };
/** In one commit. */
const mostEvents = 16_000;
/** How long after a chain's head was seen its block is waited for, so that blocks made at once are committed at once. */
const togetherMilliseconds = 8;
const lookUpAtOnce = 5_000;
/** What of one chain is remembered to have been committed. */
const mostRecent = 10_000;
const lookAgainMilliseconds = 200;
const pauses = { least: 100, most: 5_000 };

type Flight = {
  parts: Part[];
  /** Where the lanes stood before. */
  bases: Lane["base"][];
  provides: ReadonlySet<string>;
  /** Whether it replaces blocks: then nothing is prepared beside it. */
  exclusive: boolean;
  outcome: Promise<boolean>;
  error: unknown;
  done: boolean;
};

/** What came before it in the queue failed, so it can't be committed either. */
class TurnLostError extends Error {
  override name = "TurnLostError";
}

type LaneState = Lane & { status: ChainStatus; changed: () => void; change: Promise<void> };

/**
 * Commits what the readers of all chains hand over: as much as is causally closed in one transaction, while what comes
 * next is on its way into the event tables. A chain whose blocks wait for another, or can't be committed, stops no other.
 */
export function createCommitter(parameters: CommitterParameters): Committer {
  const { store, queries, hubChainId, clock, log, waiting = mostWaiting, signal } = parameters;
  const lanes = new Map<bigint, LaneState>();
  const flights: Flight[] = [];
  const bell = createBell(clock);
  const waits = createWaits({ ...parameters, placeOf, onChange: bell.ring });
  const proofs = createProofs({ ...parameters, store: queries, onChange: bell.ring });
  /** Where the checkpoints of chains stand that other workers hold. */
  let elsewhere: ReadonlyMap<bigint, bigint> = new Map();
  /** By hash, whether heads of chains were found to be indexed, and after how many commits. */
  let looked: ReadonlyMap<string, { indexed: boolean; landedCount: number }> = new Map();
  /** Whether something has to be looked up before more can be committed. */
  let unclear = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let limit = mostEvents;
  let pause = 0;
  let pausedUntil = 0;
  let recovering = false;
  let loaded = false;
  let committedAt = clock.now();
  let landedCount = 0;
  let fatal: unknown;
  let nextAlone = 0;

  function placeOf(chainId: bigint, { number, hash }: Sighting): Place {
    const lane = lanes.get(chainId);
    const piece = lane?.pieces.find(({ fromBlock, to }) => fromBlock <= number && number <= to.number);
    if (piece !== undefined) {
      const there = piece.headers.find((header) => header.number === number);
      return there === undefined || there.hash === hash ? "ahead" : "replaced";
    }
    const committed = committedOf(chainId);
    if (committed === undefined || committed < number) return "ahead";
    if (lane?.base.number === number) return lane.base.hash === hash ? "indexed" : "replaced";
    const known = looked.get(hash);
    if (known === undefined) unclear = true;
    if (known === undefined) return "unknown";
    return known.indexed ? "indexed" : "replaced";
  }

  const committedOf = (chainId: bigint) => lanes.get(chainId)?.base.number ?? elsewhere.get(chainId);

  async function run(): Promise<void> {
    while (!signal.aborted && fatal === undefined) {
      const milliseconds = await step().catch((error: unknown) => {
        if (classifyFailure(error) === "final") throw error;
        log.warn("the database does not answer, trying again", { error: firstLine(error) });
        return pauses.most / 5;
      });
      await bell.wait(milliseconds, signal);
    }
    for (const flight of [...flights]) await flight.outcome;
    if (fatal !== undefined) throw fatal;
  }

  /** Begins a commit, if there is something to commit. @returns After how many milliseconds to look again. */
  async function step(): Promise<number> {
    if (!loaded) {
      await proofs.load();
      loaded = true;
    }
    const now = clock.now();
    if (recovering || flights.length >= 2 || flights.some(({ exclusive }) => exclusive)) return idleMilliseconds;
    if (now < pausedUntil) return pausedUntil - now;
    if (flights.length === 0) await proofs.settle((chainId) => lanes.get(chainId)?.base.number);
    const looking = await lookUp();
    unclear = false;
    const parts = select();
    if (parts.length === 0 && unclear) return 0;
    if (parts.length === 0) {
      const retries = [...lanes.values()].filter(({ notBefore }) => notBefore > now).map(({ notBefore }) => notBefore);
      return Math.min(looking ? lookAgainMilliseconds : idleMilliseconds, ...retries.map((at) => at - now));
    }
    const wanted = gatherMilliseconds(parts);
    if (wanted > 0) return wanted;
    launch(parts);
    bell.ring();
    return 0;
  }

  /**
   * Looks for what the waiting blocks follow from, where it is not among them.
   *
   * @returns Whether something may come from another worker, so that it has to be looked for again.
   */
  async function lookUp(): Promise<boolean> {
    const all = [...lanes.values()].filter(({ pieces }) => pieces.length > 0);
    const provided = new Set(flights.flatMap(({ provides }) => [...provides]));
    for (const { pieces } of all) {
      for (const { decoded } of pieces) for (const { key } of decoded.provides) provided.add(key);
    }
    const again = clock.now() - lookedAt >= lookAgainMilliseconds;
    const heads = waits.sightings().filter(({ chainId, number, hash }) => {
      const committed = committedOf(chainId);
      if (lanes.has(chainId) && (committed === undefined || committed < number)) return false;
      const known = looked.get(hash);
      if (known === undefined) return true;
      return !known.indexed && (lanes.has(chainId) ? known.landedCount !== landedCount : again);
    });
    // Whatever is nowhere has to be so in the state that has the head.
    const seen = new Set(heads.map(({ chainId }) => chainId));
    const keys = new Set<string>();
    const foreign = new Set<bigint>();
    for (const lane of all) {
      for (const { key, source } of unknownOf(lane, provided)) {
        const held = lanes.has(source);
        if (!held) foreign.add(source);
        if (!lane.missing.has(key) || (!held && again) || seen.has(source)) keys.add(key);
      }
    }
    if (keys.size > 0 || heads.length > 0) {
      const replaced = all.flatMap(({ chain, pieces }) =>
        pieces[0]!.replacedBlockCount > 0 ? [{ chainId: chain.chainId, fromBlock: pieces[0]!.fromBlock }] : [],
      );
      const landed = landedCount;
      const found = await findCauses(queries, { keys: [...keys], replaced, chainIds: [...foreign], heads });
      lookedAt = clock.now();
      if (landed === landedCount) noteHeads(heads, found.heads);
      elsewhere = found.blockNumbers;
      // What was committed meanwhile may provide what was not found.
      for (const lane of all) note(lane, landed === landedCount ? keys : noKeys, found.keys);
    }
    return foreign.size > 0;
  }

  /** What is not waited for any more is forgotten. */
  function noteHeads(heads: readonly Sighting[], indexed: ReadonlySet<string>): void {
    const next = new Map(heads.map(({ hash }) => [hash, { indexed: indexed.has(hash), landedCount }]));
    for (const { hash } of waits.sightings()) {
      const known = looked.get(hash);
      if (known !== undefined && !next.has(hash)) next.set(hash, known);
    }
    looked = next;
  }

  /**
   * What a chain's blocks require, as far as it is not known. Also of what is behind something that is missing: that may
   * never have happened, and be committed together with it.
   */
  function* unknownOf(lane: Lane, provided: ReadonlySet<string>): Generator<Requirement> {
    let count = 0;
    for (const { decoded } of lane.pieces) {
      for (const requirement of decoded.requires) {
        if (lane.known.has(requirement.key)) continue;
        if (provided.has(requirement.key)) {
          // Once it is committed it has to be looked for.
          lane.missing.delete(requirement.key);
          continue;
        }
        if (isRecent(requirement)) {
          lane.missing.delete(requirement.key);
          lane.known.add(requirement.key);
          continue;
        }
        yield requirement;
        if (!lane.missing.has(requirement.key) && ++count >= lookUpAtOnce) return;
      }
    }
  }

  /** Whether it was committed from here not long ago, and stays. A commit that relies on it has the checkpoint looked at. */
  function isRecent({ source, key }: Requirement): boolean {
    const lane = lanes.get(source);
    if (lane === undefined || lane.stale !== undefined || !lane.recent.has(key)) return false;
    return !lane.pieces.some(({ replacedBlockCount }) => replacedBlockCount > 0);
  }

  function note(lane: Lane, keys: ReadonlySet<string>, found: ReadonlySet<string>): void {
    for (const { decoded } of lane.pieces) {
      for (const { key } of decoded.requires) {
        if (found.has(key)) {
          lane.known.add(key);
          lane.missing.delete(key);
        } else if (keys.has(key)) lane.missing.add(key);
      }
    }
  }

  function standing(requirement: Requirement, chainId: bigint): Standing {
    const { key, source } = requirement;
    const lane = lanes.get(chainId)!;
    // Its own blocks are in order: what was not before never comes.
    if (lane.known.has(key) || source === chainId || flights.some(({ provides }) => provides.has(key))) {
      return { kind: "met" };
    }
    if (!lane.missing.has(key)) return { kind: "missing" };
    const { readAt } = lane.pieces.find(({ to }) => to.number >= requirement.block)!;
    return waits.standing(chainId, requirement, readAt, committedOf(source));
  }

  /** What to commit next. */
  function select(): Part[] {
    const all = [...lanes.values()].filter(({ pieces, stale }) => pieces.length > 0 && stale === undefined);
    const ready = all.filter(({ notBefore }) => notBefore <= clock.now());
    const sound = all.filter(({ failureCount }) => failureCount === 0);
    const alone = ready.filter(({ failureCount }) => failureCount > 0);
    const candidates = limit === 1 ? [] : [sound];
    // Whatever fails is found by trying each chain by itself.
    for (const lane of limit === 1 ? ready : alone) candidates.push([lane]);
    const first = nextAlone++ % Math.max(candidates.length, 1);
    const order = [...candidates.slice(first), ...candidates.slice(0, first), ...(limit === 1 ? [sound] : [])];
    for (const candidate of order) {
      const { parts, unmet } = selectUnion(candidate, standing, limit);
      if (candidate === sound) tellWaits(unmet);
      if (parts.length > 0) return parts;
    }
    if (flights.length === 0) breakCircle(all);
    return [];
  }

  function tellWaits(unmet: ReadonlyMap<bigint, Requirement>): void {
    for (const { chain, status } of lanes.values()) {
      const requirement = unmet.get(chain.chainId);
      if (requirement === undefined) {
        status.waiting = undefined;
      } else if (status.waiting?.requirement.key !== requirement.key) {
        status.waiting = { requirement, since: clock.now() };
      }
    }
  }

  /**
   * Chains that wait for each other though no more of them fits into memory: one that waits for what never happened, and
   * others for what it says later. None is known to be that one, so that of the earliest block goes on unproven.
   */
  function breakCircle(all: readonly LaneState[]): void {
    const stuck = all.filter(({ chain, full, status }) => {
      if (!full || status.waiting === undefined) return false;
      const { key } = status.waiting.requirement;
      // Not so before it was looked for.
      return waits.of(chain.chainId, key) !== undefined || isProvided(key);
    });
    const sourceOf = ({ status }: LaneState) => status.waiting!.requirement.source;
    const circle = stuck.filter((lane) => {
      const met = new Set<bigint>();
      for (let next: LaneState | undefined = lane; next !== undefined; ) {
        if (met.has(next.chain.chainId)) return true;
        met.add(next.chain.chainId);
        const source: bigint = sourceOf(next);
        next = stuck.find(({ chain }) => chain.chainId === source);
      }
      return false;
    });
    const [earliest] = circle
      .filter(({ chain, status }) => waits.of(chain.chainId, status.waiting!.requirement.key) !== undefined)
      .toSorted((a, b) => (a.pieces[0]!.to.time < b.pieces[0]!.to.time ? -1 : 1));
    if (earliest !== undefined) waits.giveUp(earliest.chain.chainId, earliest.status.waiting!.requirement.key);
  }

  function isProvided(key: string): boolean {
    return [...lanes.values()].some(({ pieces }) =>
      pieces.some(({ decoded }) => decoded.provides.some((cause) => cause.key === key)),
    );
  }

  /** How long more old blocks are waited for, so that a commit is worth its while. */
  function gatherMilliseconds(parts: readonly Part[]): number {
    if (limit < mostEvents) return 0;
    if (parts.some(({ pieces }) => pieces.at(-1)!.live)) return togetherIn();
    if (countEvents(parts) >= gathered.events || parts.some(({ lane }) => lane.full)) return 0;
    if (flights.length > 0) return idleMilliseconds;
    return Math.max(0, committedAt + gathered.milliseconds - clock.now());
  }

  /** How long a block is waited for whose header was just seen. */
  function togetherIn(): number {
    const waited = [...lanes.values()].map(({ status, pieces, base, stale }) => {
      const { headBlockNumber = -1n, headSeenAt = Number.NEGATIVE_INFINITY } = status;
      const isRead = headBlockNumber !== (pieces.at(-1)?.to ?? base).number + 1n;
      return isRead || stale !== undefined ? 0 : headSeenAt + togetherMilliseconds - clock.now();
    });
    return Math.max(0, ...waited);
  }

  function launch(parts: Part[]): void {
    const started = performance.now();
    const previous = flights.at(-1);
    const batches = parts.map(toBatchOf);
    const flight: Flight = {
      parts,
      bases: parts.map(({ lane }) => lane.base),
      provides: new Set(
        parts.flatMap(({ pieces }) => pieces.flatMap(({ decoded }) => decoded.provides.map((p) => p.key))),
      ),
      exclusive: batches.some(({ replacedBlockCount }) => replacedBlockCount > 0),
      outcome: Promise.resolve(true),
      error: undefined,
      done: false,
    };
    for (const { lane, pieces, rest } of parts) {
      lane.pieces = rest;
      lane.base = pieces.at(-1)!.to;
      lane.flightCount++;
    }
    // What goes away is not there any more to follow from.
    if (flight.exclusive) {
      looked = new Map();
      for (const lane of lanes.values()) lane.known.clear();
    }
    flights.push(flight);
    const turn = previous?.outcome.then((committed) => {
      if (!committed) throw new TurnLostError("what was committed before it failed");
    });
    turn?.catch(() => undefined);
    flight.outcome = commitBatches(store, {
      ...{ batches, hubChainId, stands: standsOf(parts) },
      ...(turn === undefined ? {} : { turn }),
    }).then(
      (cut) => {
        land(flight, batches, cut, performance.now() - started);
        return true;
      },
      (error: unknown) => {
        flight.error = error;
        flight.done = true;
        recoverAll();
        return false;
      },
    );
  }

  /** Where other chains stand of which something is known that the parts follow from. */
  function standsOf(parts: readonly Part[]): CheckpointStand[] {
    const moved = new Set(parts.map(({ lane }) => lane.chain.chainId));
    const sources = new Set(
      parts.flatMap(({ pieces }) => pieces.flatMap(({ decoded }) => decoded.requires.map(({ source }) => source))),
    );
    return [...sources.difference(moved)].flatMap((chainId) => {
      const lane = lanes.get(chainId);
      return lane === undefined || lane.stale !== undefined ? [] : [{ chainId, hash: lane.base.hash }];
    });
  }

  function toBatchOf({ lane, pieces }: Part) {
    const { chainId } = lane.chain;
    const unproven = pieces.flatMap(({ decoded }) =>
      decoded.requires
        .filter(({ key }) => !lane.known.has(key) && waits.of(chainId, key)?.unproven === true)
        .map(({ block, source }) => ({ block, source })),
    );
    return toBatch(chainId, lane.base.hash, pieces, unproven);
  }

  function land(flight: Flight, batches: ReturnType<typeof toBatchOf>[], cut: bigint, milliseconds: number): void {
    flights.splice(flights.indexOf(flight), 1);
    landedCount++;
    if (flight.exclusive) looked = new Map();
    // It may have been read and selected after it was looked for.
    for (const { missing } of lanes.values()) for (const key of flight.provides) missing.delete(key);
    committedAt = clock.now();
    pause = 0;
    limit = Math.min(mostEvents, limit * 2);
    for (const { lane, pieces } of flight.parts as (Part & { lane: LaneState })[]) {
      leave(lane, pieces);
      remember(lane, pieces);
      lane.failureCount = 0;
      lane.status.blockNumber = pieces.at(-1)!.to.number;
      noteProgress(lane.status, clock.now());
      lane.status.failure = undefined;
      waits.end(lane.chain.chainId, pieces.at(-1)!.to.number);
      for (const { decoded } of pieces) for (const { key } of decoded.requires) lane.known.delete(key);
    }
    for (const { unproven } of batches) for (const { source } of unproven) proofs.add(source);
    logCommit(batches, cut, milliseconds);
    // The next one may have failed before its turn.
    recoverAll();
    bell.ring();
  }

  function remember({ recent, stale }: Lane, pieces: readonly Piece[]): void {
    if (stale !== undefined) return;
    for (const { decoded } of pieces) for (const { key } of decoded.provides) recent.add(key);
    for (const key of recent) {
      if (recent.size <= mostRecent) break;
      recent.delete(key);
    }
  }

  /** Once nothing is under way any more that may succeed. */
  function recoverAll(): void {
    if (flights.length > 0 && flights.every(({ done }) => done)) void recover();
  }

  /** Takes back what could not be committed, and finds out what to do about it. */
  async function recover(): Promise<void> {
    recovering = true;
    const failed = flights.splice(0);
    const error = failed.find((flight) => !(flight.error instanceof TurnLostError))?.error;
    for (const { parts, bases } of failed.toReversed()) {
      for (const [index, { lane, pieces }] of parts.entries()) {
        lane.pieces = [...pieces, ...lane.pieces];
        lane.base = bases[index]!;
        lane.flightCount--;
        (lane as LaneState).changed();
      }
    }
    try {
      await act(failed[0]!.parts as (Part & { lane: LaneState })[], error);
    } catch (cause) {
      backOff(cause);
    } finally {
      recovering = false;
      bell.ring();
    }
  }

  async function act(parts: (Part & { lane: LaneState })[], error: unknown): Promise<void> {
    const failure = classifyFailure(error);
    if (failure === "final") fatal = error;
    else if (failure === "transient") backOff(error);
    else if (failure === "overtaken" && (await dropMoved(error))) return;
    else if (countEvents(parts) > 1 && limit > 1)
      limit = Math.max(1, Math.floor(Math.min(limit, countEvents(parts)) / 4));
    else if (failure === "unknown" || !(await setPoisonAside(parts))) {
      // One chain alone, most often: the others go on without it.
      for (const { lane } of parts) {
        lane.failureCount++;
        lane.notBefore = clock.now() + Math.min(pauses.least * 2 ** lane.failureCount, pauses.most);
        lane.status.failure = firstLine(error);
        log.warn("the batch failed, trying again", { chain: lane.chain.chainId, error: firstLine(error) });
      }
      limit = mostEvents;
    }
  }

  function backOff(error: unknown): void {
    pause = Math.min(Math.max(2 * pause, pauses.least), pauses.most);
    pausedUntil = clock.now() + pause;
    log.warn("nothing can be committed, trying again", { error: firstLine(error), milliseconds: pause });
    for (const { status, pieces } of lanes.values()) if (pieces.length > 0) status.failure = firstLine(error);
  }

  /** @returns Whether another worker has moved a checkpoint: of what is committed, or of what that follows from. */
  async function dropMoved(error: unknown): Promise<boolean> {
    let moved = false;
    for (const lane of lanes.values()) {
      const { chainId } = lane.chain;
      const { hash } = await readCheckpoint(queries, chainId);
      if (hash === lane.base.hash || lane.stale !== undefined) continue;
      moved = true;
      log.info("another indexer was quicker", { chain: chainId, error: firstLine(error) });
      lane.stale = new CheckpointMovedError(`the checkpoint of chain ${chainId} was moved by another worker`);
      lane.recent.clear();
      lane.changed();
    }
    // What was there may have gone. It may also be that a commit of this process went through, of which no answer came.
    if (moved) {
      for (const { known } of lanes.values()) known.clear();
      loaded = false;
    }
    return moved;
  }

  /** @returns Whether an event was found that can't be stored or projected. */
  async function setPoisonAside(parts: readonly Part[]): Promise<boolean> {
    const poisoned = await findPoison(parts, async (suspects: readonly Suspect[]) => {
      const batches = suspects.map(({ lane, pieces }) => toBatch(lane.chain.chainId, lane.base.hash, pieces, []));
      await commitBatches(store, { batches, hubChainId, rehearsal: true });
    });
    if (poisoned === undefined) return false;
    const { lane, log: event, error } = poisoned;
    lane.pieces = lane.pieces.map((piece) =>
      piece.logs.includes(event)
        ? decodePiece(lane.chain, piece, [
            ...piece.decoded.poison.filter(({ log }) => log !== event),
            { log: event, error },
          ])
        : piece,
    );
    return true;
  }

  function leave(lane: LaneState, pieces: readonly Piece[]): void {
    const { eventCount, byteCount } = sizeOf(pieces);
    lane.eventCount -= eventCount;
    lane.byteCount -= byteCount;
    lane.flightCount--;
    lane.changed();
  }

  function logCommit(batches: ReturnType<typeof toBatchOf>[], cut: bigint, milliseconds: number): void {
    for (const { chainId, to, fromBlock, replacedBlockCount, poison, unproven } of batches) {
      const facts = { chain: chainId, cut, block: to.number };
      if (replacedBlockCount > 0) log.warn("reorg", { ...facts, replaced: replacedBlockCount, from: fromBlock });
      for (const { log: event, error } of poison) {
        log.error("an event does not fit, and was put aside", {
          ...facts,
          block: event.blockNumber,
          log: event.logIndex,
          error,
        });
      }
      for (const { block, source } of unproven) {
        log.warn("committed unproven", { ...facts, block, source });
      }
    }
    const rows = batches.reduce((sum, batch) => sum + batch.rows.count, 0);
    // A line per empty block would hide the others.
    if (rows === 0 && batches.every(({ fromBlock, to }) => fromBlock === to.number)) return;
    const blocks = batches.map(({ chainId, to }) => `${chainId}:${to.number}`).join(" ");
    log.info("committed", { cut, blocks, rows, milliseconds: Math.round(milliseconds) });
  }

  async function open(chain: IndexedChain, status: ChainStatus): Promise<Feed> {
    const checkpoint = await readCheckpoint(queries, chain.chainId);
    const lane: LaneState = { ...createLane(chain, checkpoint), status, changed() {}, change: Promise.resolve() };
    const arm = () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      lane.change = promise;
      lane.changed = () => {
        arm();
        resolve();
      };
    };
    arm();
    signal.addEventListener("abort", () => lane.changed(), { once: true });
    status.blockNumber = checkpoint.number;
    lanes.set(chain.chainId, lane);
    // Whoever had the chain before may have left something unproven.
    loaded = false;
    bell.ring();

    const isFull = () => lane.eventCount >= waiting.events || lane.byteCount >= waiting.bytes;

    function clear(): void {
      const { eventCount, byteCount } = sizeOf(lane.pieces);
      lane.eventCount -= eventCount;
      lane.byteCount -= byteCount;
      lane.pieces = [];
      lane.known.clear();
      lane.missing.clear();
      lane.recent.clear();
      status.waiting = undefined;
      waits.end(chain.chainId);
    }

    return {
      async restart() {
        clear();
        while (lane.flightCount > 0 && !signal.aborted) {
          await lane.change;
          clear();
        }
        const checkpoint = await readCheckpoint(queries, chain.chainId);
        lane.base = checkpoint;
        lane.stale = undefined;
        lane.failureCount = 0;
        status.blockNumber = checkpoint.number;
        status.failure = undefined;
        return checkpoint;
      },
      async push(read) {
        if (lane.stale !== undefined) throw lane.stale;
        const piece = decodePiece(chain, read);
        const { eventCount, byteCount } = sizeOf([piece]);
        lane.eventCount += eventCount;
        lane.byteCount += byteCount;
        lane.pieces.push(piece);
        if (piece.replacedBlockCount > 0) for (const other of lanes.values()) other.known.clear();
        bell.ring();
        while (isFull() && !signal.aborted && lane.stale === undefined) {
          if (!lane.full) bell.ring();
          lane.full = true;
          await lane.change;
        }
        lane.full = false;
        if (lane.stale !== undefined) throw lane.stale;
      },
      isStale: () => lane.stale !== undefined,
      close() {
        clear();
        lane.stale = new CheckpointMovedError(`chain ${chain.chainId} was given up`);
        if (lanes.get(chain.chainId) === lane) lanes.delete(chain.chainId);
        lane.changed();
      },
    };
  }

  return { open, run };
}

const noKeys: ReadonlySet<string> = new Set();
const idleMilliseconds = 60_000;
