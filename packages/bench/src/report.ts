import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { explainFloor, type FloorRates } from "./explainFloor.ts";
import { formatTable } from "./results.ts";

type Common = {
  measuredAt: string;
  machine: { processors: number; model: string; gigabytes: number; node: string };
};

type Backfill = Common & {
  events: number;
  indexer: { seconds: number; eventsPerSecond: number; requests: number; megabytes: number };
  floor: FloorRates;
  ratio: number;
  eventsPerCopiedRow: number;
};
type Latency = Common & { milliseconds: { name: string; median: number; p95: number }[] };
type Growth = Common & {
  fresh: { eventsPerSecond: number; blockMilliseconds: number };
  grown: { events: number; eventsPerSecond: number; blockMilliseconds: number };
  ratio: number;
};
type Memory = Common & { measured: { eventsPerBlock: number; megabytes: number }[] };

const results = join(import.meta.dirname, "../results");
const readme = join(import.meta.dirname, "../../../README.md");
const begin = '<!-- What the benches measured last: written by "bench report". -->';
const end = "<!-- The end of it. -->";

/** Writes what was measured last into README. */
export async function report(): Promise<void> {
  const [backfill, latency, growth, memory] = await Promise.all([
    read<Backfill>("backfill"),
    read<Latency>("latency"),
    read<Growth>("growth"),
    read<Memory>("memory"),
  ]);
  const rows = [
    ...(backfill === undefined ? [] : rowsOfBackfill(backfill)),
    ...(latency?.milliseconds ?? []).map(({ name, median, p95 }) => [
      "latency",
      `${name}: from servable to committed`,
      `${median} ms median, ${p95} ms at the 95th percentile`,
    ]),
    ...(growth === undefined ? [] : rowsOfGrowth(growth)),
    ...(memory?.measured ?? []).map(({ eventsPerBlock, megabytes }) => [
      "memory",
      `${eventsPerBlock} events per block`,
      `${megabytes} MB`,
    ]),
  ];
  const machines = [backfill, latency, growth, memory].flatMap((measured) => measured?.machine ?? []);
  const [machine] = machines;
  if (machine === undefined) throw new Error("nothing was measured yet.");
  const { processors, model, gigabytes, node } = machine;
  const figures = [
    formatTable(["`pnpm bench …`", "", "measured"], rows),
    ...(backfill === undefined ? [] : [`The floor: ${explainFloor(backfill.floor)}`, ""]),
    `On ${processors} cores (${model}, ${gigabytes} GB), which provider, indexer and Postgres share, with Node ${node.slice(1)}.`,
  ].join("\n");

  const text = await readFile(readme, "utf8");
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`README lacks the lines ${begin} and ${end}.`);
  await writeFile(readme, `${before}${begin}\n\n${figures}\n\n${end}${after}`);
  console.log(figures);
}

function rowsOfBackfill({ events, indexer, floor, ratio, eventsPerCopiedRow }: Backfill): string[][] {
  const { stages } = floor;
  const rates = Object.entries(stages).map(([name, rate]) => `${name} ${rate}`);
  return [
    ["backfill", `${events} events, cold to ready`, `${indexer.eventsPerSecond} events/s (${indexer.seconds} s)`],
    ["", "of the floor in the same run", `${ratio} of ${floor.eventsPerSecond} events/s`],
    ["", "events per row of COPY alone", `${eventsPerCopiedRow}, COPY alone making ${floor.copyRowsPerSecond} rows/s`],
    ["", "the floor's stages by themselves, per second", rates.join(", ")],
    ["", "requests, memory (RSS, peak)", `${indexer.requests}, ${indexer.megabytes} MB`],
  ];
}

function rowsOfGrowth({ fresh, grown, ratio }: Growth): string[][] {
  return [
    [
      "growth",
      `${grown.events} events in the tables, to none`,
      `${ratio} of ${fresh.eventsPerSecond} events/s; one block ${grown.blockMilliseconds} ms, to ${fresh.blockMilliseconds} ms`,
    ],
  ];
}

async function read<Results>(name: string): Promise<Results | undefined> {
  const file = join(results, `${name}.json`);
  return existsSync(file) ? (JSON.parse(await readFile(file, "utf8")) as Results) : undefined;
}
