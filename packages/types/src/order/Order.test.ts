import type { ContractFunctionArgs } from "viem";
import { expectTypeOf, test } from "vitest";
import type { FeePolicy } from "../fee/FeePolicy.ts";
import type { hubAbi, spokeAbi } from "../generated/abis.ts";
import type { Repayment } from "../report/Fill.ts";
import type { Order } from "./Order.ts";
import type { ReportedOrder } from "./ReportedOrder.ts";

test("the types are those that the contracts take", () => {
  expectTypeOf<Order>().toEqualTypeOf<ContractFunctionArgs<typeof spokeAbi, "payable", "open">[0]>();
  expectTypeOf<Repayment>().toEqualTypeOf<ContractFunctionArgs<typeof spokeAbi, "payable", "fill">[2]>();
  expectTypeOf<ReportedOrder>().toEqualTypeOf<ContractFunctionArgs<typeof hubAbi, "nonpayable", "settle">[0][number]>();
  expectTypeOf<FeePolicy>().toEqualTypeOf<ContractFunctionArgs<typeof hubAbi, "nonpayable", "setFeePolicy">[1]>();
});
