import type { Eigenvalue, GameSpectrum, PathPoint } from "../game";
import { eigenvalueText } from "../game-text";
import { type Axis, linearAxis, logAxis, widened } from "./axis";
import { type Area, type ChartColours, type ChartLine, type ChartPoint, Panel } from "./panel";
import { svgFile } from "./svg-file";

/* The game of a run as SVG: its eigenvalues in the complex plane, and the path to it. */

/** Black and no other colour may be all that there is to tell: marks have shapes of their own. */
export interface GameColours extends ChartColours {
  generator: string;
  discriminator: string;
  /** Of both together. */
  game: string;
}

/** On paper. */
const PRINTED: GameColours = {
  generator: "#d55e00",
  discriminator: "#005ab5",
  game: "#000",
  muted: "#444",
  grid: "#ddd",
  frame: "#888",
};

const WIDTH = 860;
const HEADER = 30;
const PLANE = 420;
const HEIGHT = 210;
/** Room at the left for numbers, and above the plotted area for title and legend. */
const LEFT = 60;
const TOP = 42;

/** A line of a chart, with what its legend calls it. */
type Named = ChartLine & { name: string };

/** The place of a picture, and its colours. */
export interface GameLook {
  width: number;
  height: number;
  colours: GameColours;
}

/** The game as an SVG page that any browser shows. */
export function gameSvg(
  title: string,
  spectrum: GameSpectrum,
  path: readonly PathPoint[] = [],
): string {
  const colours = PRINTED;
  const charts = path.length > 0 ? pathCharts(path, colours) : [];
  return svgFile(
    {
      width: WIDTH,
      height: HEADER + PLANE + charts.length * HEIGHT,
      background: "#fff",
      ink: "#000",
      fontSize: 12,
    },
    <>
      <text x={LEFT} y={20} font-size={15} font-weight="bold">
        {title}
      </text>
      <g transform={`translate(0 ${HEADER})`}>
        <EigenvaluePlane {...{ spectrum, width: WIDTH, height: PLANE, colours }} />
      </g>
      {charts.map((chart, i) => (
        <g transform={`translate(0 ${HEADER + PLANE + i * HEIGHT})`}>
          <PathChart {...chart} {...{ width: WIDTH, height: HEIGHT, colours }} />
        </g>
      ))}
    </>,
  );
}

const areaOf = ({ width, height }: GameLook): Area => ({
  left: LEFT,
  right: width - 12,
  top: TOP,
  bottom: height - 30,
});

/** Eigenvalues of the Jacobian and of both Hessians in the complex plane. */
export function EigenvaluePlane({ spectrum, ...look }: GameLook & { spectrum: GameSpectrum }) {
  const { colours } = look;
  const kinds: EigenvalueKind[] = [
    {
      name: "G's Hessian",
      mark: "square",
      colour: colours.generator,
      values: spectrum.hessians.generator,
    },
    {
      name: "D's Hessian",
      mark: "diamond",
      colour: colours.discriminator,
      values: spectrum.hessians.discriminator,
    },
    { name: "the game's Jacobian", mark: "disc", colour: colours.game, values: spectrum.jacobian },
  ];
  const area = areaOf(look);
  const all = kinds.flatMap(({ values }) => values).filter(isFinitePoint);
  const x = planeAxis(
    all.map(({ re }) => re),
    [area.left, area.right],
    look.width / 110,
  );
  const y = planeAxis(
    all.map(({ im }) => im),
    [area.bottom, area.top],
    6,
  );
  return (
    <>
      <Legend title="Leading eigenvalues, real and imaginary part" items={kinds} />
      <Panel
        id="plane"
        area={area}
        x={x}
        y={y}
        lines={[]}
        colours={colours}
        rule={0}
        grid={{ x: true, y: true }}
        labels={{ x: true, y: true }}
      >
        <Upright at={x.at(0)} area={area} colour={colours.muted} />
        {kinds.map((kind) =>
          kind.values.filter(isFinitePoint).map((value) => (
            <g transform={`translate(${place(x.at(value.re))} ${place(y.at(value.im))})`}>
              <title>{`${kind.name}: ${eigenvalueText(value)}`}</title>
              <Mark {...kind} />
            </g>
          )),
        )}
      </Panel>
    </>
  );
}

