import { checks } from "./readExpectations.ts";
import type { VerifiedState } from "./verifyState.ts";

/** What was compared as tables, then a line per difference. */
export function formatVerified({ cut, checkpoints, counts, tokens, differences }: VerifiedState): string {
  const chains = checkpoints.map(({ chainId, name, blockNumber }) => [
    ...[chainId, name, blockNumber],
    ...checks.map((check) => `${counts.get(chainId)?.get(check) ?? 0}`),
  ]);
  const balances = tokens.map(({ chainId, token, owed, total, held }) => [
    ...[chainId, token, `${total}`, held === undefined ? "unknown" : `${held}`],
    held === undefined ? "" : `${held - total}`,
    [...owed].map(([kind, amount]) => `${kind} ${amount}`).join(", "),
  ]);
  return [
    `cut ${cut}`,
    "",
    formatTable([["chain", "name", "block", ...checks], ...chains]),
    "",
    formatTable([["chain", "token", "owed", "held", "surplus", "of it"], ...balances]),
    "",
    ...differences,
    differences.length === 0 ? "the state is as the chains are" : `${differences.length} differences`,
  ].join("\n");
}

function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
