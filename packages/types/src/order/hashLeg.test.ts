import { expect, test } from "vitest";
import { orderVectors } from "../../test/vectors.ts";
import { hashLeg } from "./hashLeg.ts";

test.for(orderVectors.orders)("the legs of an order of $name hash as in Solidity", ({ order, legHashes }) => {
  expect(order.legs.map(hashLeg)).toEqual(legHashes);
});
