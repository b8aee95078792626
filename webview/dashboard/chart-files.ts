import { visibleRows } from "../../src/shared/run/series";
import { fileName, type PictureKind, pngOf } from "../components/chart-file";
import type { Host } from "../components/host";
import type { ChartContext, DrawnChart } from "./chart-canvas";
import { chartSvg } from "./chart-picture";
import type { ChartSpec } from "./chart-specs";

/* Saves a chart as SVG, PNG or CSV. */

/** Hands a chart over as a file of a kind, under the run's name. */
export async function saveChart(
  kind: PictureKind,
  drawn: DrawnChart,
  host: Pick<Host, "saveFile">,
): Promise<void> {
  const { spec, context } = drawn;
  const run = context.model.summary?.record.id ?? "run";
  const name = `${run}-${fileName(spec.title)}.${kind}`;
  if (kind === "csv") return host.saveFile(name, chartCsv(spec, context), "utf8");
  const svg = chartSvg(drawn);
  if (kind === "svg") host.saveFile(name, svg, "utf8");
  else host.saveFile(name, await pngOf(svg), "base64");
}

/**
 * The values of a chart in the visible range, as comma-separated values: all rows that the page has
 * of it.
 */
function chartCsv(spec: ChartSpec, context: ChartContext): string {
  const { range, settings } = context;
  const first = spec.lines[0];
  if (!first) return "";
  const { x } = first.raw(context);
  const step = first.raw({ ...context, settings: { ...settings, axis: "step" } }).x;
  const time = first.raw({ ...context, settings: { ...settings, axis: "time" } }).x;
  const columns = [
    { name: "step", values: step as ArrayLike<number> },
    { name: "time", values: time as ArrayLike<number> },
    ...spec.lines.flatMap((line) => line.columns(context)),
  ];
  const { start, end } = visibleRows(x, range.min, range.max);
  const rows = [columns.map(({ name }) => name).join(",")];
  for (let row = start; row < end; row++) {
    if (x[row]! < range.min || x[row]! > range.max) continue;
    rows.push(columns.map(({ values }) => csvNumber(values[row])).join(","));
  }
  return `${rows.join("\n")}\n`;
}

/** What is no number is an empty cell, which spreadsheets and data frames read as missing. */
const csvNumber = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? "" : String(value);
