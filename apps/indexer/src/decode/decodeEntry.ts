import { addressToAccount, decodeInstruction, decodeReport } from "@concert/types";
import {
  instructionConfigure,
  instructionPay,
  reportCancelled,
  reportDeposited,
  reportEscrowed,
  reportFilled,
  reportHeartbeat,
} from "@concert/types/tables";
import type { PgTable } from "drizzle-orm/pg-core";
import { createKeccak } from "hash-wasm";
import type { Hex } from "viem";

/** In wei. */
const gwei = 1_000_000_000n;

const keccak = await createKeccak(256);

export function hashEntry(entry: string): string {
  return `0x${keccak
    .init()
    .update(Buffer.from(entry.slice(2), "hex"))
    .digest("hex")}`;
}

/** The row that says what an entry is, without its key; none if the entry is malformed. */
export function decodeEntry(entry: Hex, sender: "hub" | "spoke"): { table: PgTable; values: string[] } | undefined {
  if (sender === "hub") {
    const instruction = decodeInstruction(entry);
    switch (instruction.kind) {
      case "malformed":
        return undefined;
      case "pay": {
        const { token, account, amount, fee, tokenFee } = instruction;
        return { table: instructionPay, values: [token, account, `${amount}`, `${fee}`, `${tokenFee}`] };
      }
      case "configure": {
        const { accepting, entryFeeGwei } = instruction;
        return { table: instructionConfigure, values: [`${accepting}`, `${entryFeeGwei * gwei}`] };
      }
    }
  }
  const report = decodeReport(entry);
  switch (report.kind) {
    case "malformed":
      return undefined;
    case "heartbeat":
      return { table: reportHeartbeat, values: [`${report.timestamp}`, `${report.gasPrice}`] };
    case "escrowed":
      return { table: reportEscrowed, values: [`${report.timestamp}`, report.orderId, `${report.fee}`] };
    case "cancelled":
      return { table: reportCancelled, values: [`${report.timestamp}`, report.orderId, `${report.fee}`] };
    case "deposited": {
      const { timestamp, depositor, deposit, fee } = report;
      const { token, amount, beneficiary, minimum, toVault } = deposit;
      return {
        table: reportDeposited,
        values: [
          ...[`${timestamp}`, addressToAccount(token), `${amount}`, depositor],
          ...[beneficiary, `${minimum}`, `${toVault}`, `${fee}`],
        ],
      };
    }
    case "filled": {
      const { filledAt, hold, solver, repayment, fee } = report.fill;
      return {
        table: reportFilled,
        values: [
          `${filledAt}`,
          report.orderId,
          `${report.leg}`,
          `${hold}`,
          solver,
          repayment.account,
          repayment.ledgerAccount,
          `${repayment.chain}`,
          `${repayment.maxFee}`,
          `${fee}`,
        ],
      };
    }
  }
}
