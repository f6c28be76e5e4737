import type { PoisonedEvent } from "../decode/decodeLogs.ts";
import { firstLine } from "../log.ts";
import type { Lane } from "./Lane.ts";
import { decodePiece, type Piece } from "./Piece.ts";

export type Suspect = { lane: Lane; pieces: readonly Piece[] };

export type Poisoned = PoisonedEvent & { lane: Lane };

/**
 * Finds, in pieces that can't be committed, the first event without which what is before it can be: by halves.
 *
 * @param rehearse Tries to commit such pieces, and leaves nothing. Throws if that does not work.
 * @returns Undefined if they can be committed after all, or can't even without their events.
 */
export async function findPoison(
  suspects: readonly Suspect[],
  rehearse: (suspects: readonly Suspect[]) => Promise<void>,
): Promise<Poisoned | undefined> {
  const events = suspects.flatMap(({ lane, pieces }) =>
    pieces.flatMap(({ logs, decoded }) => {
      const known = new Set(decoded.poison.map(({ log }) => log));
      return logs.filter((log) => !known.has(log)).map((log) => ({ lane, log }));
    }),
  );
  /** What is wrong with the first so many events. */
  async function errorOf(count: number): Promise<unknown> {
    const left = new Set(events.slice(0, count).map(({ log }) => log));
    const shorter = suspects.map(({ lane, pieces }) => ({
      lane,
      pieces: pieces.map((piece) =>
        decodePiece(lane.chain, { ...piece, logs: piece.logs.filter((log) => left.has(log)) }),
      ),
    }));
    return await rehearse(shorter).then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  let error = await errorOf(events.length);
  if (error === undefined || (await errorOf(0)) !== undefined) return undefined;
  let [fit, unfit] = [0, events.length];
  while (unfit - fit > 1) {
    const middle = (fit + unfit) >>> 1;
    const found = await errorOf(middle);
    if (found === undefined) fit = middle;
    else [unfit, error] = [middle, found];
  }
  const { lane, log } = events[unfit - 1]!;
  return { lane, log, error: firstLine(error) };
}
