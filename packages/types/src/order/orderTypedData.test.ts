import { domainSeparator, hashStruct, type TypedDataDomain } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { expect, test } from "vitest";
import { orderVectors } from "../../test/vectors.ts";
import { orderId } from "./orderId.ts";
import { orderTypedData, orderTypes } from "./orderTypedData.ts";

const [{ order }] = [orderVectors.orders[18]!];

test.for(orderVectors.domains)("the domain of hub $hub on $hubChain separates as in Solidity", (domain) => {
  const typedData = orderTypedData(order, domain);
  expect(domainSeparator({ domain: typedData.domain as TypedDataDomain })).toBe(domain.separator);
});

test.for(orderVectors.orders)("an order of $name has the struct hash that Solidity gives it", ({ order, hash }) => {
  expect(hashStruct({ data: order, types: orderTypes, primaryType: "Order" })).toBe(hash);
});

test("what a wallet signs is the order's id", async () => {
  const domain = orderVectors.domains[0]!;
  const account = privateKeyToAccount(`0x${"1".repeat(64)}`);
  expect(await account.signTypedData(orderTypedData(order, domain))).toBe(
    await account.sign({ hash: orderId(order, domain) }),
  );
});
