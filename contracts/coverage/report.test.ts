import { expect, test } from "vitest";
import { readReport } from "./report.ts";
import { shortfalls, summarise, tabulate } from "./table.ts";

const report = `Running tests...

src/A.sol:
- Function "f" (location: (source ID: 0, lines: 3..9, bytes: 30..190), hits: 4) -> "function f(bool c)...\\n}"
- Line (location: (source ID: 0, lines: 4..5, bytes: 40..60), hits: 4) -> "if (c) emit E(1)"
- Branch (branch: 0, path: 0) (location: (source ID: 0, lines: 4..5, bytes: 47..57), hits: 4) -> "emit E(1)"
- Branch (branch: 0, path: 1) (location: (source ID: 0, lines: 4..5, bytes: 40..70), hits: 0) -> "if (c) emit E(1); else {}"
- Line (location: (source ID: 0, lines: 6..7, bytes: 80..89), hits: 0) -> "return \\"- x\\""
- Statement (location: (source ID: 0, lines: 7..8, bytes: 101..120), hits: 2) -> "mstore(0, mload(0))"
- Function "_arm0" (location: (source ID: 0, lines: 9..10, bytes: 150..180), hits: 3) -> "function _arm0"
- Branch (branch: 1, path: 0) (location: (source ID: 0, lines: 9..10, bytes: 160..170), hits: 3) -> "{}"
- Branch (branch: 1, path: 1) (location: (source ID: 0, lines: 9..10, bytes: 160..176), hits: 0) -> "if"

Anchors for Contract "A"
  - Refers to item: Line
`;

const inserted = new Map([
  [
    "src/A.sol",
    [
      { start: 100, end: 120, counts: "statement" as const, line: 7 },
      { start: 150, end: 180, counts: "branches" as const, line: 8 },
    ],
  ],
  ["src/I.sol", []],
]);

test("reads lines and arms, those of insertions at the decision that they stand for", () => {
  const [file, empty] = readReport(report, inserted);
  expect([...file!.lines]).toEqual([
    [3, 4],
    [4, 4],
    [6, 0],
  ]);
  expect(file!.arms).toEqual([
    { line: 4, hits: 4 },
    { line: 4, hits: 0 },
    { line: 7, hits: 2 },
    { line: 8, hits: 3 },
    { line: 8, hits: 0 },
  ]);
  expect(empty).toEqual({ name: "src/I.sol", lines: new Map(), arms: [] });
});

test("throws at what it can't read", () => {
  expect(() => readReport("src/A.sol:\n- Line somewhere\n", inserted)).toThrow("unknown form: - Line somewhere");
});

test("tabulates, names what is missing, and compares with the threshold", () => {
  const files = readReport(report, inserted);
  expect(tabulate(files).split("\n")).toEqual([
    "source             lines       branches",
    "src/A.sol  66.66 % (2/3)  60.00 % (3/5)",
    "all        66.66 % (2/3)  60.00 % (3/5)",
    "src/A.sol:6 never runs",
    "src/A.sol:4 is decided one way only",
    "src/A.sol:8 is decided one way only",
  ]);
  expect(shortfalls(summarise(files), 60)).toEqual([]);
  expect(shortfalls(summarise(files), 61)).toEqual([
    "60.00 % of branches are covered, required are 61 %: test the above.",
  ]);
  expect(shortfalls(summarise([]), 98)).toHaveLength(2);
});
