import { type AbiEvent, parseAbiItem } from "viem";
import { expect, test } from "vitest";
import { eventsAbi } from "../generated/events.ts";
import { eventShape, snakeCase } from "./eventShape.ts";

test("names are those of the contracts, in snake case", () => {
  expect(["PayoutOwed", "fillDeadline", "legs", "EIP712DomainChanged", "sendId"].map(snakeCase)).toEqual([
    "payout_owed",
    "fill_deadline",
    "legs",
    "eip712_domain_changed",
    "send_id",
  ]);
});

test("members of a struct are columns, arrays in it are tables of their own", () => {
  const event = eventsAbi.find(({ name }) => name === "OrderOpened") as AbiEvent;
  const { table, columns, children } = eventShape(event);
  expect(table).toBe("order_opened");
  expect(columns.slice(0, 3)).toEqual([
    { name: "order_id", type: "bytes32", path: ["orderId"] },
    { name: "user", type: "address", path: ["order", "user"] },
    { name: "nonce", type: "uint256", path: ["order", "nonce"] },
  ]);
  expect(children.map(({ table }) => table)).toEqual(["order_opened_legs", "order_opened_calls"]);
  expect(children[0]!.columns[2]).toEqual({ name: "input_amount", type: "uint256", path: ["inputAmount"] });
});

test("members of several structs are told apart by the structs' names", () => {
  const event = parseAbiItem([
    "event PolicySet(uint64 chain, Policy oldPolicy, Policy newPolicy)",
    "struct Policy { uint64 minimum; uint64 maximum; }",
  ]);
  expect(eventShape(event).columns.map(({ name }) => name)).toEqual([
    "chain",
    "old_policy_minimum",
    "old_policy_maximum",
    "new_policy_minimum",
    "new_policy_maximum",
  ]);
});

test("integers beyond 24 bits are never held as floating point", () => {
  const event = parseAbiItem("event Sized(uint8 a, uint24 b, uint32 c, uint64 d, uint72 e, uint256 f)");
  expect(eventShape(event).columns.map(({ type }) => type)).toEqual([
    "smallint",
    "integer",
    "uint64",
    "uint64",
    "uint256",
    "uint256",
  ]);
});

test("an argument whose column's name is taken is refused", () => {
  expect(() => eventShape(parseAbiItem("event Taken(uint64 blockNumber)"))).toThrow("block_number is taken");
});

test("a type without a column type is refused", () => {
  expect(() => eventShape(parseAbiItem("event Signed(int256 change)"))).toThrow("int256");
});
