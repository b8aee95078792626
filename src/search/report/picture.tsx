import { linearAxis, shortCount } from "../../shared/charts/axis";
import { type ChartLine, Panel } from "../../shared/charts/panel";
import { svgFile } from "../../shared/charts/svg-file";
import { textOf } from "../space/grid";
import { type Quantity, quantitiesOf } from "./quantities";
import { meanOfCurves } from "./series";
import type { RunSummaryOfStudy, Summary, SummaryRow } from "./summary";

/*
 * The picture of a study: a column for each choice, a row for each quantity over the steps, all
 * panels of a row to one scale. Every seed is a thin line.
 */

const PANEL = { width: 172, height: 92, gap: 14 };
const AREA = { left: 0, top: 0, right: PANEL.width, bottom: PANEL.height };
const LEFT = 62;
const RIGHT = 16;
const TOP = 64;
/** The marks of the axis of steps, as shares of its length. */
const TICKS = [
  { t: 0, anchor: "start" },
  { t: 0.5, anchor: "middle" },
  { t: 1, anchor: "end" },
] as const;
const BLOCK_GAP = 34;
/** Choices side by side; more of them go on below. */
const MAX_COLUMNS = 6;
/** Width of a letter of a title, as a share of the size of its font, in the widest of the fonts. */
const BOLD_WIDTH = 0.66;
const INK = "#222";
const GREY = "#666";
const RED = "#c00";
const COLOURS = { muted: GREY, grid: "#e4e4e4", frame: "#bbb" };
const FONTS = "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

/** The study as an SVG page that any browser shows. */
export function studySvg(summary: Summary): string {
  const quantities = quantitiesOf(summary);
  const blocks = Array.from({ length: Math.ceil(summary.rows.length / MAX_COLUMNS) }, (_, i) =>
    summary.rows.slice(i * MAX_COLUMNS, (i + 1) * MAX_COLUMNS),
  );
  const columns = Math.min(MAX_COLUMNS, Math.max(1, summary.rows.length));
  const blockHeight = bottomOf(quantities) + 14;
  const width = Math.max(520, LEFT + columns * (PANEL.width + PANEL.gap) - PANEL.gap + RIGHT);
  const height = TOP + blocks.length * blockHeight + (blocks.length - 1) * BLOCK_GAP;
  return svgFile(
    { width, height, background: "#fff", ink: INK, fontFamily: FONTS, fontSize: 11 },
    <>
      <text x={LEFT} y={26} font-size={16} font-weight={600}>
        {summary.name}
      </text>
      <text x={LEFT} y={44} fill={GREY}>
        {summary.seeds.length > 1 &&
          `${summary.seeds.length} seeds each, a thin line for each one; bold is their mean`}
      </text>
      {blocks.map((rows, i) => (
        <g transform={`translate(0 ${TOP + i * (blockHeight + BLOCK_GAP)})`}>
          <Block id={`${i}`} rows={rows} quantities={quantities} last={lastStep(summary)} />
        </g>
      ))}
    </>,
  );
}

/** Above the panels of a row: the quantity's name, and where there are any the figures. */
const headHeight = ({ figure }: Quantity): number => (figure ? 35 : 22);
const rowHeight = (quantity: Quantity): number => headHeight(quantity) + PANEL.height + 12;
/** Where the rows of a block end. */
const bottomOf = (quantities: readonly Quantity[]): number =>
  quantities.reduce((top, quantity) => top + rowHeight(quantity), 22);

const lastStep = ({ rows }: Summary): number =>
  Math.max(1, ...rows.flatMap(({ runs }) => runs.map(({ steps }) => steps)));

const leftOf = (column: number): number => LEFT + column * (PANEL.width + PANEL.gap);

/** The name of a choice; a long one is smaller, so that it does not reach into its neighbours. */
function Title({ x, text }: { x: number; text: string }) {
  const size = Math.min(13, PANEL.width / (BOLD_WIDTH * text.length));
  return (
    <text x={x} y={12} text-anchor="middle" font-size={size} font-weight={600}>
      {text}
    </text>
  );
}

interface BlockProps {
  id: string;
  rows: readonly SummaryRow[];
  quantities: readonly Quantity[];
  last: number;
}

