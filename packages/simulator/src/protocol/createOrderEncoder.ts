import { type Order, orderDomain, orderTypes } from "@concert/types";
import { type Address, domainSeparator, type Hex, keccak256, toHex } from "viem";
import { dynamicBytes, dynamicSize, word, wordOfBoolean, wordOfHex } from "../abi/words.ts";
import { keccakDigits } from "../hash/keccak.ts";

/** An order with its id and encodings made. */
export type SimulatedOrder = {
  id: Hex;
  order: Order;
  /** ABI encoding, as events have it: digits. */
  encoded: string;
  /** The same with the calls left out, as who decides it may show it; equal if it has none. */
  encodedWithoutCalls: string;
};

/** Makes orders of one deployment; their ids are those that `orderId` of @concert/types gives. */
export function createOrderEncoder(hubChain: number, hub: Address): (order: Order) => SimulatedOrder {
  const domain = domainSeparator({ domain: orderDomain({ hubChain: BigInt(hubChain), hub }) }).slice(2);

  return (order) => {
    const head = `${wordOfHex(order.user)}${word(order.nonce)}${word(order.openDeadline)}${word(order.fillDeadline)}${wordOfHex(order.solver)}${word(order.exclusiveUntil)}${wordOfBoolean(order.pooled)}${wordOfBoolean(order.cancellable)}`;
    let legs = "";
    let legHashes = "";
    for (const leg of order.legs) {
      const words = `${word(leg.originChain)}${wordOfHex(leg.inputToken)}${word(leg.inputAmount)}${word(leg.destinationChain)}${wordOfHex(leg.outputToken)}${word(leg.outputAmount)}${wordOfHex(leg.recipient)}`;
      legs += words;
      legHashes += keccakDigits(legType + words);
    }
    const callHashes = order.calls.map(({ chain, fallbackRecipient, calls, gas }) =>
      keccakDigits(
        `${callType}${word(chain)}${wordOfHex(fallbackRecipient)}${keccakDigits(calls.slice(2))}${word(gas)}`,
      ),
    );
    const callsHash = callHashes.length === 0 ? emptyHash : keccakDigits(callHashes.join(""));
    const structHash = keccakDigits(`${orderType}${head}${keccakDigits(legHashes)}${callsHash}`);

    const start = `${head}${word(0x140)}${word(0x160 + 0xe0 * order.legs.length)}${word(order.legs.length)}${legs}`;
    const encodedWithoutCalls = `${start}${word(0)}`;
    return {
      id: `0x${keccakDigits(`1901${domain}${structHash}`)}`,
      order,
      encoded: order.calls.length === 0 ? encodedWithoutCalls : `${start}${encodeCalls(order.calls)}`,
      encodedWithoutCalls,
    };
  };
}

const describeType = (name: keyof typeof orderTypes): string =>
  `${name}(${orderTypes[name].map((field) => `${field.type} ${field.name}`).join(",")})`;
const typeHash = (description: string): string => keccak256(toHex(description)).slice(2);

const orderType = typeHash(`${describeType("Order")}${describeType("Call")}${describeType("Leg")}`);
const legType = typeHash(describeType("Leg"));
const callType = typeHash(describeType("Call"));
const emptyHash = keccakDigits("");

function encodeCalls(calls: Order["calls"]): string {
  let offsets = "";
  let bodies = "";
  let offset = 32 * calls.length;
  for (const { chain, fallbackRecipient, calls: bytes, gas } of calls) {
    offsets += word(offset);
    bodies += `${word(chain)}${wordOfHex(fallbackRecipient)}${word(0x80)}${word(gas)}${dynamicBytes(bytes)}`;
    offset += 0x80 + dynamicSize(bytes);
  }
  return `${word(calls.length)}${offsets}${bodies}`;
}
