import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile, errorsOf } from "../analysis/solc.ts";
import { hashCode, listMembers, type Mutant, mutate, nameOf, rankOf } from "./mutants.ts";

const settings = {
  evmVersion: "prague",
  optimizer: { enabled: false, runs: 200 },
  viaIR: false,
  metadata: { bytecodeHash: "none", appendCBOR: true },
  remappings: [],
};

test.each([
  ["x = x < 2 ? 3 : 4;", "relational", ["x < 2 → x <= 2"]],
  ["if (x == 2) x = 3;", "relational", ["x == 2 → x != 2"]],
  ["if (x == 2) x = 3;", "condition", ["x == 2 → false", "x == 2 → true"]],
  ["while (x > 2) --x;", "condition", ["x > 2 → false"]],
  ["x = x + 2; x <<= 1;", "arithmetic", ["x + 2 → x - 2", "x <<= 1 → x >>= 1"]],
  ["++x; x = x++;", "arithmetic", ["++x → --x", "x++ → ++x", "x++ → x--"]],
  ["c = c && x > 0;", "logical", ["c && x > 0 → c", "c && x > 0 → c || x > 0", "c && x > 0 → x > 0"]],
  ["c = !c;", "logical", ["!c → c"]],
  ["c = true;", "boolean", ["true → false"]],
  ["x = 0x0f; x = 0; x = 1_000;", "constant", ["0 → 1", "0x0f → 0x0e", "0x0f → 0x10", "1_000 → 1001", "1_000 → 999"]],
  ["x = 2 days;", "constant", ["2 days → (2 days + 1)", "2 days → (2 days - 1)"]],
  ["x = type(uint64).max;", "constant", ["type(uint64).max → (type(uint64).max - 1)"]],
  ["k = Kind.Second; k = Kind.Third;", "constant", ["Kind.Second → Kind.Third", "Kind.Third → Kind.First"]],
  ["g(x, 2, 2, x);", "constant", ["2 → 1", "2 → 1", "2 → 3", "2 → 3"]],
  ["g(x, y, 2, c ? x : y);", "arguments", ["x, y → y, x"]],
  ["x = M.min(x, y); x = M.sub(x, y);", "arguments", ["x, y → y, x"]],
  ["require(c); x = 1;", "require", ["require(c); → {}"]],
  ["for (x = 0; x < 9; ++x) { if (c) continue; revert(); }", "statement", ["continue; → {}", "revert(); → {}"]],
  ["emit E(x); delete x;", "statement", ["delete x; → {}", "emit E(x); → {}"]],
  ["this.f{value: x}();", "options", ["this.f{value: x} → this.f"]],
])("%s by %s", (body, operator, expected) => {
  expect(changes(body, operator)).toEqual(expected);
});

test("changes what stands in assembly", () => {
  expect(changes("assembly { x := and(lt(x, 0), iszero(y)) }", "assembly")).toEqual([
    "0 → 1",
    "and(lt(x, 0), iszero(y)) → or(lt(x, 0), iszero(y))",
    "iszero(y) → y",
    "lt(x, 0) → gt(x, 0)",
    "lt(x, 0) → iszero(gt(x, 0))",
    "x := and(lt(x, 0), iszero(y)) → {}",
  ]);
  expect(changes("assembly { if x { mstore(x, y) } }", "assembly")).toEqual(["mstore(x, y) → {}", "x → 0", "x → 1"]);
});

test("removes modifiers, and no base constructor", () => {
  const contract =
    "contract A { modifier m() { _; } } contract B is A() { constructor() A() {} function h() external m {} }";
  expect(mutantsOf(contract).filter(({ operator }) => operator === "modifier")).toMatchObject([
    { member: "B.h", source: "m", replacement: "" },
  ]);
});

test("writes mutants that compile, one change each, with letters of several bytes before them", () => {
  const body = "/* · */ require(x > 1 || c); assembly { x := add(x, 1) } if (c) return; x = x * (2 - y);";
  const source = sourceOf(body);
  const mutants = mutantsOf(source);
  expect(mutants.length).toBeGreaterThan(15);
  for (const mutant of mutants) {
    const text = mutate(Buffer.from(source), mutant);
    expect(text).not.toBe(source);
    expect(errorsOf(compiled(text))).toEqual([]);
  }
});

test("names equal changes of one line apart", () => {
  const mutants = mutantsOf(sourceOf("x = 1 + 1;")).filter(({ operator }) => operator === "constant");
  expect(mutants.map(({ code, replacement, nth }) => `${code} ${replacement} ${nth}`)).toEqual([
    "x = 1 + 1; 2 0",
    "x = 1 + 1; 0 0",
    "x = 1 + 1; 2 1",
    "x = 1 + 1; 0 1",
  ]);
  expect(new Set(mutants.map(nameOf)).size).toBe(4);
  for (const mutant of mutants) expect(rankOf(mutant)).toBeGreaterThanOrEqual(0);
  expect(new Set(mutants.map(rankOf)).size).toBe(4);
});

test("a member's hash is of its code, without comments and layout", () => {
  expect(hashCode("a = 1; // b\n  c();")).toBe(hashCode("a = 1;\n/* d\n */ c();"));
  expect(hashCode('f("// a")')).not.toBe(hashCode('f("// b")'));
  expect(hashCode("a = 1;")).not.toBe(hashCode("a = 2;"));
});

function changes(body: string, operator: string): string[] {
  return mutantsOf(sourceOf(body))
    .filter((mutant) => mutant.member === "F.f" && mutant.operator === operator)
    .map(({ source, replacement }) => `${source} → ${replacement}`)
    .sort();
}

function sourceOf(body: string): string {
  return `library M {
      function min(uint256 a, uint256) internal pure returns (uint256) { return a; }
      function sub(uint256 a, uint256) internal pure returns (uint256) { return a; }
    }
    contract F { enum Kind { First, Second, Third } Kind k; bool c; uint256 x; uint256 y; event E(uint256 x);
    function g(uint256, uint256, uint256, uint256) internal {}
    function f() external payable {
      uint256 x; uint256 y; bool c;
      ${body}
    } }`;
}

function mutantsOf(source: string): Mutant[] {
  const output = compiled(source);
  expect(errorsOf(output)).toEqual([]);
  return listMembers("F.sol", Buffer.from(source), [output.sources["F.sol"]!.ast]).flatMap(({ mutants }) => mutants);
}

function compiled(source: string) {
  const root = mkdtempSync(join(tmpdir(), "concert-mutants-"));
  try {
    writeFileSync(join(root, "F.sol"), source);
    return compile({ root, settings, sources: ["F.sol"], outputSelection: { "*": { "": ["ast"] } } });
  } finally {
    rmSync(root, { recursive: true });
  }
}