/** Left of it are the eigenvalues that repel. */
function Upright({ at, area, colour }: { at: number; area: Area; colour: string }) {
  const { top, bottom } = area;
  return <line x1={at} x2={at} y1={top} y2={bottom} stroke={colour} stroke-dasharray="3 3" />;
}

const place = (pixels: number): number => Number(pixels.toFixed(2));
const isFinitePoint = ({ re, im }: Eigenvalue): boolean =>
  Number.isFinite(re) && Number.isFinite(im);

/** An axis with 0, and with room for marks at both ends. */
function planeAxis(values: readonly number[], places: [number, number], ticks: number): Axis {
  const [low, high] = widened([Math.min(0, ...values), Math.max(0, ...values)]);
  const air = (high - low) * 0.05;
  return linearAxis([low - air, high], places, Math.max(3, Math.round(ticks)));
}

interface LegendItem {
  name: string;
  colour: string;
  mark?: MarkShape;
}

interface EigenvalueKind extends LegendItem {
  mark: MarkShape;
  values: readonly Eigenvalue[];
}

type MarkShape = "square" | "diamond" | "disc";

/** A mark around the origin. */
function Mark({ mark, colour }: { mark: MarkShape; colour: string }) {
  if (mark === "disc") return <circle r={3.5} fill={colour} />;
  const shape = <rect x={-4} y={-4} width={8} height={8} fill="none" stroke={colour} />;
  return mark === "square" ? shape : <g transform="rotate(45)">{shape}</g>;
}

export interface PathChartData {
  /** Names its clip path. */
  id: string;
  title: string;
  lines: Named[];
  scale: "linear" | "log";
  rule?: number;
}

/** What Berard et al. 2020 draw: path-angle, path-norm; and the losses. */
export function pathCharts(path: readonly PathPoint[], colours: GameColours): PathChartData[] {
  const line = (name: string, colour: string, of: (point: PathPoint) => number): Named => ({
    name,
    colour,
    width: 1.5,
    points: path.map((point): ChartPoint => [point.alpha, of(point)]),
  });
  return [
    {
      id: "path-angle",
      title: "Path-angle",
      lines: [line("cosine", colours.game, ({ cosine }) => cosine)],
      scale: "linear",
      rule: 0,
    },
    {
      id: "path-norm",
      title: "Path-norm",
      lines: [line("length of both gradients", colours.game, ({ norm }) => norm)],
      scale: "log",
    },
    {
      id: "path-losses",
      title: "Losses",
      lines: [
        line("loss of D", colours.discriminator, ({ discriminator }) => discriminator),
        { ...line("loss of G", colours.generator, ({ generator }) => generator), dash: "5 3" },
      ],
      scale: "linear",
    },
  ];
}

/** A chart over the path from alpha 0 to alpha 1. */
export function PathChart({ id, title, lines, scale, rule, ...look }: PathChartData & GameLook) {
  const area = areaOf(look);
  const alphas = lines.flatMap(({ points }) => points.map(([alpha]) => alpha));
  const x = linearAxis([Math.min(...alphas), Math.max(...alphas)], [area.left, area.right], 8);
  return (
    <>
      <Legend title={`${title} from alpha 0 to alpha 1`} items={lines} />
      <Panel
        id={id}
        area={area}
        x={x}
        y={valueAxis(lines, scale, [area.bottom, area.top], rule)}
        lines={lines}
        colours={look.colours}
        grid={{ y: true }}
        labels={{ x: true, y: true }}
        {...(rule === undefined ? {} : { rule })}
      >
        <Upright at={x.at(1)} area={area} colour={look.colours.muted} />
      </Panel>
    </>
  );
}

function valueAxis(
  lines: readonly Named[],
  scale: PathChartData["scale"],
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

/** As text. */
const MARKS: Record<MarkShape, string> = { square: "□", diamond: "◇", disc: "●" };

/** The title of a chart, and below it what is which. */
function Legend({ title, items }: { title: string; items: readonly LegendItem[] }) {
  return (
    <>
      <text x={LEFT} y={14} font-weight="bold">
        {title}
      </text>
      <text x={LEFT} y={31}>
        {items.map(({ name, colour, mark }, i) => (
          <tspan fill={colour} dx={i === 0 ? 0 : 18}>
            {mark ? `${MARKS[mark]} ${name}` : `— ${name}`}
          </tspan>
        ))}
      </text>
    </>
  );
}
