import type { Attack } from "../attack/createProbe.ts";
import type { Outcome } from "../simulate.ts";

/** A run and what attackers could have earned in it. */
export type Run = { readonly outcome: Outcome; readonly attack: Attack };

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const money = (sum: number) => Math.round(sum).toLocaleString("en-US").replace(/^-0$/, "0");
const perYear = (sum: number, { settings }: Outcome) => money((sum * 365) / settings.days);
const basisPoints = (share: number) => `${(1e4 * share).toFixed(1)} bp`;

const rows: readonly (readonly [string, (outcome: Outcome) => string])[] = [
  ["orders brought to the vault", ({ orders }) => money(orders.total)],
  ["  filled at once", ({ orders }) => percent(orders.atOnce / orders.total)],
  ["  within an hour", ({ orders }) => percent(orders.withinHour / orders.total)],
  ["their value", ({ value }) => money(value.total)],
  ["  filled at once", ({ value }) => percent(value.atOnce / value.total)],
  ["  within an hour", ({ value }) => percent(value.withinHour / value.total)],
  ["not at once: too small a spread", ({ refused }) => money(refused.spread)],
  ["  no custody", ({ refused }) => money(refused.custody)],
  ["  rate limit of the origin", ({ refused }) => money(refused.limit)],
  ["users paid", ({ spread }) => basisPoints(spread)],
  ["return of liquidity, per year", ({ providersReturn }) => `${(100 * providersReturn).toFixed(2)} %`],
  ["liquidity, on average", ({ liquidity }) => money(liquidity)],
  ["least custody / target", ({ leastCustody }) => percent(leastCustody)],
  ["below a tenth of the target: longest", ({ longestLack }) => `${longestLack} h`],
  ["  all chains together", ({ lack }) => `${money(lack)} h`],
  ["fees collected, per year", (outcome) => perYear(outcome.fees, outcome)],
  ["payout fees, per year", (outcome) => perYear(outcome.payoutFees, outcome)],
  ["rebates paid, per year", (outcome) => perYear(outcome.rebates, outcome)],
  ["to the vault from the reserve, per year", (outcome) => perYear(outcome.dripped, outcome)],
  ["reserve in the end", ({ reserve }) => money(reserve)],
  ["rebalancers moved, per year", (outcome) => perYear(outcome.rebalancers.moved, outcome)],
  ["  and earned", (outcome) => perYear(outcome.rebalancers.profit, outcome)],
  ["solvers filled, per year", (outcome) => perYear(outcome.solver.filled, outcome)],
  ["  repaid elsewhere", ({ solver }) => (solver.filled === 0 ? "none" : percent(solver.elsewhere / solver.filled))],
  ["  earned from the fee, per year", (outcome) => perYear(outcome.solver.profit, outcome)],
  ["drainer and disturber earned, per year", (outcome) => perYear(outcome.disturber, outcome)],
  ["a lying chain took", ({ lie }) => money(lie.taken)],
  ["  and could at most", ({ lie }) => money(lie.bound)],
];

/** A column per run; attackers' lines say what was earned, what of it exceeds rebalancing alone, and what would without bounds. */
export function formatTable(runs: readonly Run[]): string {
  const lines = [
    ["", ...runs.map(({ outcome }) => outcome.settings.name)],
    ...rows.map(([label, cell]) => [label, ...runs.map(({ outcome }) => cell(outcome))]),
    ...attackLines(runs.map(({ attack }) => attack)),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => pad(cell, widths[column]!, column === 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function attackLines(attacks: readonly Attack[]): string[][] {
  if (attacks.every(({ moments }) => moments === 0)) return [];
  return [
    ["attacked orders (see --help)", ...attacks.map(({ moments }) => money(moments))],
    ["  their value", ...attacks.map(({ value }) => money(value))],
    ...attacks[0]!.attempts.map(({ name }, index) => [
      `  ${name}`,
      ...attacks.map(({ attempts }) => earned(attempts[index]!)),
    ]),
  ];
}

const earned = ({ profit, excess, unbounded }: Attack["attempts"][number]) =>
  [profit, excess, unbounded].map((sum) => sum.toFixed(1)).join(" / ");

const pad = (cell: string, width: number, left: boolean) => (left ? cell.padEnd(width) : cell.padStart(width));
