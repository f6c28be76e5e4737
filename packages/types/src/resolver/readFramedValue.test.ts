import { concat, encodeAbiParameters, type Hex, slice } from "viem";
import { expect, test } from "vitest";
import { readFramedValue } from "./readFramedValue.ts";

const frame = (type: string, value: unknown) => encodeAbiParameters([{ type: "string" }, { type }], ["", value]);

test("static values are told from dynamic ones", () => {
  // 96 is how the offset of the empty string looks.
  for (const value of [0n, 64n, 96n, 2n ** 256n - 1n]) {
    const encoding = encodeAbiParameters([{ type: "uint256" }], [value]);
    expect(readFramedValue(frame("uint256", value))).toEqual({ isDynamic: false, encoding });
  }
  const pair = encodeAbiParameters([{ type: "uint256[2]" }], [[96n, 0n]]);
  expect(readFramedValue(frame("uint256[2]", [96n, 0n]))).toEqual({ isDynamic: false, encoding: pair });
  for (const value of ["0x", "0x01", `0x${"ab".repeat(33)}`] as const) {
    const encoding = slice(encodeAbiParameters([{ type: "bytes" }], [value]), 32);
    expect(readFramedValue(frame("bytes", value))).toEqual({ isDynamic: true, encoding });
  }
});

test("anything else is undefined", () => {
  const word = frame("uint256", 1n);
  const others: Hex[] = [
    "0x",
    slice(word, 0, 64),
    concat([word, "0x00"]),
    // A length that is not the frame's, and a string that is not empty.
    concat([word, word]),
    encodeAbiParameters([{ type: "string" }, { type: "uint256" }], ["a", 1n]),
    concat([slice(word, 0, 64), `0x${"00".repeat(31)}01`]),
  ];
  for (const other of others) expect(readFramedValue(other)).toBeUndefined();
});
