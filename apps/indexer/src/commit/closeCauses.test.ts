import fc from "fast-check";
import { expect, test } from "vitest";
import { closeCauses, type OpenPrefix, type Standing } from "./closeCauses.ts";

type Event = [block: number, key: string, source?: number];

function chain(chainId: number, to: number, provides: Event[], requires: Event[]): OpenPrefix {
  return {
    chainId: BigInt(chainId),
    from: 1n,
    to: BigInt(to),
    provides: provides.map(([block, key]) => ({ block: BigInt(block), key })),
    requires: requires.map(([block, key, source]) => ({
      ...{ block: BigInt(block), key, head: key },
      source: BigInt(source ?? 0),
    })),
  };
}

const missing = (): Standing => ({ kind: "missing" });

function ends(chains: OpenPrefix[], standing: (key: string) => Standing = missing): number[] {
  return closeCauses(chains, ({ key }) => standing(key)).map(({ to }) => Number(to));
}

test("without causes, everything can be committed", () => {
  expect(ends([chain(1, 9, [[2, "a"]], []), chain(2, 5, [], [])])).toEqual([9, 5]);
});

test("a block whose cause is nowhere ends its chain, and only it", () => {
  const chains = [chain(1, 9, [], [[4, "a", 2]]), chain(2, 5, [], [])];
  expect(ends(chains)).toEqual([3, 5]);
  expect(closeCauses(chains, missing)[0]!.unmet).toMatchObject({ block: 4n, key: "a", source: 2n });
});

test("what is met is no hindrance", () => {
  expect(ends([chain(1, 9, [], [[4, "a", 2]])], () => ({ kind: "met" }))).toEqual([9]);
});

test("the cause may be in the same union, on another chain or earlier on its own", () => {
  expect(ends([chain(1, 9, [], [[4, "a", 2]]), chain(2, 5, [[5, "a"]], [])])).toEqual([9, 5]);
  expect(ends([chain(1, 9, [[4, "a"]], [[4, "a", 1]])])).toEqual([9]);
  expect(ends([chain(1, 9, [[5, "a"]], [[4, "a", 1]])])).toEqual([3]);
});

test("what falls away takes with it what follows from it", () => {
  const chains = [
    chain(1, 9, [[6, "a"]], [[5, "never", 3]]),
    chain(2, 9, [[7, "b"]], [[7, "a", 1]]),
    chain(3, 9, [], [[2, "b", 2]]),
    chain(4, 9, [], []),
  ];
  expect(ends(chains)).toEqual([4, 6, 1, 9]);
});

test("chains that need each other are committed together", () => {
  const chains = [chain(1, 9, [[8, "a"]], [[9, "b", 2]]), chain(2, 9, [[9, "b"]], [[8, "a", 1]])];
  expect(ends(chains)).toEqual([9, 9]);
  expect(ends([chains[0]!, chain(2, 8, [], [[8, "a", 1]])])).toEqual([8, 8]);
});

test("what did not happen needs its source up to the head that was seen since", () => {
  const after = (block: bigint) => (): Standing => ({ kind: "after", block });
  const chains = [chain(1, 9, [], [[4, "a", 2]]), chain(2, 5, [], [])];
  expect(ends(chains, after(5n))).toEqual([9, 5]);
  expect(ends(chains, after(6n))).toEqual([3, 5]);
  // Both ends are forged: each needs the other up to its head.
  const forged = [chain(1, 9, [], [[4, "a", 2]]), chain(2, 5, [], [[1, "b", 1]])];
  expect(ends(forged, (key) => ({ kind: "after", block: key === "a" ? 5n : 9n }))).toEqual([9, 5]);
});

test("of any histories the largest closed part is taken", () => {
  const event = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom(..."abcdefgh"));
  const parts = fc.array(fc.tuple(fc.array(event, { maxLength: 4 }), fc.array(event, { maxLength: 4 })), {
    minLength: 1,
    maxLength: 4,
  });
  const sorted = (events: [number, string][]) => events.toSorted(([a], [b]) => a - b);
  fc.assert(
    fc.property(parts, fc.subarray([..."abcdefgh"]), (parts, known) => {
      const taken = new Set<string>();
      const chains = parts.map(([provides, requires], index) => {
        // Each thing happens on one chain.
        const own = provides.filter(([, key]) => !taken.has(key));
        for (const [, key] of own) taken.add(key);
        return chain(index + 1, 6, sorted(own), sorted(requires));
      });
      const met = known.filter((key) => !taken.has(key));
      const found = ends(chains, (key) => ({ kind: met.includes(key) ? "met" : "missing" }));
      expect(found).toEqual(largestClosed(chains, new Set(met)));
    }),
    { numRuns: 2_000 },
  );
});

/** By taking block after block away as long as one is open. */
function largestClosed(chains: OpenPrefix[], met: ReadonlySet<string>): number[] {
  const to = chains.map((chain) => chain.to);
  const isMet = (key: string, block: bigint, own: number) =>
    chains.some(({ provides }, other) => {
      const first = provides.find((cause) => cause.key === key);
      if (first === undefined) return false;
      return other === own ? first.block <= block : first.block <= to[other]!;
    });
  for (;;) {
    const index = chains.findIndex(({ requires }, index) =>
      requires.some(({ block, key }) => block <= to[index]! && !met.has(key) && !isMet(key, block, index)),
    );
    if (index === -1) return to.map(Number);
    to[index]!--;
  }
}
