import { larger } from "../amount.ts";
import type { Imbalance } from "../fee/Imbalance.ts";
import { type Move, replay } from "./replay.ts";

/** A moment before somebody's order is filled: what the fee knew, and what happened then, the order's own moves first. */
export type Moment = {
  readonly imbalance: Imbalance;
  readonly origin: number;
  readonly destination: number;
  readonly amount: bigint;
  readonly at: bigint;
  /** The highest fee at which the order is filled; without it, it is filled at any. */
  readonly bound?: bigint;
  readonly moves: readonly Move[];
  /** Whether the attacker owns the whole vault, which gets what the reserve holds beyond the potential. */
  readonly owner?: boolean;
};

type OwnMove = Move & { readonly own?: boolean };

/** What an attacker could earn at a moment with so much, waiting so long; undefined if it cannot be done. */
type Play = (moment: Moment, amount: bigint, wait: bigint) => bigint | undefined;

export type Strategy = {
  readonly name: string;
  /** Where it moves custody, and so where rebalancing alone is compared with it. */
  readonly chain: "origin" | "destination";
  readonly owner?: boolean;
  readonly play: Play;
};

/** What the order moved, and what others did in the time after it. */
const ofOrder = ({ moves }: Moment): readonly Move[] => moves.filter((move) => move.ofOrder);
const ofOthers = ({ moves, at }: Moment, wait: bigint): readonly Move[] =>
  moves.filter((move) => !move.ofOrder && move.at < at + wait);

function earned({ imbalance, bound, owner }: Moment, moves: readonly OwnMove[]): bigint | undefined {
  const played = replay(imbalance, moves, bound);
  if (played === undefined) return undefined;
  return owner ? played.profit + played.surplus : played.profit;
}

/** In on one side of the order, out on the other, or the other way round. */
const around =
  (side: Strategy["chain"], sign: bigint): Play =>
  (moment, amount, wait) =>
    earned(moment, [
      { at: moment.at, chain: moment[side], change: sign * amount, own: true },
      ...ofOrder(moment),
      ...ofOthers(moment, wait),
      { at: moment.at + wait, chain: moment[side], change: -sign * amount, own: true },
    ]);

/** In and out again and again, for nothing. */
const wash: Play = (moment, amount, wait) => {
  const { at, destination: chain } = moment;
  const rounds = [0n, 1n, 2n, 3n].flatMap((round): OwnMove[] => [
    { at: at + 2n * round * wait, chain, change: -amount, own: true },
    { at: at + (2n * round + 1n) * wait, chain, change: amount, own: true },
  ]);
  return earned(moment, rounds);
};

/** What a move in twenty parts costs less, or earns more, than as a whole. */
const split =
  (side: Strategy["chain"], sign: bigint): Play =>
  (moment, amount) => {
    const { at } = moment;
    const chain = moment[side];
    const part = amount / 20n;
    const whole = earned(moment, [{ at, chain, change: sign * part * 20n, own: true }]);
    const parts = earned(moment, Array<OwnMove>(20).fill({ at, chain, change: sign * part, own: true }));
    return whole === undefined || parts === undefined ? undefined : parts - whole;
  };

/** Holds the delivery of what comes in back until it has taken the rebate itself, and takes its own out afterwards. */
const delay: Play = (moment, amount, wait) => {
  const { at, origin: chain } = moment;
  const order = ofOrder(moment);
  return earned(moment, [
    { at, chain, change: amount, own: true },
    ...order.filter(({ change }) => change < 0n),
    ...ofOthers(moment, wait),
    ...order.filter(({ change }) => change > 0n).map((move) => ({ ...move, at: at + wait })),
    { at: at + wait, chain, change: -amount, own: true },
  ]);
};

const atOnce =
  (play: Play): Play =>
  (moment, amount) =>
    play(moment, amount, 0n);

export const strategies: readonly Strategy[] = [
  { name: "sandwich, one block", chain: "destination", play: atOnce(around("destination", -1n)) },
  { name: "sandwich of a rebate, one block", chain: "origin", play: atOnce(around("origin", 1n)) },
  { name: "leaving in parts", chain: "destination", play: split("destination", -1n) },
  { name: "joining in parts", chain: "origin", play: split("origin", 1n) },
  { name: "wash trading, one block", chain: "destination", play: atOnce(wash) },
  { name: "wash trading, over blocks", chain: "destination", play: wash },
  { name: "sandwich, over blocks", chain: "destination", play: around("destination", -1n) },
  { name: "sandwich by the vault's owner", chain: "destination", owner: true, play: around("destination", -1n) },
  { name: "sandwich of a rebate, over blocks", chain: "origin", play: around("origin", 1n) },
  { name: "delayed delivery", chain: "origin", play: delay },
];

/** What it is worth to do nothing: to the vault's owner, what others pay. */
export const idleness: Play = (moment, _, wait) => earned(moment, [...ofOrder(moment), ...ofOthers(moment, wait)]);

/** What rebalancing alone would earn on a chain: before the order, after it, or later. */
export function rebalancing(moment: Moment, side: Strategy["chain"], amount: bigint, wait: bigint): bigint {
  const { at } = moment;
  const now: OwnMove = { at, chain: moment[side], change: amount, own: true };
  const order = ofOrder(moment);
  const others = ofOthers(moment, wait);
  return [
    [now, ...order, ...others],
    [...order, now, ...others],
    [...order, ...others, { ...now, at: at + wait }],
  ]
    .map((moves) => earned(moment, moves)!)
    .reduce(larger);
}
