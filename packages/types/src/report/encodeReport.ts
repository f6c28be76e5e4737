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
      return encodePacked(["uint8", "uint40", "uint64"], [0, time(report.timestamp), report.gasPrice]);
    case "escrowed":
      return encodeReportOfOrder(1, report);
    case "cancelled":
      return encodeReportOfOrder(3, report);
    case "filled": {
      const { filledAt, hold, solver, repayment, fee } = report.fill;
      return encodePacked(
        ["uint8", "uint40", "bytes32", "uint8", "bool", "address", "bytes32", "address", "uint64", "uint24", "bytes5"],
        [
          2,
          time(filledAt),
          report.orderId,
          report.leg,
          hold,
          solver,
          repayment.account,
          repayment.ledgerAccount,
          repayment.chain,
          repayment.maxFee,
          numberToHex(fee, { size: 5 }),
        ],
      );
    }
    case "deposited": {
      const { timestamp, depositor, deposit, fee } = report;
      const { token, amount, beneficiary, minimum, toVault } = deposit;
      return encodePacked(
        ["uint8", "uint40", "address", "uint128", "address", "address", "uint128", "bool", "bytes5"],
        [4, time(timestamp), token, amount, depositor, beneficiary, minimum, toVault, numberToHex(fee, { size: 5 })],
      );
    }
  }
}

function encodeReportOfOrder(kind: number, { timestamp, orderId, fee }: EscrowedReport | CancelledReport): Hex {
  return encodePacked(
    ["uint8", "uint40", "bytes32", "bytes5"],
    [kind, time(timestamp), orderId, numberToHex(fee, { size: 5 })],
  );
}

/** Five bytes are exact as a number; more are refused by whoever encodes them. */
function time(seconds: bigint): number {
  return Number(seconds);
}
