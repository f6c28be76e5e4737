import { tokens, units } from "../amount.ts";
import type { Wish } from "../flow/createFlow.ts";
import { arrive, balanceOf, depart, type Pool, payableOn, quoteDeparture } from "../pool/Pool.ts";

export const solverAccount = "solver";

const account = solverAccount;

/** Active solvers together: tokens of their own on every chain, paid wherever they like. Money is tokens. */
export type Solver = {
  readonly inventory: number[];
  readonly wanted: readonly number[];
  /** Of a repayment, the share that a fee may take. */
  readonly mostFee: number;
  filled: number;
  /** What was repaid on a chain other than the origin, or on the ledger. */
  repaidElsewhere: number;
  fees: number;
  rebates: number;
};

/** Fills an order from the solver's own tokens, and is repaid on the chain where it lacks most. Returns whether it could. */
export function solve(pool: Pool, solver: Solver, { origin, destination, input }: Wish, margin: number): boolean {
  const output = input * (1 - margin);
  if (solver.inventory[destination]! < output) return false;
  solver.inventory[destination]! -= output;
  solver.filled += input;
  const chain = neediest(solver);
  if (chain === origin) {
    solver.inventory[origin]! += input;
    return true;
  }
  solver.repaidElsewhere += input;
  solver.rebates += tokens(arrive(pool, account, origin, units(input)));
  draw(pool, solver, chain, input);
  return true;
}

/** Takes what is on the ledger to where the solver lacks most. */
export function drawAll(pool: Pool, solver: Solver): void {
  for (let round = 0; round < 4; round++) {
    const sum = tokens(balanceOf(pool, account));
    const chain = neediest(solver);
    if (sum < 1_000) return;
    draw(pool, solver, chain, Math.min(0.999 * sum, Math.max(1_000, solver.wanted[chain]! - solver.inventory[chain]!)));
  }
}

function draw(pool: Pool, solver: Solver, chain: number, sum: number): void {
  const amount = units(Math.min(sum, 0.97 * tokens(balanceOf(pool, account))));
  if (amount <= 0n || payableOn(pool, chain) < amount) return;
  if (tokens(quoteDeparture(pool, chain, amount)) > solver.mostFee * tokens(amount)) return;
  solver.fees += tokens(depart(pool, account, chain, amount));
  solver.inventory[chain]! += tokens(amount);
}

function neediest({ inventory, wanted }: Solver): number {
  const lack = wanted.map((amount, chain) => inventory[chain]! / amount);
  return lack.indexOf(Math.min(...lack));
}
