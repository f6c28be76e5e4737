import { hashTypedData } from "viem";
import { expect, test } from "vitest";
import { orderVectors } from "../../test/vectors.ts";
import { cancellationTypedData } from "./cancellationTypedData.ts";

test.for(orderVectors.orders)("a cancellation of an order of $name has Solidity's digest", ({ ids, cancellations }) => {
  expect(
    orderVectors.domains.map((domain, index) => hashTypedData(cancellationTypedData(ids[index]!, domain))),
  ).toEqual(cancellations);
});
