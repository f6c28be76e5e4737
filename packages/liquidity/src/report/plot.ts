import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Run } from "./formatTable.ts";

use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

type Line = { readonly name: string; readonly values: readonly number[] };

/** SVG files by name: the last run in detail, and all of them beside each other. */
export function plot(runs: readonly Run[]): ReadonlyMap<string, string> {
  const { outcome, attack } = runs.at(-1)!;
  const { name } = outcome.settings;
  const { custody, fees, reserve, potential } = outcome.series;
  const all = (of: (run: Run["outcome"]) => readonly number[]): Line[] =>
    runs.map((run) => ({ name: run.outcome.settings.name, values: of(run.outcome) }));
  const chains = custody.map((values, chain) => ({
    name: `chain ${chain}`,
    values: values.map((ratio) => Math.min(ratio, 6)),
  }));
  return new Map([
    ["custody.svg", lines(`Custody / target (${name})`, chains)],
    [
      "fills.svg",
      lines(
        "Orders filled at once, mean of 7 days",
        all(({ series }) => smooth(series.atOnce)),
      ),
    ],
    [
      "share-price.svg",
      lines(
        "Share price",
        all(({ series }) => series.sharePrice),
        1,
      ),
    ],
    [
      "liquidity.svg",
      lines(
        "Liquidity",
        all(({ series }) => series.liquidity),
      ),
    ],
    [
      "reserve.svg",
      lines(`Reserve (${name})`, [
        { name: "fees collected on the day", values: fees.map((sum, day) => sum - (fees[day - 1] ?? 0)) },
        { name: "reserve", values: reserve },
        { name: "potential", values: potential },
      ]),
    ],
    ["attacks.svg", bars(attack.attempts)],
  ]);
}

function smooth(values: readonly number[]): number[] {
  return values.map((_, day) => {
    const week = values.slice(Math.max(0, day - 6), day + 1);
    return week.reduce((sum, value) => sum + value, 0) / week.length;
  });
}

function lines(title: string, series: readonly Line[], least?: number): string {
  return render({
    title: { text: title, left: "center" },
    legend: { top: 30 },
    grid: { top: 70, left: 80, right: 20, bottom: 45 },
    xAxis: { type: "value", name: "day", nameLocation: "middle", nameGap: 28, max: "dataMax" },
    yAxis: { type: "value", ...(least === undefined ? {} : { min: least }) },
    series: series.map(({ name, values }) => ({
      ...{ type: "line", name, showSymbol: false, lineStyle: { width: 1.2 } },
      data: values.map((value, day) => [day, value]),
    })),
  });
}

function bars(attempts: Run["attack"]["attempts"]): string {
  return render({
    title: { text: "Attackers' profit from the fee, over all attacked orders", left: "center" },
    legend: { top: 30 },
    grid: { top: 70, left: 240, right: 20, bottom: 45 },
    xAxis: { type: "value" },
    yAxis: { type: "category", inverse: true, data: attempts.map(({ name }) => name) },
    series: [
      { type: "bar", name: "with the attack", data: attempts.map(({ profit }) => profit) },
      { type: "bar", name: "by rebalancing alone", data: attempts.map(({ rebalancing }) => rebalancing) },
    ],
  });
}

function render(option: EChartsCoreOption): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 960, height: 480 });
  chart.setOption({ animation: false, backgroundColor: "#fff", ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
