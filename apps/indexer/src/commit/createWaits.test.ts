import { createVirtualClock } from "@concert/simulator";
import { expect, test } from "vitest";
import { createWaits } from "./createWaits.ts";

const requirement = { key: "queued report 2 0x12", source: 2n, block: 7n, head: "0x12" };

function open() {
  const clock = createVirtualClock();
  const asked: number[] = [];
  const head = { number: 20n, hash: "0xa" };
  const forks = { indexed: "0xa" };
  let at = 0n;
  const waits = createWaits({
    clock,
    async askHead() {
      asked.push(clock.now());
      return { ...head, seenAt: clock.now() };
    },
    isIndexed: () => true,
    placeOf: (_, { number, hash }) => (hash !== forks.indexed ? "replaced" : at >= number ? "indexed" : "ahead"),
    unprovenAfterMilliseconds: 60_000,
    onChange: () => undefined,
  });
  const standing = (committed: bigint) => {
    at = committed;
    return waits.standing(1n, requirement, 0, committed).kind;
  };
  /** Looks every few seconds. */
  const pass = async (seconds: number, committed: (second: number) => bigint) => {
    for (let second = 0; second < seconds; second += 5) {
      await clock.advance(5_000);
      standing(committed(second));
    }
  };
  return { clock, waits, standing, pass, asked, head, forks };
}

test("a source is waited for as long as it moves", async () => {
  const { standing, pass } = open();
  expect(standing(3n)).toBe("missing");
  await pass(600, (second) => 3n + BigInt(second) / 50n);
  expect(standing(16n)).toBe("after");
  expect(standing(20n)).toBe("met");
});

test("one that does not move waits for something itself, perhaps for what is held back here", async () => {
  const { waits, standing, pass } = open();
  standing(3n);
  await pass(60, () => 3n);
  expect(standing(3n)).toBe("after");
  await pass(10, () => 3n);
  expect(standing(3n)).toBe("met");
  expect(waits.of(1n, requirement.key)?.unproven).toBe(true);
});

test("that it did not move long ago is no reason", async () => {
  const { clock, waits, standing, pass } = open();
  standing(3n);
  await pass(30, () => 3n);
  waits.end(1n);
  await clock.advance(3_600_000);
  standing(3n);
  await clock.advance(500);
  expect(standing(3n)).toBe("after");
});

test("a source is asked once, however many blocks wait for it", async () => {
  const { clock, waits, asked } = open();
  const readAt = clock.now();
  for (let wait = 0; wait < 20; wait++) {
    waits.standing(1n, { ...requirement, key: `queued report 2 ${wait}` }, readAt, 3n);
    await clock.advance(100);
  }
  await clock.advance(3_000);
  expect(asked).toHaveLength(1);
  // But not for a block that was read since: it may follow from what came after.
  waits.standing(1n, { ...requirement, key: "queued report 2 later" }, clock.now(), 3n);
  expect(waits.standing(1n, { ...requirement, key: "queued report 2 later" }, clock.now(), 3n).kind).toBe("missing");
  await clock.advance(500);
  expect(asked).toHaveLength(2);
});

test("a head of which the index has another fork is waited for, or asked for again", async () => {
  const { clock, standing, head, forks } = open();
  head.hash = "0xb";
  standing(20n);
  await clock.advance(500);
  expect(standing(25n)).toBe("missing");
  forks.indexed = "0xb";
  expect(standing(20n)).toBe("met");
  forks.indexed = "0xc";
  expect(standing(25n)).toBe("missing");
  head.hash = "0xc";
  await clock.advance(6_000);
  expect(standing(25n)).toBe("met");
});
