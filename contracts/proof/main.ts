/** Proves what holds of the imbalance fee, with the solver Z3: exit code 1 if a claim is wrong or undecided. */
import { init } from "z3-solver";
import { claimsOf } from "./claims.ts";

const millisecondsPerClaim = 20_000;

const { Context, em } = await init();
const z3 = Context("proof");
let failures = 0;
for (const { name, given, then } of claimsOf(z3)) {
  const solver = new z3.Solver();
  solver.set("timeout", millisecondsPerClaim);
  solver.add(...given);
  const started = performance.now();
  // From what can't be, anything follows.
  const possible = await solver.check();
  solver.add(z3.Not(then));
  const answer = possible === "sat" ? await solver.check() : "unknown";
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (answer === "unsat") {
    console.log(`proved in ${seconds} s: ${name}`);
    continue;
  }
  failures += 1;
  console.error(answer === "sat" ? `wrong: ${name}\n${solver.model()}` : `undecided after ${seconds} s: ${name}`);
}
em.PThread.terminateAllThreads();
process.exitCode = failures === 0 ? 0 : 1;
