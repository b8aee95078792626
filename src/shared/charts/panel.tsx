import { line as lineOf } from "d3-shape";
import type { ComponentChildren } from "preact";
import type { Axis, Tick } from "./axis";

/* The plotted area of a chart as SVG, and what its lines are. */

/** Step and value; a value that is not finite is a gap. */
export type ChartPoint = readonly [x: number, y: number];

export interface ChartLine {
  points: readonly ChartPoint[];
  colour: string;
  /** In pixels. */
  width: number;
  opacity?: number;
  /** As SVG's stroke-dasharray. */
  dash?: string;
  /** Whether a dot stands at each point. */
  dots?: boolean;
}

/** The edges of the plotted area, in pixels. */
export interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface ChartColours {
  /** Numbers along the axes. */
  muted: string;
  grid: string;
  /** Around the plotted area; without it there is none. */
  frame?: string;
}

interface PanelProps {
  /** Names the panel's clip path; another one for each panel of a picture. */
  id: string;
  area: Area;
  x: Axis;
  y: Axis;
  /** The first one lies at the bottom. */
  lines: readonly ChartLine[];
  colours: ChartColours;
  /** A dashed line at this value. */
  rule?: number;
  /** Which axes have grid lines, and beside which numbers are written. */
  grid: { x?: boolean; y?: boolean };
  labels: { x?: boolean; y?: boolean };
  /** What is drawn over the lines. */
  children?: ComponentChildren;
}

/** The plotted area of a chart as SVG: grid, numbers along the axes, lines. */
export function Panel(props: PanelProps) {
  const { id, area, x, y, lines, colours, rule, grid, labels, children } = props;
  const width = area.right - area.left;
  const height = area.bottom - area.top;
  return (
    <g>
      {grid.x && x.ticks.map((tick) => <Upright area={area} at={x.at(tick.value)} {...colours} />)}
      {grid.y && y.ticks.map((tick) => <Level area={area} at={y.at(tick.value)} {...colours} />)}
      {labels.x && x.ticks.map((tick) => <Below area={area} axis={x} tick={tick} {...colours} />)}
      {labels.y && y.ticks.map((tick) => <Beside area={area} axis={y} tick={tick} {...colours} />)}
      {rule !== undefined && <Level area={area} at={y.at(rule)} grid={colours.muted} dash="3 3" />}
      <clipPath id={id}>
        <rect x={area.left - 2} y={area.top - 2} width={width + 4} height={height + 4} />
      </clipPath>
      <g clip-path={`url(#${id})`} fill="none">
        {lines.map((one) => (
          <Line {...one} x={x} y={y} />
        ))}
      </g>
      {colours.frame && (
        <rect width={width} height={height} x={area.left} y={area.top} {...frameOf(colours)} />
      )}
      {children}
    </g>
  );
}

const frameOf = ({ frame }: ChartColours) => ({ fill: "none", stroke: frame });

function Level({ area, at, grid, dash }: { area: Area; at: number; grid: string; dash?: string }) {
  const { left, right } = area;
  return <line x1={left} x2={right} y1={at} y2={at} stroke={grid} stroke-dasharray={dash} />;
}

function Upright({ area, at, grid }: { area: Area; at: number; grid: string }) {
  return <line x1={at} x2={at} y1={area.top} y2={area.bottom} stroke={grid} />;
}

interface LabelProps {
  area: Area;
  axis: Axis;
  tick: Tick;
  muted: string;
}

function Below({ area, axis, tick, muted }: LabelProps) {
  return (
    <text x={axis.at(tick.value)} y={area.bottom + 16} fill={muted} text-anchor="middle">
      {tick.label}
    </text>
  );
}

function Beside({ area, axis, tick, muted }: LabelProps) {
  return (
    <text x={area.left - 6} y={axis.at(tick.value) + 4} fill={muted} text-anchor="end">
      {tick.label}
    </text>
  );
}

/** A line with its gaps; a dot where there is only one point. */
function Line({ points, colour, width, opacity, dash, dots, x, y }: ChartLine & Axes) {
  const finite = points.filter(([, value]) => Number.isFinite(value));
  const path = lineOf<ChartPoint>()
    .defined(([, value]) => Number.isFinite(value))
    .x(([at]) => x.at(at))
    .y(([, value]) => y.at(value))
    .digits(2)(points);
  const dotted = dots || finite.length === 1 ? finite : [];
  return (
    <>
      {finite.length > 1 && (
        <path
          d={path ?? ""}
          stroke={colour}
          stroke-width={width}
          stroke-linejoin="round"
          stroke-dasharray={dash}
          opacity={opacity}
        />
      )}
      {dotted.map(([at, value]) => (
        <circle cx={x.at(at)} cy={y.at(value)} r={2} fill={colour} />
      ))}
    </>
  );
}

interface Axes {
  x: Axis;
  y: Axis;
}
