import { decodeInstruction, decodeReport } from "@concert/types";
import { instructionPay, reportEscrowed, reportFilled, reportHeartbeat } from "@concert/types/tables";
import type { PgTable } from "drizzle-orm/pg-core";
import { createKeccak } from "hash-wasm";
import type { Hex } from "viem";

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
    if (instruction.kind === "malformed") return undefined;
    const { token, account, amount } = instruction;
    return { table: instructionPay, values: [token, account, `${amount}`] };
  }
  const report = decodeReport(entry);
  switch (report.kind) {
    case "malformed":
      return undefined;
    case "heartbeat":
      return { table: reportHeartbeat, values: [`${report.timestamp}`] };
    case "escrowed":
      return { table: reportEscrowed, values: [`${report.timestamp}`, report.orderId] };
    case "filled": {
      const { filledAt, hold, solver, repayment } = report.fill;
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
        ],
      };
    }
  }
}
