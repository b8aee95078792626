import { evenRows, type RunRows } from "../../shared/run/coarse";
import { type MetricName, METRICS } from "../../shared/run/metrics";

const WIDTH = 860;
const HEIGHT = 230;
const LEFT = 60;
const RIGHT = 12;
const TOP = 26;
const BOTTOM = 30;

interface Panel {
  title: string;
  lines: { name: MetricName; colour: string }[];
  range?: [number, number];
  rule?: number;
}
const PANELS: Panel[] = [
  {
    title: "Losses",
    lines: [
      { name: "lossD", colour: "#005ab5" },
      { name: "lossG", colour: "#d55e00" },
    ],
  },
  {
    title: "D(x) and D(G(z))",
    lines: [
      { name: "dReal", colour: "#005ab5" },
      { name: "dFake", colour: "#d55e00" },
    ],
    range: [0, 1],
    rule: 0.5,
  },
  {
    title: "Gradient norms",
    lines: [
      { name: "gradNormD", colour: "#005ab5" },
      { name: "gradNormG", colour: "#d55e00" },
    ],
  },
];

/**
 * The curves of a run as an SVG page that any browser shows. `critic`: D gives any number, and no
 * probability.
 */
export function curvesSvg(rows: RunRows, title: string, { critic = false } = {}): string {
  const shown: Panel[] = critic ? PANELS.map(({ title, lines }) => ({ title, lines })) : PANELS;
  const panels = shown.map(
    (panel, i) => `<g transform="translate(0 ${30 + i * HEIGHT})">${drawPanel(panel, rows)}</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${30 + PANELS.length * HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/><text x="${LEFT}" y="20" font-size="15" font-weight="bold">${escape(title)}</text>
${panels.join("\n")}
</svg>
`;
}

function drawPanel({ title, lines, range, rule }: Panel, { columns, coarse }: RunRows): string {
  const steps = columns.step;
  const sample = evenRows(coarse, 0, steps.length, Infinity);
  const values = lines
    .flatMap(({ name }) => sample.map((row) => columns[name][row]!).filter(Number.isFinite))
    .sort((a, b) => a - b);
  // The rare spikes at the start of a run, and losses that grow without bounds at its end, would
  // press all else flat: the axis spans all but one value in two hundred, and on either side no
  // more than three times the width of nine values in ten.
  const at = (q: number) => values[Math.min(values.length - 1, Math.floor(q * values.length))] ?? 0;
  const room = 3 * (at(0.95) - at(0.05));
  const [low, high] = range ?? [
    Math.min(0, Math.max(at(0.005), at(0.05) - room)),
    Math.min(at(0.995), at(0.95) + room) || 1,
  ];
  const first = steps[0] ?? 0;
  const last = steps[steps.length - 1] ?? 1;
  const x = (step: number) =>
    LEFT + ((step - first) / Math.max(1, last - first)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) =>
    TOP +
    (1 - (Math.min(high, Math.max(low, value)) - low) / (high - low || 1)) *
      (HEIGHT - TOP - BOTTOM);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((t) => low + t * (high - low));
  const legend = lines
    .map(
      ({ name, colour }, i) =>
        `<tspan x="${LEFT + 170 + i * 250}" fill="${colour}">${escape(METRICS[name])}</tspan>`,
    )
    .join("");
  return [
    `<text x="${LEFT}" y="14" font-weight="bold">${escape(title)}${legend}</text>`,
    ...ticks.map(
      (t) =>
        `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(t)}" y2="${y(t)}" ` +
        `stroke="#ddd"/><text x="${LEFT - 6}" y="${y(t) + 4}" ` +
        `text-anchor="end">${Number(t.toPrecision(3))}</text>`,
    ),
    ...(rule === undefined
      ? []
      : [
          `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(rule)}" y2="${y(rule)}" ` +
            `stroke="#666" stroke-dasharray="4 4"/>`,
        ]),
    ...[0, 0.5, 1]
      .map((t) => first + t * (last - first))
      .map(
        (s) => `<text x="${x(s)}" y="${HEIGHT - 12}" text-anchor="middle">${Math.round(s)}</text>`,
      ),
    ...lines.map(
      ({ name, colour }) =>
        `<path d="${path(steps, columns[name], x, y)}" fill="none" stroke="${colour}" ` +
        `stroke-width="1"/>`,
    ),
  ].join("\n");
}

/**
 * At most two points a pixel: the least and the greatest value of each, so that no spike is lost.
 */
function path(
  steps: Float64Array,
  values: Float64Array,
  x: (step: number) => number,
  y: (value: number) => number,
): string {
  const columns = new Map<number, [number, number]>();
  for (const [i, value] of values.entries()) {
    if (!Number.isFinite(value)) continue;
    const pixel = Math.round(x(steps[i]!));
    const [low, high] = columns.get(pixel) ?? [value, value];
    columns.set(pixel, [Math.min(low, value), Math.max(high, value)]);
  }
  const points = [...columns].flatMap(([pixel, [low, high]]) => [
    `${pixel},${y(low).toFixed(1)}`,
    ...(high > low ? [`${pixel},${y(high).toFixed(1)}`] : []),
  ]);
  return points.length > 0 ? `M${points.join("L")}` : "";
}

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
