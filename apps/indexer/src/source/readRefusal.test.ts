import { expect, test } from "vitest";
import { readRefusal } from "./readRefusal.ts";

test.for<[message: string, code: number, limit: object]>([
  ["query returned more than 10000 results", -32005, { logs: 10_000 }],
  [
    "query returned more than 10000 results. Try with this block range [0xA0, 0xff].",
    -32005,
    { logs: 10_000, suggestion: { from: 160n, to: 255n } },
  ],
  [
    "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response. Based on your parameters and the response size limit, this block range should work: [0x10, 0x20]",
    -32602,
    { logs: 10_000, suggestion: { from: 16n, to: 32n } },
  ],
  [
    "Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range. Based on your parameters, this block range should work: [0x10, 0x19]. Upgrade to PAYG for expanded block range.",
    -32600,
    { blocks: 10, suggestion: { from: 16n, to: 25n } },
  ],
  ["eth_getLogs is limited to a 10,000 range", -32614, { blocks: 10_000 }],
  ["eth_getLogs and eth_newFilter are limited to a 10,000 blocks range", -32614, { blocks: 10_000 }],
  ["exceed maximum block range: 5000", -32000, { blocks: 5_000 }],
  ["block range is too wide", -32600, {}],
  ["range is too large, max is 1k blocks", -32600, { blocks: 1_000 }],
  ["Block range is too large", -32000, {}],
  ["Please limit the query to at most 1000 blocks", -32000, { blocks: 1_000 }],
  ["maximum [from, to] blocks distance: 10000", -32600, { blocks: 10_000 }],
  ["requested too many blocks from 1 to 90000, maximum is set to 2048", -32000, { blocks: 2_048 }],
  ["ranges over 10000 blocks are not supported on freetier", 35, { blocks: 10_000 }],
  ["query exceeds max block range 100000", -32602, { blocks: 100_000 }],
  [
    "query exceeds max results 20000, retry with the range 5-70",
    -32602,
    { logs: 20_000, suggestion: { from: 5n, to: 70n } },
  ],
  ["logs matched by query exceeds limit of 10000", -32000, {}],
  ["backend response too large", -32020, {}],
  ["response size should not greater than 10000000 bytes", -32000, {}],
  ["response is too big", -32008, {}],
  ["query timeout exceeded", -32002, {}],
  ["Too many logs", -32005, {}],
])("%s: too large", ([message, code, limit]) => {
  const error = readRefusal({ code, message });
  expect(error.kind).toBe("too_large");
  expect(error.limit).toMatchObject(limit);
});

test.for<[message: string, code: number, data: unknown, wait: number | undefined]>([
  ["Too Many Requests", -32005, undefined, undefined],
  ["daily request count exceeded, request rate limited", -32005, { rate: { backoff_seconds: 30 } }, 30_000],
  [
    "Your app has exceeded its compute units per second capacity. If you have retries enabled, you can safely ignore this message.",
    429,
    undefined,
    undefined,
  ],
  ["rate limit exceeded, retry in 250ms", -32016, undefined, 250],
  ["limit exceeded", -32005, undefined, undefined],
  ["100/second request limit reached - reduce calls per second, try again in 1.5s", -32007, undefined, 1_500],
])("%s: a pause is asked for", ([message, code, data, wait]) => {
  const error = readRefusal({ code, message, data });
  expect(error.kind).toBe("rate_limited");
  expect(error.waitMilliseconds).toBe(wait);
});

test.for<[message: unknown, code: number | undefined, kind: string]>([
  ["the method eth_getBlockReceipts does not exist/is not available", -32601, "unsupported"],
  ["Method not found", -32601, "unsupported"],
  ["unknown block", -32000, "refused"],
  ["header not found", -32000, "refused"],
  ["internal error", -32603, "refused"],
  [undefined, undefined, "refused"],
])("%s is %s", ([message, code, kind]) => {
  expect(readRefusal({ message, code }).kind).toBe(kind);
});

test("a limit that only the data of a refusal tells of", () => {
  const data = { payload: "range 16 is bigger than range limit 15" };
  const error = readRefusal({ code: -32602, message: "invalid params", data });
  expect(error).toMatchObject({ kind: "too_large", limit: { blocks: 15 } });
  expect(readRefusal({ code: -32602, message: "invalid params", data: { payload: "no such tag" } }).kind).toBe(
    "refused",
  );
});
