import { eventsAbi } from "@concert/types";
import { eventShape } from "@concert/types/tables";
import fc from "fast-check";
import {
  type AbiEvent,
  type AbiParameter,
  decodeEventLog,
  encodeAbiParameters,
  encodeEventTopics,
  type Hex,
} from "viem";
import { expect, test } from "vitest";
import { compileEvent } from "./compileEvent.ts";

test.each(eventsAbi.map((event) => [event.name, event as AbiEvent] as const))(
  "%s is decoded as viem does",
  (_, event) => {
    const decode = compileEvent(event);
    const shape = eventShape(event);
    fc.assert(
      fc.property(argumentsOf(event.inputs), (values) => {
        const log = encode(event, values);
        const { args } = decodeEventLog({ abi: [event], ...log });
        const decoded = decode(log);
        expect(decoded.values).toEqual(shape.columns.map(({ path }) => written(at(args, path))));
        expect(decoded.children).toEqual(
          shape.children.map(({ path, columns }) =>
            (at(args, path) as unknown[]).map((element) => columns.map((column) => written(at(element, column.path)))),
          ),
        );
      }),
      { numRuns: 50 },
    );
  },
);

test("a log that ends within a value is refused", () => {
  const event = eventsAbi.find(({ name }) => name === "OrderOpened") as AbiEvent;
  const [values] = fc.sample(argumentsOf(event.inputs), { numRuns: 1, seed: 1 });
  const { topics, data } = encode(event, values!);
  const decode = compileEvent(event);
  expect(() => decode({ topics, data: data.slice(0, 2 + 64 * 11) })).toThrow("ends within a value");
  expect(() => decode({ topics: topics.slice(0, 1), data })).toThrow("ends within a value");
});

function encode(event: AbiEvent, values: readonly unknown[]): { topics: [Hex, ...Hex[]]; data: Hex } {
  const args = Object.fromEntries(event.inputs.map(({ name }, index) => [name!, values[index]]));
  const rest = event.inputs.flatMap((input, index) =>
    input.indexed === true ? [] : [{ input, value: values[index] }],
  );
  return {
    topics: encodeEventTopics({ abi: [event], args } as never) as [Hex, ...Hex[]],
    data: encodeAbiParameters(
      rest.map(({ input }) => input),
      rest.map(({ value }) => value),
    ),
  };
}

function argumentsOf(parameters: readonly AbiParameter[]): fc.Arbitrary<unknown[]> {
  return fc.tuple(...parameters.map(arbitraryOf));
}

function arbitraryOf(parameter: AbiParameter): fc.Arbitrary<unknown> {
  const { type } = parameter;
  if (type.endsWith("[]")) return fc.array(arbitraryOf({ ...parameter, type: type.slice(0, -2) }), { maxLength: 4 });
  if (type === "tuple") {
    const members = (parameter as AbiParameter & { components: readonly AbiParameter[] }).components;
    return fc.record(Object.fromEntries(members.map((member) => [member.name!, arbitraryOf(member)])));
  }
  if (type === "bool") return fc.boolean();
  if (type === "address") return hex(20);
  if (type === "bytes") return fc.uint8Array({ maxLength: 100 }).map(hexOf);
  if (type.startsWith("bytes")) return hex(Number(type.slice(5)));
  const bits = Number(type.slice(4));
  const integer = fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n });
  return bits <= 48 ? integer.map(Number) : integer;
}

function hex(bytes: number): fc.Arbitrary<Hex> {
  return fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(hexOf);
}

function hexOf(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes).toString("hex")}`;
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, name) => (inner as Record<string, unknown>)[name], value);
}

/** As Postgres reads it: hex in lower case, where viem gives addresses with their checksum. */
function written(value: unknown): string {
  return String(value).toLowerCase();
}
