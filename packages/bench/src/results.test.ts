import { expect, test } from "vitest";
import { formatTable, round } from "./results.ts";

test("a table is Markdown, with columns as wide as what is in them", () => {
  const table = formatTable(
    ["", "rate"],
    [
      ["floor", "1 event/s"],
      ["indexer, cold", "2"],
    ],
  );
  expect(table.split("\n")).toEqual([
    "|               | rate      |",
    "| ------------- | --------- |",
    "| floor         | 1 event/s |",
    "| indexer, cold | 2         |",
    "",
  ]);
});

test("figures have three digits, or their unit", () => {
  expect([0.123456, 1.2345, 99.96, 123.4, 12_345.6].map(round)).toEqual([0.123, 1.23, 100, 123, 12_346]);
});
