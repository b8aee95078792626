import type { Point } from "../components/buckets";
import type { RunModel } from "../components/run-model";
import type { Chart } from "../components/chart-setup";
import type { Theme } from "../components/theme";
import { visibleRows } from "../../src/shared/run/series";
import type { ChartContext } from "./line-chart";
import type { ChartSpec } from "./chart-specs";

const HEADER = 44;
const MARGIN = 12;
const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/**
 * A chart as it is on the screen, as an SVG file: lines, axes, what was changed when, title and
 * legend.
 */
export function chartSvg(
  spec: ChartSpec,
  chart: Chart<"line", Point[]>,
  { theme, model, settings, marks }: ChartContext,
): string {
  const { left, right, top, bottom } = chart.chartArea;
  const width = Math.ceil(chart.width + 2 * MARGIN);
  const height = Math.ceil(chart.height + HEADER + 2 * MARGIN);
  const x = chart.scales["x"]!;
  const marked = marks.filter((mark) => mark.x >= x.min && mark.x <= x.max);
  const parts = [
    `<rect width="${width}" height="${height}" fill="${theme.background}"/>`,
    `<g transform="translate(${MARGIN} ${MARGIN + HEADER})">`,
    ...gridSvg(chart, theme),
    `<clipPath id="plot"><rect x="${left}" y="${top}" width="${right - left}" ` +
      `height="${bottom - top}"/></clipPath>`,
    `<g clip-path="url(#plot)" fill="none">`,
    // The first dataset lies on top.
    ...[...chart.data.datasets].reverse().map((dataset) => lineSvg(chart, dataset)),
    "</g>",
    ...marked.map((mark) => {
      const at = x.getPixelForValue(mark.x);
      const colour = mark.kind === "warning" ? theme.warning : theme.mark;
      return (
        `<line x1="${at}" x2="${at}" y1="${top - 4}" y2="${bottom}" stroke="${colour}"/>` +
        `<text x="${at + 3}" y="${top - 8}" fill="${colour}">${escape(mark.label)}</text>`
      );
    }),
    "</g>",
    headingSvg(spec, model, settings.hidden, theme),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 ` +
    `0 ${width} ${height}" font-family="sans-serif" ` +
    `font-size="${theme.fontSize}">\n${parts.join("\n")}\n</svg>\n`
  );
}

/** Grid lines and the numbers beside them. */
function gridSvg(chart: Chart<"line", Point[]>, theme: Theme): string[] {
  const { left, right, top, bottom } = chart.chartArea;
  const [x, y] = [chart.scales["x"]!, chart.scales["y"]!];
  const label = (text: unknown): string => escape(String(text ?? ""));
  return [
    `<g stroke="${theme.grid}">`,
    ...x.ticks.map(({ value }) => {
      const at = x.getPixelForValue(value);
      return `<line x1="${at}" x2="${at}" y1="${top}" y2="${bottom}"/>`;
    }),
    ...y.ticks.map(({ value }) => {
      const at = y.getPixelForValue(value);
      return `<line x1="${left}" x2="${right}" y1="${at}" y2="${at}"/>`;
    }),
    `</g><g fill="${theme.muted}">`,
    ...x.ticks.map(
      (tick) =>
        `<text x="${x.getPixelForValue(tick.value)}" y="${bottom + 16}" ` +
        `text-anchor="middle">${label(tick.label)}</text>`,
    ),
    ...y.ticks.map(
      (tick) =>
        `<text x="${left - 6}" y="${y.getPixelForValue(tick.value) + 4}" ` +
        `text-anchor="end">${label(tick.label)}</text>`,
    ),
    "</g>",
  ];
}

type Dataset = Chart<"line", Point[]>["data"]["datasets"][number];

/** A line with its gaps. */
function lineSvg(chart: Chart<"line", Point[]>, dataset: Dataset): string {
  const [x, y] = [chart.scales["x"]!, chart.scales["y"]!];
  const colour = String(dataset.borderColor);
  const pieces: string[] = [];
  const dots: string[] = [];
  let drawing = false;
  for (const point of dataset.data) {
    if (Number.isNaN(point.y)) {
      drawing = false;
      continue;
    }
    const at = [x.getPixelForValue(point.x), y.getPixelForValue(point.y)].map((v) => v.toFixed(2));
    pieces.push(`${drawing ? "L" : "M"}${at.join(" ")}`);
    drawing = true;
    if (dataset.pointRadius)
      dots.push(`<circle cx="${at[0]}" cy="${at[1]}" r="2" fill="${colour}"/>`);
  }
  const dash = (dataset.borderDash as number[] | undefined) ?? [];
  const style = dash.length > 0 ? ` stroke-dasharray="${dash.join(" ")}"` : "";
  return (
    `<path d="${pieces.join("")}" stroke="${colour}" ` +
    `stroke-width="${Number(dataset.borderWidth ?? 1.5)}"${style}/>${dots.join("")}`
  );
}

function headingSvg(
  { title, subtitle, lines }: ChartSpec,
  model: RunModel,
  hidden: readonly string[],
  theme: Theme,
): string {
  const name = [model.summary?.record.name, title, subtitle].filter(Boolean).join(": ");
  const legend = lines
    .filter(({ key }) => !hidden.includes(key))
    .map(
      (line) =>
        `<tspan fill="${theme[line.colour]}">■ </tspan><tspan>${escape(line.label)} ` +
        `${escape(line.latest(model) ?? "")}   </tspan>`,
    )
    .join("");
  return (
    `<text x="${MARGIN}" y="${MARGIN + 14}" font-weight="bold" ` +
    `font-size="${theme.fontSize + 2}" fill="${theme.foreground}">${escape(name)}</text>` +
    `<text x="${MARGIN}" y="${MARGIN + 34}" fill="${theme.foreground}" ` +
    `xml:space="preserve">${legend}</text>`
  );
}

/** An SVG file as the bytes of a PNG, in base 64, two pixels for each of its own. */
export async function pngOf(svg: string): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * image.naturalWidth;
  canvas.height = 2 * image.naturalHeight;
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png").replace(/^data:image\/png;base64,/, "");
}

/**
 * The values of a chart in the visible range, as comma-separated values: all rows that the page has
 * of it.
 */
export function chartCsv(spec: ChartSpec, context: ChartContext): string {
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
