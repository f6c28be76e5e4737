/**
 * Line and branch coverage of `src` by the unit and integration tests: prints a table, and fails below the threshold.
 *
 * The invariants are left out: what no named test reaches counts as uncovered.
 */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { failingTests } from "../analysis/failingTests.ts";
import { createPrivateCopy, listSources, readSolcSettings, readSource } from "../analysis/privateCopy.ts";
import { compile, errorsOf } from "../analysis/solc.ts";
import { type Inserted, showArms } from "./arms.ts";
import { readReport } from "./report.ts";
import { shortfalls, summarise, tabulate } from "./table.ts";

const THRESHOLD_PERCENT = 98;

const copy = createPrivateCopy();
const settings = await readSolcSettings(copy);
const names = listSources();
for (const folder of ["gas", "invariant"]) rmSync(join(copy.root, "test", folder), { recursive: true, force: true });
const parsed = compile({ root: copy.root, settings, sources: names, outputSelection: { "*": { "": ["ast"] } } });
const errors = errorsOf(parsed);
if (errors.length > 0) fail(errors.join("\n"));

const inserted = new Map<string, Inserted[]>();
for (const name of names) {
  const armed = showArms(name, readSource(copy, name), parsed.sources[name]!.ast);
  writeFileSync(join(copy.root, name), armed.text);
  inserted.set(name, armed.inserted);
}

// Without the optimizer a test of gas may fail; that all pass with it is for `pnpm test` to say.
const { code, output } = await copy.forge(["coverage", "--report", "debug", "--allow-failure"]);
if (code !== 0) fail(output);
for (const name of failingTests(output)) console.log(`${name} fails without the optimizer; what it runs counts`);

const files = readReport(output, inserted);
console.log(tabulate(files));
const missing = shortfalls(summarise(files), THRESHOLD_PERCENT);
if (missing.length > 0) fail(missing.join("\n"));

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
