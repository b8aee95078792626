import { type Axis, linearAxis, logAxis, widened } from "../../shared/charts/axis";
import { type ChartLine, type ChartPoint, Panel } from "../../shared/charts/panel";
import { svgFile } from "../../shared/charts/svg-file";
import type { Eigenvalue, GameSpectrum, PathPoint } from "../../shared/game";

/* The game of a run as SVG: its eigenvalues in the complex plane, and the path to it. */

const WIDTH = 860;
const HEADER = 30;
const PLANE = 420;
const HEIGHT = 200;
const D_COLOUR = "#005ab5";
const G_COLOUR = "#d55e00";
const GAME_COLOUR = "#000";
const COLOURS = { muted: "#444", grid: "#ddd", frame: "#888" };

/** A line of a chart, with what its legend calls it. */
type Named = ChartLine & { name: string };

/** The game as an SVG page that any browser shows. */
export function gameSvg(
  title: string,
  spectrum: GameSpectrum,
  path: readonly PathPoint[] = [],
): string {
  const charts = path.length > 0 ? pathCharts(path) : [];
  return svgFile(
    {
      width: WIDTH,
      height: HEADER + PLANE + charts.length * HEIGHT,
      background: "#fff",
      ink: "#000",
      fontSize: 12,
    },
    <>
      <text x={60} y={20} font-size={15} font-weight="bold">
        {title}
      </text>
      <g transform={`translate(0 ${HEADER})`}>
        <Plane {...spectrum} />
      </g>
      {charts.map((chart, i) => (
        <g transform={`translate(0 ${HEADER + PLANE + i * HEIGHT})`}>
          <PathChart {...chart} id={`path-${i}`} />
        </g>
      ))}
    </>,
  );
}

/** Eigenvalues of the Jacobian and of both Hessians in the complex plane. */
function Plane({ jacobian, hessians }: GameSpectrum) {
  const dots = (name: string, colour: string, values: readonly Eigenvalue[]): Named => ({
    name,
    colour,
    width: 0,
    dots: true,
    points: values.map(({ re, im }): ChartPoint => [re, im]),
  });
  const lines = [
    dots("G's Hessian", G_COLOUR, hessians.generator),
    dots("D's Hessian", D_COLOUR, hessians.discriminator),
    dots("the game's Jacobian", GAME_COLOUR, jacobian),
  ];
  const area = { left: 60, right: WIDTH - 12, top: 26, bottom: PLANE - 30 };
  const points = lines.flatMap((line) => line.points);
  const range = (values: readonly number[]): [number, number] =>
    widened([Math.min(0, ...values), Math.max(0, ...values)]);
  const x = linearAxis(range(points.map(([re]) => re)), [area.left, area.right], 8);
  const y = linearAxis(range(points.map(([, im]) => im)), [area.bottom, area.top], 6);
  return (
    <>
      <Legend title="Leading eigenvalues, real and imaginary part" lines={lines} />
      <Panel
        id="plane"
        area={area}
        x={x}
        y={y}
        lines={lines}
        colours={COLOURS}
        rule={0}
        grid={{ x: true, y: true }}
        labels={{ x: true, y: true }}
      />
    </>
  );
}

interface PathChartProps {
  title: string;
  lines: Named[];
  scale: "linear" | "log";
  rule?: number;
}

/** What Berard et al. 2020 draw: path-angle, path-norm; and the losses. */
function pathCharts(path: readonly PathPoint[]): PathChartProps[] {
  const line = (name: string, colour: string, of: (point: PathPoint) => number): Named => ({
    name,
    colour,
    width: 1.5,
    points: path.map((point): ChartPoint => [point.alpha, of(point)]),
  });
  return [
    {
      title: "Path-angle",
      lines: [line("cosine", GAME_COLOUR, ({ cosine }) => cosine)],
      scale: "linear",
      rule: 0,
    },
    {
      title: "Path-norm",
      lines: [line("length of both gradients", GAME_COLOUR, ({ norm }) => norm)],
      scale: "log",
    },
    {
      title: "Losses",
      lines: [
        line("loss of D", D_COLOUR, ({ discriminator }) => discriminator),
        line("loss of G", G_COLOUR, ({ generator }) => generator),
      ],
      scale: "linear",
    },
  ];
}

function PathChart({ id, title, lines, scale, rule }: PathChartProps & { id: string }) {
  const area = { left: 60, right: WIDTH - 12, top: 26, bottom: HEIGHT - 30 };
  const alphas = lines.flatMap(({ points }) => points.map(([alpha]) => alpha));
  const x = linearAxis([Math.min(...alphas), Math.max(...alphas)], [area.left, area.right], 8);
  return (
    <>
      <Legend title={`${title} from alpha 0 to alpha 1`} lines={lines} />
      <Panel
        id={id}
        area={area}
        x={x}
        y={valueAxis(lines, scale, [area.bottom, area.top], rule)}
        lines={lines}
        colours={COLOURS}
        grid={{ y: true }}
        labels={{ x: true, y: true }}
        {...(rule === undefined ? {} : { rule })}
      />
    </>
  );
}

function valueAxis(
  lines: readonly Named[],
  scale: PathChartProps["scale"],
  places: [number, number],
  rule?: number,
): Axis {
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value));
  const all = values.filter((value) => Number.isFinite(value) && (scale === "linear" || value > 0));
  const ruled = rule === undefined ? all : [...all, rule];
  if (ruled.length === 0) return linearAxis([0, 1], places);
  const range = widened([Math.min(...ruled), Math.max(...ruled)]);
  return scale === "log" && range[0] > 0 ? logAxis(range, places) : linearAxis(range, places);
}

function Legend({ title, lines }: { title: string; lines: readonly Named[] }) {
  return (
    <text x={60} y={14} font-weight="bold">
      {title}
      {lines.map(({ name, colour }, i) => (
        <tspan x={360 + i * 165} fill={colour}>
          {name}
        </tspan>
      ))}
    </text>
  );
}
