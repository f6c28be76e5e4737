import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { InputError } from "@concert/types";
import { largestSlope } from "./fee/Imbalance.ts";
import { formatTable } from "./report/formatTable.ts";
import { plot } from "./report/plot.ts";
import { defaults, type Settings } from "./Settings.ts";
import { simulate } from "./simulate.ts";

type Option = {
  readonly setting: Exclude<keyof Settings, "name">;
  readonly least: number;
  readonly most: number;
  readonly integer?: boolean;
  readonly help: string;
};

const options: Readonly<Record<string, Option>> = {
  chains: { setting: "chains", least: 3, most: 32, integer: true, help: "how many chains" },
  days: { setting: "days", least: 1, most: 3_650, integer: true, help: "how long" },
  seed: { setting: "seed", least: 0, most: 4_294_967_295, integer: true, help: "what all draws follow from" },
  orders: { setting: "ordersPerDay", least: 1, most: 100_000, help: "orders per day" },
  liquidity: { setting: "liquidity", least: 1_000, most: 1e10, help: "tokens put in at first" },
  slope: {
    setting: "slope",
    least: 0,
    most: 25_000,
    integer: true,
    help: "half the marginal fee when empty, millionths",
  },
  target: { setting: "target", least: 0, most: 10, help: "all targets, as a share of the liquidity" },
  rebate: { setting: "rebate", least: 0, most: 0.5, help: "share of a fall of the potential that is paid back" },
  window: { setting: "windowSeconds", least: 1, most: 864_000, integer: true, help: "seconds in which a peak decays" },
  payout: { setting: "payoutFee", least: 0, most: 1_000, help: "what each payout pays to whoever delivers it" },
  margin: { setting: "margin", least: 0, most: 100_000, integer: true, help: "the vault's, millionths of the output" },
  pass: { setting: "pass", least: 0, most: 1, help: "share of a fill's rebate that makes the order cheaper" },
  limit: { setting: "limit", least: 0.0001, most: 10, help: "rate limit of a chain, as a share of the liquidity" },
  refill: { setting: "refillHours", least: 0.01, most: 10_000, help: "hours in which a limit refills" },
  unlock: {
    setting: "unlockHours",
    least: 0,
    most: 10_000,
    help: "hours in which profit comes to belong to the shares",
  },
  drip: {
    setting: "dripDays",
    least: 0,
    most: 10_000,
    integer: true,
    help: "days in which the reserve's surplus does; 0: never",
  },
  guardian: {
    setting: "guardianHours",
    least: 1,
    most: 1_000,
    integer: true,
    help: "hours until a lying chain is stopped",
  },
  attacks: {
    setting: "attacks",
    least: 0,
    most: 100_000,
    integer: true,
    help: "at about how many orders attacks are tried",
  },
  carriage: { setting: "carriage", least: 0, most: 100_000, help: "what rebalancing costs, millionths" },
  tolerance: {
    setting: "tolerance",
    least: 0,
    most: 100_000,
    help: "the spread that half the users accept, millionths",
  },
};

const usage = `usage: sim liquidity [--out DIRECTORY] [--sweep NAME=VALUE,VALUE,…] [--NAME VALUE …]
  Plays one asset on several chains for a year, with several sets of parameters, or, with --sweep, with several values
  of one of them, prints a table, and writes plots as SVG files to the directory of --out.

${Object.entries(options)
  .map(([name, { setting, help }]) => `  --${name.padEnd(10)} ${String(defaults[setting]).padStart(8)}  ${help}`)
  .join("\n")}

Attackers' lines say what a strategy could have earned from the fee at the orders that were looked at, with the best
amount at each; what of that exceeds what rebalancing alone would have earned; and what would if orders had no bounds.`;

async function main(): Promise<void> {
  const { positionals, values } = parse();
  if (values.help === true) {
    console.log(usage);
    return;
  }
  if (positionals[0] !== "liquidity" || positionals.length > 1) {
    throw new InputError(`${positionals.join(" ") || "nothing"} is no simulation: give "liquidity".`);
  }
  const given = Object.entries(options).flatMap(([name, { setting }]) => {
    const value = values[name];
    return typeof value === "string" ? [[setting, number(name, value)]] : [];
  });
  const settings: Settings = { ...defaults, ...Object.fromEntries(given) };
  const sets = typeof values.sweep === "string" ? sweep(settings, values.sweep) : compare(settings);
  const runs = sets.map((set) => {
    const outcome = simulate(set);
    return { outcome, attack: outcome.attack() };
  });
  console.log(formatTable(runs));
  if (typeof values.out !== "string") return;
  await write(values.out, plot(runs));
}

/** What the chosen parameters are to be judged against. */
function compare(settings: Settings): Settings[] {
  return [
    { ...settings, name: "no fee", slope: 0 },
    { ...settings, name: "no rebate", rebate: 0 },
    { ...settings, name: "steep", slope: Math.min(Number(largestSlope), 4 * settings.slope) },
    { ...settings, name: "wide", target: 2 * settings.target },
    { ...settings, name: "fill only", pass: 0, dripDays: 0, unlockHours: 0 },
    settings,
  ];
}

function sweep(settings: Settings, text: string): Settings[] {
  const [, name = "", list = ""] = /^([a-z]+)=(.+)$/.exec(text) ?? [];
  const option = options[name];
  if (option === undefined) {
    throw new InputError(`--sweep is ${JSON.stringify(text)}: give NAME=VALUE,VALUE with a name of --help.`);
  }
  return list
    .split(",")
    .map((value) => ({ ...settings, [option.setting]: number(name, value), name: `${name} ${value}` }));
}

function number(name: string, text: string): number {
  const { least, most, integer = false } = options[name]!;
  const value = Number(text);
  if (text.trim() !== "" && value >= least && value <= most && (!integer || Number.isInteger(value))) return value;
  throw new InputError(
    `--${name} is ${JSON.stringify(text)}: give ${integer ? "an integer" : "a number"} from ${least} to ${most}.`,
  );
}

function parse(): { positionals: string[]; values: Readonly<Record<string, string | boolean | undefined>> } {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        ...Object.fromEntries(Object.keys(options).map((name) => [name, { type: "string" as const }])),
        out: { type: "string" },
        sweep: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new InputError(`${(error as Error).message.split(/\.? ?\n|\. /)[0]}: see --help.`, { cause: error });
  }
}

async function write(directory: string, files: ReadonlyMap<string, string>): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    for (const [name, text] of files) await writeFile(join(directory, name), text);
  } catch (error) {
    throw new InputError(
      `--out is ${JSON.stringify(directory)}, which cannot be written: ${(error as Error).message}.`,
      {
        cause: error,
      },
    );
  }
  console.log(`\n${[...files.keys()].map((name) => join(directory, name)).join("\n")}`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