/** Choices side by side: their names, a row of panels for each quantity, and the steps. */
function Block({ id, rows, quantities, last }: BlockProps) {
  return (
    <>
      {rows.map((row, i) => (
        <Title
          x={leftOf(i) + PANEL.width / 2}
          text={shorten(textOf(row.labels) || "all runs", 28)}
        />
      ))}
      {quantities.map((quantity, i) => (
        <g transform={`translate(0 ${bottomOf(quantities.slice(0, i))})`}>
          <QuantityRow id={`${id}-${i}`} rows={rows} quantity={quantity} last={last} />
        </g>
      ))}
      {rows.map((_, i) => (
        <Steps left={leftOf(i)} y={bottomOf(quantities) + 4} last={last} unit={i === 0} />
      ))}
    </>
  );
}

interface QuantityRowProps {
  id: string;
  rows: readonly SummaryRow[];
  quantity: Quantity;
  last: number;
}

function QuantityRow({ id, rows, quantity, last }: QuantityRowProps) {
  return (
    <>
      <text x={LEFT} y={13} font-weight={600}>
        {quantity.title}
        {quantity.legend.map(({ text, colour }) => (
          <tspan dx={12} fill={colour}>
            {text}
          </tspan>
        ))}
      </text>
      {rows.map((row, i) => (
        <g transform={`translate(${leftOf(i)} ${headHeight(quantity)})`}>
          <RowPanel id={`clip-${id}-${i}`} {...{ row, quantity, last }} labelled={i === 0} />
        </g>
      ))}
    </>
  );
}

interface StepsProps {
  left: number;
  y: number;
  last: number;
  /** Whether the unit is written beside the last step. */
  unit: boolean;
}

function Steps({ left, y, last, unit }: StepsProps) {
  return (
    <>
      {TICKS.map(({ t, anchor }) => (
        <text x={left + t * PANEL.width} y={y} fill={GREY} text-anchor={anchor}>
          {`${shortCount(t * last)}${t === 1 && unit ? " steps" : ""}`}
        </text>
      ))}
    </>
  );
}

interface RowPanelProps {
  id: string;
  row: SummaryRow;
  quantity: Quantity;
  last: number;
  /** Whether the values are written beside it. */
  labelled: boolean;
}

/** One quantity of one choice: a line for each seed, and crosses where runs diverged. */
function RowPanel({ id, row, quantity, last, labelled }: RowPanelProps) {
  const { range, rule, figure } = quantity;
  const x = linearAxis([0, last], [0, PANEL.width]);
  const y = linearAxis(range, [PANEL.height, 0]);
  const said = figure?.(row);
  return (
    <Panel
      id={id}
      area={AREA}
      x={x}
      y={y}
      lines={linesOf(row, quantity)}
      colours={COLOURS}
      grid={{ y: true }}
      labels={{ y: labelled }}
      {...(rule === undefined ? {} : { rule })}
    >
      {row.runs
        .filter(({ status }) => status === "diverged")
        .map((run) => (
          <Cross x={x.at(run.step)} y={y.at(within(range, lastValue(run, quantity)))} />
        ))}
      {said && (
        <text x={PANEL.width} y={-5} text-anchor="end">
          {said}
        </text>
      )}
    </Panel>
  );
}

const lastValue = (run: RunSummaryOfStudy, { lines, range }: Quantity): number =>
  lines[0]?.of(run).at(-1)?.[1] ?? range[0];

const within = ([low, high]: readonly [number, number], value: number): number =>
  Math.min(high, Math.max(low, value));

function Cross({ x, y }: { x: number; y: number }) {
  const from = `M${(x - 4).toFixed(1)} ${(y - 4).toFixed(1)}`;
  return <path d={`${from}l8 8m0 -8l-8 8`} stroke={RED} stroke-width={1.6} />;
}

/** Every run's lines, and over them the means of the seeds. */
function linesOf({ runs }: SummaryRow, { lines, mean }: Quantity): ChartLine[] {
  const withMean = mean && runs.length > 1;
  const opacity = withMean ? 0.45 : 0.7;
  const ended = runs.filter(({ status }) => status !== "diverged");
  return [
    ...lines.flatMap(({ of, colour }) =>
      runs.map((run) => ({ points: of(run), colour, width: 1, opacity })),
    ),
    ...(withMean
      ? lines.map(({ of, colour }) => ({
          points: meanOfCurves(ended.map(of)),
          colour,
          width: 2.2,
        }))
      : []),
  ];
}

const shorten = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;
