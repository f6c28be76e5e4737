import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile, errorsOf } from "../analysis/solc.ts";
import { type ArmedSource, showArms } from "./arms.ts";

const settings = {
  evmVersion: "prague",
  optimizer: { enabled: false, runs: 200 },
  viaIR: false,
  metadata: { bytecodeHash: "none", appendCBOR: true },
  remappings: [],
};

test("gives an if its else, nested ones from within", () => {
  expect(armedBody("if (c) x = 1;")).toBe("if (c) x = 1; else {}");
  expect(armedBody("if (c) { x = 1; }")).toBe("if (c) { x = 1; } else {}");
  expect(armedBody("if (c) x = 1; else x = 2;")).toBe("if (c) x = 1; else x = 2;");
  expect(armedBody("if (c) if (!c) x = 1;")).toBe("if (c) if (!c) x = 1; else {} else {}");
  expect(armedBody("if (c) return; x = 1;")).toBe("if (c) return; else {} x = 1;");
  expect(armedBody("if (c) for (uint i; i < 2; ++i) x = i;")).toBe("if (c) for (uint i; i < 2; ++i) x = i; else {}");
});

test("sends a conditional's condition through a function with two branches", () => {
  const { text, inserted } = arm("x = c ? 1 : 2;");
  expect(text.toString()).toContain("x = _armF0(c) ? 1 : 2;");
  const branches = inserted.filter(({ counts }) => counts === "branches");
  expect(branches).toHaveLength(1);
  expect(slice(text, branches[0]!)).toMatch(/^function _armF0\(.* if \(condition\) \{\} else \{\}/);
});

test("gives every case in assembly a statement that counts it", () => {
  expect(armedBody("assembly { if c { x := 1 } }")).toBe(
    "assembly { switch c case 0 { mstore(0, mload(0)) } default { mstore(0, mload(0)) x := 1 } }",
  );
  expect(armedBody("assembly { switch x case 7 { x := 1 } }")).toBe(
    "assembly { switch x case 7 { mstore(0, mload(0)) x := 1 } default { mstore(0, mload(0)) } }",
  );
  expect(armedBody("assembly { switch x case 7 { } default { x := 1 } }")).toBe(
    "assembly { switch x case 7 { mstore(0, mload(0)) } default { mstore(0, mload(0)) x := 1 } }",
  );
});

test("says where an insertion is, also behind letters of several bytes, and which line it belongs to", () => {
  const { text, inserted } = arm("/* · */\n assembly { if c { x := 1 } }");
  const counters = inserted.filter(({ counts }) => counts === "statement");
  expect(counters.map((range) => slice(text, range).trim())).toEqual([
    "case 0 { mstore(0, mload(0)) }",
    "mstore(0, mload(0))",
  ]);
  expect(counters.map(({ line }) => line)).toEqual([4, 4]);
});

test("what it writes compiles", () => {
  const body = "if (c) if (x > 1) x = 1; assembly { switch x case 1 { if c { x := 2 } } } x = c ? c ? 1 : 2 : 3;";
  expect(errorsOf(compiled(arm(body).text.toString()))).toEqual([]);
});

test("refuses a decision where forge measures nothing", () => {
  const source = `${head}\nfunction f(bool c) pure returns (uint256) { return c ? 1 : 2; }\n`;
  expect(() => showArms("F.sol", Buffer.from(source), compiled(source).sources["F.sol"]!.ast)).toThrow(
    "F.sol:3 decides outside of contracts, where forge measures nothing: move it into one.",
  );
});

const head = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.30;";
const before = `${head} contract F { function f(bool c, uint256 x) external pure {\n`;
const after = "\n} }\n";

function arm(body: string): ArmedSource {
  const source = before + body + after;
  const output = compiled(source);
  expect(errorsOf(output)).toEqual([]);
  return showArms("F.sol", Buffer.from(source), output.sources["F.sol"]!.ast);
}

function armedBody(body: string): string {
  return arm(body).text.toString().slice(before.length, -after.length);
}

function slice(text: Buffer, { start, end }: { start: number; end: number }): string {
  return text.subarray(start, end).toString();
}

function compiled(source: string) {
  const root = mkdtempSync(join(tmpdir(), "concert-arms-"));
  try {
    writeFileSync(join(root, "F.sol"), source);
    return compile({ root, settings, sources: ["F.sol"], outputSelection: { "*": { "": ["ast"] } } });
  } finally {
    rmSync(root, { recursive: true });
  }
}
