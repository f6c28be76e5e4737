import type { Requirement } from "../decode/Causes.ts";
import { closeCauses, type OpenPrefix, type Prefix, type Standing } from "./closeCauses.ts";
import type { Lane } from "./Lane.ts";
import { causesOf, cutPiece, type Piece } from "./Piece.ts";

/** What is committed of one chain. */
export type Part = { lane: Lane; pieces: Piece[]; rest: Piece[] };

export type Selection = {
  parts: Part[];
  /** Per chain that can't be committed whole, why. */
  unmet: ReadonlyMap<bigint, Requirement>;
};

/**
 * What of the lanes can be committed together: the largest causally closed part; if that holds too many events, a
 * smaller one, unless only the whole is closed.
 */
export function selectUnion(
  lanes: readonly Lane[],
  standing: (requirement: Requirement, chainId: bigint) => Standing,
  mostEvents: number,
): Selection {
  const open = lanes.filter(({ pieces }) => pieces.length > 0).map(openPrefix);
  const prefixes = closeCauses(open, standing);
  const unmet = new Map(prefixes.flatMap(({ chainId, unmet }) => (unmet === undefined ? [] : [[chainId, unmet]])));
  const parts = cutLanes(lanes, prefixes);
  if (countEvents(parts) <= mostEvents) return { parts, unmet };

  const share = Math.max(1, Math.floor(mostEvents / parts.length));
  const ends = new Map(parts.map(({ lane, pieces }) => [lane.chain.chainId, endOf(pieces, share)]));
  const fewer = cutLanes(
    lanes,
    closeCauses(
      open.map((prefix) => shorten(prefix, ends)),
      standing,
    ),
  );
  return { parts: fewer.length > 0 ? fewer : parts, unmet };
}

export function countEvents(parts: readonly Part[]): number {
  return parts.reduce((sum, { pieces }) => sum + pieces.reduce((count, { logs }) => count + logs.length, 0), 0);
}

function openPrefix({ chain, pieces }: Lane): OpenPrefix {
  return {
    ...{ chainId: chain.chainId, from: pieces[0]!.fromBlock, to: pieces.at(-1)!.to.number },
    ...causesOf(pieces),
  };
}

function shorten(prefix: OpenPrefix, ends: ReadonlyMap<bigint, bigint>): OpenPrefix {
  const to = ends.get(prefix.chainId) ?? prefix.from - 1n;
  return {
    ...prefix,
    to,
    provides: prefix.provides.filter(({ block }) => block <= to),
    requires: prefix.requires.filter(({ block }) => block <= to),
  };
}

/** The block of the event at which a chain's share ends. */
function endOf(pieces: readonly Piece[], share: number): bigint {
  let left = share;
  for (const { logs } of pieces) {
    if (logs.length >= left) return logs[left - 1]!.blockNumber;
    left -= logs.length;
  }
  return pieces.at(-1)!.to.number;
}

function cutLanes(lanes: readonly Lane[], prefixes: readonly Prefix[]): Part[] {
  const byChain = new Map(prefixes.map(({ chainId, to }) => [chainId, to]));
  return lanes.flatMap((lane) => {
    const to = byChain.get(lane.chain.chainId);
    if (to === undefined) return [];
    const whole = lane.pieces.findIndex((piece) => piece.to.number > to);
    if (whole === -1) return [{ lane, pieces: lane.pieces, rest: [] }];
    const [before, after] = cutPiece(lane.pieces[whole]!, to);
    const pieces = [...lane.pieces.slice(0, whole), ...(before === undefined ? [] : [before])];
    const rest = [...(after === undefined ? [] : [after]), ...lane.pieces.slice(whole + 1)];
    return pieces.length === 0 ? [] : [{ lane, pieces, rest }];
  });
}
