import type { ContractFunctionArgs } from "viem";
import { expectTypeOf, test } from "vitest";
import type { hubAbi, spokeAbi } from "../generated/abis.ts";
import type { Fill, Repayment } from "../report/Fill.ts";
import type { Order } from "./Order.ts";

test("the types are those that the contracts take", () => {
  expectTypeOf<Order>().toEqualTypeOf<ContractFunctionArgs<typeof spokeAbi, "nonpayable", "open">[0]>();
  expectTypeOf<Repayment>().toEqualTypeOf<ContractFunctionArgs<typeof spokeAbi, "nonpayable", "fill">[2]>();
  expectTypeOf<{ order: Order; fills: readonly Fill[] }>().toEqualTypeOf<
    ContractFunctionArgs<typeof hubAbi, "nonpayable", "settle">[0][number]
  >();
});
