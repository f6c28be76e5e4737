import type { Hex } from "viem";
import type { Fill } from "../report/Fill.ts";
import type { Order } from "./Order.ts";

/** An order, shown again to the hub, with the fills that were reported to it. */
export type ReportedOrder = {
  order: Order;
  /** `hashCalls` of the order's calls, if they are left out of `order`; zero if they are in it. */
  callsHash: Hex;
  /** One per leg, exactly as reported; `filledAt` zero for a leg without a report, or one not to be shown. */
  fills: readonly Fill[];
};
