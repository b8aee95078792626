import { isCount } from "../shared/evaluation/evaluations";
import { measureTitle } from "../shared/evaluation/metrics";
import { quantile, shortCount, ticksOf, tickText, widened } from "./axis";
import { textOf } from "./grid";
import { formatSpread } from "./markdown";
import { type Curve, meanOfCurves } from "./series";
import type { MeasureInfo, RunSummaryOfStudy, Summary, SummaryRow } from "./summary";

/*
 * The picture of a study: a column for each choice, a row for each quantity over the steps, all
 * panels of a row to one scale. Every seed is a thin line.
 */

const PANEL = { width: 172, height: 92, gap: 14 };
const LEFT = 62;
const RIGHT = 16;
const TOP = 64;
/** The marks of the axis of steps, as shares of its length. */
const TICKS = [
  { t: 0, anchor: "start" },
  { t: 0.5, anchor: "middle" },
  { t: 1, anchor: "end" },
];
const BLOCK_GAP = 34;
/** Choices side by side; more of them go on below. */
const MOST_COLUMNS = 6;
/** Measures drawn; a table has room for more than a picture. */
const MOST_MEASURES = 4;
const BLUE = "#005ab5";
const ORANGE = "#d55e00";
const INK = "#222";
const GREY = "#666";
const GRID = "#e4e4e4";
const RED = "#c00";

/** A row of panels. */
interface Quantity {
  title: string;
  legend: { text: string; colour: string }[];
  lines: { colour: string; of(run: RunSummaryOfStudy): Curve }[];
  range: [number, number];
  /** A dashed line at this value. */
  rule?: number;
  /** Whether the mean of the seeds is drawn over them. */
  mean: boolean;
  /** Said above each panel; without it there is no room for it. */
  figure?(row: SummaryRow): string;
}

/** The study as an SVG page that any browser shows. */
export function studySvg(summary: Summary): string {
  const quantities = quantitiesOf(summary);
  const blocks = Array.from({ length: Math.ceil(summary.rows.length / MOST_COLUMNS) }, (_, i) =>
    summary.rows.slice(i * MOST_COLUMNS, (i + 1) * MOST_COLUMNS),
  );
  const columns = Math.min(MOST_COLUMNS, Math.max(1, summary.rows.length));
  const blockHeight = topsOf(quantities).at(-1)! + 14;
  const width = Math.max(520, LEFT + columns * (PANEL.width + PANEL.gap) - PANEL.gap + RIGHT);
  const height = TOP + blocks.length * blockHeight + (blocks.length - 1) * BLOCK_GAP;
  const seeds =
    summary.seeds.length > 1
      ? `${summary.seeds.length} seeds each, a thin line for each one; bold is their mean`
      : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif" font-size="11" fill="${INK}">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${LEFT}" y="26" font-size="16" font-weight="600">${escape(summary.name)}</text>
<text x="${LEFT}" y="44" fill="${GREY}">${escape(seeds)}</text>
${blocks
  .map(
    (rows, i) =>
      `<g transform="translate(0 ` +
      `${TOP + i * (blockHeight + BLOCK_GAP)})">\n${drawBlock(rows, quantities, lastStep(summary), i)}\n</g>`,
  )
  .join("\n")}
</svg>
`;
}

/** Above the panels of a row: the quantity's name, and where there are any the figures. */
const headHeight = ({ figure }: Quantity): number => (figure ? 35 : 22);
const rowHeight = (quantity: Quantity): number => headHeight(quantity) + PANEL.height + 12;
/** Where the rows of a block begin, and where the last one ends. */
const topsOf = (quantities: readonly Quantity[]): number[] =>
  quantities.reduce((tops, quantity) => [...tops, tops.at(-1)! + rowHeight(quantity)], [22]);

const lastStep = ({ rows }: Summary): number =>
  Math.max(1, ...rows.flatMap(({ runs }) => runs.map(({ steps }) => steps)));

function drawBlock(
  rows: readonly SummaryRow[],
  quantities: readonly Quantity[],
  last: number,
  block: number,
): string {
  const x = (column: number) => LEFT + column * (PANEL.width + PANEL.gap);
  const heads = rows.map(
    (row, i) =>
      `<text x="${x(i) + PANEL.width / 2}" y="12" text-anchor="middle" font-size="13" ` +
      `font-weight="600">${escape(shorten(textOf(row.labels) || "all runs", 28))}</text>`,
  );
  const tops = topsOf(quantities);
  const panels = quantities.flatMap((quantity, q) => {
    const top = tops[q]!;
    return [
      `<text x="${LEFT}" y="${top + 13}" ` +
        `font-weight="600">${escape(quantity.title)}${quantity.legend.map(({ text, colour }) => `<tspan dx="12" fill="${colour}">${escape(text)}</tspan>`).join("")}</text>`,
      ...rows.map(
        (row, i) =>
          `<g transform="translate(${x(i)} ` +
          `${top + headHeight(quantity)})">${drawPanel(row, quantity, last, i === 0, `clip-${block}-${q}-${i}`)}</g>`,
      ),
    ];
  });
  const bottom = tops.at(-1)!;
  const ticks = rows.flatMap((_, i) =>
    TICKS.map(({ t, anchor }) => {
      const at = `x="${x(i) + t * PANEL.width}" y="${bottom + 4}" text-anchor="${anchor}"`;
      const unit = t === 1 && i === 0 ? " steps" : "";
      return `<text ${at} fill="${GREY}">${shortCount(t * last)}${unit}</text>`;
    }),
  );
  return [...heads, ...panels, ...ticks].join("\n");
}

