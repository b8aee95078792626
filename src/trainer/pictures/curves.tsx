import { linearAxis, quantilesOf } from "../../shared/charts/axis";
import { type ChartPoint, Panel } from "../../shared/charts/panel";
import { svgFile } from "../../shared/charts/svg-file";
import { evenRows, type RunRows } from "../../shared/run/coarse";
import { type MetricName, METRICS } from "../../shared/run/metrics";

/* The curves of a run as SVG, curves.svg in its folder. */

const WIDTH = 860;
const HEIGHT = 230;
const HEADER = 30;
/** Of the plotted area within its panel. */
const AREA = { left: 60, right: WIDTH - 12, top: 26, bottom: HEIGHT - 30 };
const D_COLOUR = "#005ab5";
const G_COLOUR = "#d55e00";
const COLOURS = { muted: "#444", grid: "#ddd" };

interface Curves {
  title: string;
  lines: { name: MetricName; colour: string }[];
  range?: [number, number];
  rule?: number;
}
const PANELS: Curves[] = [
  {
    title: "Losses",
    lines: [
      { name: "lossD", colour: D_COLOUR },
      { name: "lossG", colour: G_COLOUR },
    ],
  },
  {
    title: "D(x) and D(G(z))",
    lines: [
      { name: "dReal", colour: D_COLOUR },
      { name: "dFake", colour: G_COLOUR },
    ],
    range: [0, 1],
    rule: 0.5,
  },
  {
    title: "Gradient norms",
    lines: [
      { name: "gradNormD", colour: D_COLOUR },
      { name: "gradNormG", colour: G_COLOUR },
    ],
  },
];

/**
 * The curves of a run as an SVG page that any browser shows. `critic`: D gives any number, and no
 * probability.
 */
export function curvesSvg(rows: RunRows, title: string, { critic = false } = {}): string {
  const shown: Curves[] = critic ? PANELS.map(({ title, lines }) => ({ title, lines })) : PANELS;
  const height = HEADER + PANELS.length * HEIGHT;
  return svgFile(
    { width: WIDTH, height, background: "#fff", ink: "#000", fontSize: 12 },
    <>
      <text x={AREA.left} y={20} font-size={15} font-weight="bold">
        {title}
      </text>
      {shown.map((curves, i) => (
        <g transform={`translate(0 ${HEADER + i * HEIGHT})`}>
          <CurvesPanel {...curves} id={`clip-${i}`} rows={rows} />
        </g>
      ))}
    </>,
  );
}

function CurvesPanel({ id, title, lines, range, rule, rows }: Curves & PanelOf) {
  const { step } = rows.columns;
  const steps: [number, number] = [step[0] ?? 0, step.at(-1) ?? 1];
  const x = linearAxis(steps, [AREA.left, AREA.right], 6);
  const [low, high] =
    range ??
    robustRange(
      lines.map(({ name }) => name),
      rows,
    );
  const y = linearAxis([low, high], [AREA.bottom, AREA.top], 5);
  const drawn = lines.map(({ name, colour }) => ({
    colour,
    width: 1,
    points: extremes(step, rows.columns[name], x.at),
  }));
  return (
    <>
      <text x={AREA.left} y={14} font-weight="bold">
        {title}
        {lines.map(({ name, colour }, i) => (
          <tspan x={AREA.left + 170 + i * 250} fill={colour}>
            {METRICS[name]}
          </tspan>
        ))}
      </text>
      <Panel
        id={id}
        area={AREA}
        x={x}
        y={y}
        lines={drawn}
        colours={COLOURS}
        grid={{ y: true }}
        labels={{ x: true, y: true }}
        {...(rule === undefined ? {} : { rule })}
      />
    </>
  );
}

interface PanelOf {
  id: string;
  rows: RunRows;
}

/**
 * The rare spikes at the start of a run, and losses that grow without bounds at its end, would
 * press all else flat: the axis spans all but one value in two hundred, and on either side no more
 * than three times the width of nine values in ten.
 */
function robustRange(names: readonly MetricName[], rows: RunRows): [number, number] {
  const { columns, coarse } = rows;
  const sample = evenRows(coarse, 0, columns.step.length, Infinity);
  const values = names
    .flatMap((name) => sample.map((row) => columns[name][row] ?? NaN))
    .filter(Number.isFinite);
  const quantile = quantilesOf(values);
  const few = quantile(0.05);
  const most = quantile(0.95);
  const room = 3 * (most - few);
  return [
    Math.min(0, Math.max(quantile(0.005), few - room)),
    Math.min(quantile(0.995), most + room) || 1,
  ];
}

/**
 * At most two points a pixel: the least and the greatest value of each, so that no spike is lost.
 */
function extremes(
  steps: Float64Array,
  values: Float64Array,
  at: (step: number) => number,
): ChartPoint[] {
  const columns = new Map<number, { step: number; low: number; high: number }>();
  for (const [i, value] of values.entries()) {
    if (!Number.isFinite(value)) continue;
    const step = steps[i] ?? NaN;
    const pixel = Math.round(at(step));
    const { low, high } = columns.get(pixel) ?? { low: value, high: value };
    columns.set(pixel, { step, low: Math.min(low, value), high: Math.max(high, value) });
  }
  return [...columns.values()].flatMap(({ step, low, high }): ChartPoint[] =>
    high > low
      ? [
          [step, low],
          [step, high],
        ]
      : [[step, low]],
  );
}
