import { encodePacked, type Hex, numberToHex } from "viem";
import type { CancelledReport, EscrowedReport, Report } from "./Report.ts";

/**
 * The channel entry of a report.
 *
 * @throws If a value does not fit its type.
 */
export function encodeReport(report: Report): Hex {
  switch (report.kind) {
    case "heartbeat":
      return encodePacked(["uint8", "uint64", "uint64"], [0, report.timestamp, report.gasPrice]);
    case "escrowed":
      return encodeReportOfOrder(1, report);
    case "cancelled":
      return encodeReportOfOrder(3, report);
    case "filled": {
      const { filledAt, hold, solver, repayment, fee } = report.fill;
      return encodePacked(
        ["uint8", "uint64", "bytes32", "uint8", "bool", "address", "bytes32", "address", "uint64", "bytes5"],
        [
          2,
          filledAt,
          report.orderId,
          report.leg,
          hold,
          solver,
          repayment.account,
          repayment.ledgerAccount,
          repayment.chain,
          numberToHex(fee, { size: 5 }),
        ],
      );
    }
  }
}

function encodeReportOfOrder(kind: number, { timestamp, orderId, fee }: EscrowedReport | CancelledReport): Hex {
  return encodePacked(
    ["uint8", "uint64", "bytes32", "bytes5"],
    [kind, timestamp, orderId, numberToHex(fee, { size: 5 })],
  );
}
