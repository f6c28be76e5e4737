import { encodePacked, type Hex } from "viem";
import type { Report } from "./Report.ts";

/**
 * The channel entry of a report.
 *
 * @throws If a value does not fit its type.
 */
export function encodeReport(report: Report): Hex {
  switch (report.kind) {
    case "heartbeat":
      return encodePacked(["uint8", "uint64"], [0, report.timestamp]);
    case "escrowed":
      return encodePacked(["uint8", "uint64", "bytes32"], [1, report.timestamp, report.orderId]);
    case "filled": {
      const { filledAt, hold, solver, repayment } = report.fill;
      return encodePacked(
        ["uint8", "uint64", "bytes32", "uint8", "bool", "address", "bytes32", "address", "uint64"],
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
        ],
      );
    }
  }
}
