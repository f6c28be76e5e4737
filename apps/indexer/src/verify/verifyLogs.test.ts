import { createKeccak } from "hash-wasm";
import { toEventSelector } from "viem";
import { expect, test } from "vitest";
import type { ParsedLog } from "../source/parse.ts";
import { admitsMore, verifyLogs } from "./verifyLogs.ts";

const keccak = await createKeccak(256);
const [spoke, hub] = [`0x${"a1".repeat(20)}`, `0x${"b2".repeat(20)}`] as const;
const topics = Array.from({ length: 20 }, (_, index) => `0x${index.toString(16).padStart(64, "0")}`);
const contracts = new Map([spoke, hub].map((address) => [address, topics.slice(0, 19)]));
const hash = `0x${"11".repeat(32)}`;

/** As the yellow paper has it: bit n counts from the end. */
function bloomOf(items: readonly string[]): string {
  let bits = 0n;
  for (const item of items) {
    const digest = keccak
      .init()
      .update(Buffer.from(item.slice(2), "hex"))
      .digest("binary");
    for (const at of [0, 2, 4]) bits |= 1n << BigInt(((digest[at]! << 8) | digest[at + 1]!) & 2_047);
  }
  return `0x${bits.toString(16).padStart(512, "0")}`;
}

const log = (address: string, topic: string, changes: Partial<ParsedLog> = {}): ParsedLog => ({
  address,
  topics: [topic, topics[19]!],
  data: "0x",
  blockNumber: 7n,
  blockHash: hash,
  blockTime: undefined,
  transactionHash: hash,
  transactionIndex: 0,
  logIndex: 0,
  ...changes,
});
const header = (items: readonly string[]) => ({
  ...{ number: 7n, hash, parentHash: hash, time: 1n },
  logsBloom: bloomOf(items),
});

test("logs of the block and its bloom are taken", () => {
  expect(() => verifyLogs(header([spoke, topics[0]!, topics[19]!]), [log(spoke, topics[0]!)])).not.toThrow();
  // Without a bloom, the place alone is looked at.
  expect(() => verifyLogs({ ...header([]), logsBloom: undefined }, [log(spoke, topics[0]!)])).not.toThrow();
});

test.each([
  ["whose contract is not in the bloom", [topics[0]!, topics[19]!], {}, "is not in the block's bloom"],
  ["one of whose topics is not in the bloom", [spoke, topics[0]!], {}, "is not in the block's bloom"],
  ["of another block", [spoke, topics[0]!, topics[19]!], { blockNumber: 8n }, "it gave a log of 8"],
  [
    "of another fork",
    [spoke, topics[0]!, topics[19]!],
    { blockHash: `0x${"22".repeat(32)}` },
    "it gave a log of 7 (0x22",
  ],
])("a log %s is a lie", (_, items, changes, message) => {
  expect(() => verifyLogs(header(items), [log(spoke, topics[0]!, changes)])).toThrow(message);
});

test.each<[what: string, items: string[], logs: ParsedLog[], more: boolean]>([
  ["nothing of the contracts", [`0x${"cc".repeat(20)}`, topics[0]!], [], false],
  ["a contract, but no event of it", [spoke, `0x${"dd".repeat(32)}`], [], false],
  ["a contract and an event, and no log", [spoke, topics[0]!], [], true],
  ["what was given", [spoke, topics[0]!, topics[19]!], [log(spoke, topics[0]!)], false],
  ["another event", [spoke, topics[0]!, topics[1]!], [log(spoke, topics[0]!)], true],
  ["another contract", [spoke, hub, topics[0]!], [log(spoke, topics[0]!)], true],
  ["two contracts with one event", [spoke, hub, topics[0]!], [log(spoke, topics[0]!), log(hub, topics[0]!)], false],
])("a bloom of %s", (_, items, logs, more) => {
  expect(admitsMore(bloomOf(items), logs, contracts)).toBe(more);
});

test("a bloom that is full says nothing of events, and that of contracts", () => {
  const full = `0x${"f".repeat(512)}`;
  expect(admitsMore(full, [log(spoke, topics[0]!), log(hub, topics[0]!)], contracts)).toBe(false);
  expect(admitsMore(full, [log(spoke, topics[0]!)], contracts)).toBe(true);
});

test("what only another contract emits, or any token, says nothing of a contract", () => {
  const transfer = toEventSelector("Transfer(address,address,uint256)");
  const [deposit, settled] = topics as [string, string];
  const vault = hub;
  const emitters = new Map([
    [spoke, [settled]],
    [vault, [transfer, deposit]],
  ]);
  expect(admitsMore(bloomOf([spoke, settled, transfer, deposit]), [log(spoke, settled)], emitters)).toBe(false);
  expect(admitsMore(bloomOf([spoke, vault, settled]), [log(spoke, settled)], emitters)).toBe(false);
  expect(admitsMore(bloomOf([spoke, vault, settled, transfer]), [log(spoke, settled)], emitters)).toBe(true);
  expect(admitsMore(bloomOf([vault, deposit, transfer]), [log(vault, deposit)], emitters)).toBe(false);
  expect(admitsMore(bloomOf([vault, deposit, transfer]), [log(vault, transfer)], emitters)).toBe(true);
});
