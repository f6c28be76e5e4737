import type { Link } from "./findEvents.ts";
import type { EventKey, EventRow } from "./readEvents.ts";

/**
 * Events so that none comes before one that it follows from: the one before on its chain, and those that it is linked to.
 * Where that leaves a choice, by the chains' clocks.
 */
export function orderCausally(events: readonly EventRow[], links: readonly Link[]): EventRow[] {
  const waiting = new Map(
    [...Map.groupBy(events, ({ chainId }) => chainId)].map(([chainId, ofChain]) => [
      chainId,
      ofChain.toSorted(
        (a, b) => compare(BigInt(a.blockNumber), BigInt(b.blockNumber)) || compare(a.logIndex, b.logIndex),
      ),
    ]),
  );
  const causes = Map.groupBy(links, ({ to }) => nameOf(to));
  const ordered: EventRow[] = [];
  const done = new Set<string>();
  while (ordered.length < events.length) {
    const next = [...waiting.values()].flatMap(([first]) => first ?? []);
    const free = next.filter((event) =>
      (causes.get(nameOf(event)) ?? []).every(({ from }) => from.chainId === event.chainId || done.has(nameOf(from))),
    );
    // Where channels have diverged, an event may have no cause.
    const [chosen] = (free.length === 0 ? next : free).toSorted((a, b) =>
      compare(BigInt(a.blockTime), BigInt(b.blockTime)),
    );
    waiting.get(chosen!.chainId)!.shift();
    ordered.push(chosen!);
    done.add(nameOf(chosen!));
  }
  return ordered;
}

function nameOf({ chainId, blockNumber, logIndex }: EventKey): string {
  return `${chainId} ${blockNumber} ${logIndex}`;
}

function compare<Value extends number | bigint>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