function drawPanel(
  row: SummaryRow,
  { lines, range: [low, high], rule, mean, figure }: Quantity,
  last: number,
  labelled: boolean,
  clip: string,
): string {
  const x = (step: number) => (step / last) * PANEL.width;
  const y = (value: number) => (1 - (value - low) / (high - low || 1)) * PANEL.height;
  const line = (curve: Curve, colour: string, width: number, opacity: number) =>
    drawCurve(
      curve.map(([step, value]) => [x(step).toFixed(1), y(value).toFixed(1)]),
      { colour, width, opacity },
    );
  const severalRuns = row.runs.length > 1;
  const crosses = row.runs
    .filter(({ status }) => status === "diverged")
    .map((run) => {
      const end = lines[0]!.of(run).at(-1)?.[1] ?? low;
      return (
        `<path d="M${(x(run.step) - 4).toFixed(1)} ` +
        `${(y(Math.min(high, Math.max(low, end))) - 4).toFixed(1)}l8 8m0 -8l-8 8" ` +
        `stroke="${RED}" stroke-width="1.6"/>`
      );
    });
  const said = figure?.(row);
  return [
    ...ticksOf(low, high).map(
      (tick) =>
        `<line x2="${PANEL.width}" y1="${y(tick)}" y2="${y(tick)}" ` +
        `stroke="${GRID}"/>${
          labelled
            ? `<text x="-6" y="${y(tick) + 4}" text-anchor="end" ` +
              `fill="${GREY}">${tickText(tick)}</text>`
            : ""
        }`,
    ),
    ...(rule === undefined
      ? []
      : [
          `<line x2="${PANEL.width}" y1="${y(rule)}" y2="${y(rule)}" stroke="${GREY}" ` +
            `stroke-dasharray="3 3"/>`,
        ]),
    `<clipPath id="${clip}"><rect x="-2" y="-2" width="${PANEL.width + 4}" ` +
      `height="${PANEL.height + 4}"/></clipPath><g clip-path="url(#${clip})">`,
    ...lines.flatMap(({ of, colour }) =>
      row.runs.map((run) => line(of(run), colour, 1, severalRuns && mean ? 0.45 : 0.7)),
    ),
    ...(mean && severalRuns
      ? lines.map(({ of, colour }) =>
          line(
            meanOfCurves(row.runs.filter(({ status }) => status !== "diverged").map(of)),
            colour,
            2.2,
            1,
          ),
        )
      : []),
    "</g>",
    `<rect width="${PANEL.width}" height="${PANEL.height}" fill="none" stroke="#bbb"/>`,
    ...crosses,
    ...(said ? [`<text x="${PANEL.width}" y="-5" text-anchor="end">${escape(said)}</text>`] : []),
  ].join("");
}

/** A curve through some places of a panel; a dot where there is only one. */
function drawCurve(
  places: readonly (readonly [x: string, y: string])[],
  { colour, width, opacity }: { colour: string; width: number; opacity: number },
): string {
  const [first] = places;
  if (first === undefined) return "";
  if (places.length === 1)
    return `<circle cx="${first[0]}" cy="${first[1]}" r="2" fill="${colour}"/>`;
  const path = places.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x} ${y}`).join("");
  const stroke = `stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"`;
  return `<path d="${path}" fill="none" ${stroke} opacity="${opacity}"/>`;
}

function quantitiesOf(summary: Summary): Quantity[] {
  const runs = summary.rows.flatMap((row) => row.runs);
  const measures = summary.measures
    .filter(({ name }) => runs.some(({ history }) => (history[name]?.length ?? 0) > 0))
    .slice(0, MOST_MEASURES);
  const both = (
    title: string,
    names: ["lossD", "lossG"] | ["dReal", "dFake"],
    legend: [string, string],
    range: [number, number],
    rule?: number,
  ): Quantity => ({
    title,
    mean: false,
    range,
    ...(rule === undefined ? {} : { rule }),
    legend: [
      { text: legend[0], colour: BLUE },
      { text: legend[1], colour: ORANGE },
    ],
    lines: [
      { colour: BLUE, of: ({ curves }) => curves[names[0]] },
      { colour: ORANGE, of: ({ curves }) => curves[names[1]] },
    ],
  });
  const losses = runs.flatMap(({ curves }) =>
    [...curves.lossD, ...curves.lossG].map(([, value]) => value),
  );
  return [
    ...measures.map((measure): Quantity => ({
      title: measureTitle(measure.name, measure.settings),
      legend: [],
      mean: true,
      range: rangeOfMeasure(measure, runs),
      lines: [{ colour: BLUE, of: ({ history }) => history[measure.name] ?? [] }],
      figure: (row) => {
        const spread = row.measures[measure.name];
        return [
          ...(spread ? [formatSpread(spread)] : []),
          ...(row.diverged > 0 ? [`${row.diverged} diverged`] : []),
        ].join(", ");
      },
    })),
    both("Output of D", ["dReal", "dFake"], ["mean D(x)", "mean D(G(z))"], [0, 1], 0.5),
    both(
      "Loss",
      ["lossD", "lossG"],
      ["of D", "of G"],
      widened([Math.min(0, quantile(losses, 0.02)), quantile(losses, 0.98)]),
    ),
  ];
}

function rangeOfMeasure(
  { name, settings }: MeasureInfo,
  runs: readonly RunSummaryOfStudy[],
): [number, number] {
  if (isCount(name) && typeof settings["of"] === "number") return widened([0, settings["of"]]);
  const values = runs.flatMap(({ history }) => (history[name] ?? []).map(([, value]) => value));
  const low = quantile(values, 0.02);
  const high = quantile(values, 0.98);
  if (low >= 0 && high <= 1) return widened([0, high > 0.4 ? 1 : high || 1]);
  return widened([low > 0 && low < high / 2 ? 0 : low, high]);
}

const shorten = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;
const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
