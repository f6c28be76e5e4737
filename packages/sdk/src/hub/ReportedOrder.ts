import type { Fill, Order } from "@concert/types";
import { zeroAddress, zeroHash } from "viem";

/** An order, shown again to the hub, with the fills that were reported to it. */
export type ReportedOrder = {
  order: Order;
  /** One per leg, exactly as reported; `unreportedFill` for a leg without a report. */
  fills: readonly Fill[];
};

/** Stands for a leg of which no fill was reported. */
export const unreportedFill: Fill = {
  filledAt: 0n,
  hold: false,
  solver: zeroAddress,
  repayment: { account: zeroHash, ledgerAccount: zeroAddress, chain: 0n },
};
