import type { Fill, Order } from "@concert/types";
import { call, leg, order } from "@concert/types/tables";
import { asc, inArray } from "drizzle-orm";
import type { Hex } from "viem";
import type { ReportedOrder } from "../hub/ReportedOrder.ts";
import { unreportedFill } from "../hub/ReportedOrder.ts";
import type { Snapshot } from "./connectState.ts";

type OrderRow = typeof order.$inferSelect;
type LegRow = typeof leg.$inferSelect;
type CallRow = typeof call.$inferSelect;

/** An order as the state knows it. */
export type IndexedOrder = ReportedOrder & {
  orderId: Hex;
  decision: OrderRow["decision"];
  /** Seconds; null while no chain has shown it opened. */
  openedAt: bigint | null;
  /** What became of each leg. */
  legs: LegRow[];
};

/**
 * Reads orders by id, with the fills that the hub has processed: what `settle`, `abort` and `refund` take. Orders of
 * which only reports are known, or whose calls are not, are left out, and so are ids of none.
 */
export async function readOrders(snapshot: Snapshot, orderIds: readonly Hex[]): Promise<IndexedOrder[]> {
  if (orderIds.length === 0) return [];
  const orders = await snapshot.select().from(order).where(inArray(order.orderId, orderIds));
  const calls = await snapshot.select().from(call).where(inArray(call.orderId, orderIds)).orderBy(asc(call.chainId));
  const legs = await snapshot.select().from(leg).where(inArray(leg.orderId, orderIds)).orderBy(asc(leg.position));
  const legsOf = Map.groupBy(legs, (row) => row.orderId);
  const callsOf = Map.groupBy(calls, (row) => row.orderId);

  return orders.flatMap((row) => {
    const rows = legsOf.get(row.orderId) ?? [];
    const whole = toOrder(row, rows, callsOf.get(row.orderId) ?? []);
    if (!whole) return [];
    const { orderId, decision, openedAt } = row;
    return [{ orderId, decision, openedAt, order: whole, fills: rows.map(toReportedFill), legs: rows }];
  });
}

/** Undefined while the order itself, or what its calls are, is unknown. */
function toOrder(row: OrderRow, legs: readonly LegRow[], calls: readonly CallRow[]): Order | undefined {
  const { user, nonce, openDeadline, fillDeadline, solver, exclusiveUntil, pooled, cancellable } = row;
  if (legs.length !== row.legCount || calls.length !== row.callCount) return undefined;
  return present({
    user,
    nonce,
    openDeadline,
    fillDeadline,
    solver,
    exclusiveUntil,
    pooled,
    cancellable,
    legs: legs.map(({ originChain, inputToken, inputAmount, destinationChain, outputToken, outputAmount, recipient }) =>
      present({ originChain, inputToken, inputAmount, destinationChain, outputToken, outputAmount, recipient }),
    ),
    calls: calls.map(({ chainId, fallbackRecipient, calls, gas }) =>
      present({ chain: chainId, fallbackRecipient, calls, gas }),
    ),
  });
}

function toReportedFill(row: LegRow): Fill {
  if (!row.fillReported) return unreportedFill;
  const { filledAt, hold, solver, repaymentAccount, repaymentLedgerAccount, repaymentChain, fillFee } = row;
  const { repaymentMaxFee: maxFee } = row;
  const repayment = present({
    account: repaymentAccount,
    ledgerAccount: repaymentLedgerAccount,
    chain: repaymentChain,
    maxFee,
  });
  return { ...present({ filledAt, hold, solver, fee: fillFee }), repayment };
}

type Present<Row> = { [Key in keyof Row]: NonNullable<Row[Key]> };

/** Columns that are null together, on a row that has them. */
function present<Row extends Record<string, unknown>>(row: Row): Present<Row> {
  for (const [name, value] of Object.entries(row)) {
    if (value === null) throw new TypeError(`The state has a row without ${name} where it must have one.`);
  }
  return row as Present<Row>;
}
