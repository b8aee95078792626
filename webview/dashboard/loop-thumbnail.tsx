import { useMemo } from "preact/hooks";
import { arrowScale } from "../components/arrow-drawing";
import { divergingMap } from "../components/colour";
import { useTheme } from "../components/page-context";
import type { Theme } from "../components/theme";
import type { LoopView, ShownSamples } from "./loop-view";

/* The thumbnails of the loop's diagram, parts of an SVG: points, numbers, pictures, D's value. */

/** Where a thumbnail lies in the diagram. */
export interface Frame {
  x: number;
  y: number;
  width: number;
  height: number;
}

type Plane = NonNullable<LoopView["plane"]>;

/** Columns of the histogram of numbers. */
const BINS = 24;
/** The part of a frame that the highest column takes. */
const HIGHEST = 0.85;
/** The longest arrow, as a share of the frame. */
const LONGEST = 0.22;

interface SamplesProps {
  frame: Frame;
  samples: ShownSamples | undefined;
  dimensions: number;
  plane: Plane | undefined;
  colour: string;
}

/** Samples in a frame: a picture, points, or the histogram of numbers. */
export function Samples({ frame, samples, dimensions, plane, colour }: SamplesProps) {
  if (!samples) return null;
  if ("address" in samples)
    return <image href={samples.address} class="loop-picture" {...inset(frame)} />;
  if (!plane) return null;
  const { points } = samples;
  return dimensions === 1 ? (
    <path d={histogram(points, frame, plane)} fill={colour} fill-opacity={0.75} />
  ) : (
    <path d={dots(points, frame, plane)} class="loop-dots" stroke={colour} />
  );
}

const inset = ({ x, y, width, height }: Frame): Frame => ({
  x: x + 2,
  y: y + 2,
  width: width - 4,
  height: height - 4,
});

/** The place of a point in a frame; undefined of one that does not lie in it. */
function placeIn(
  { x, y, width, height }: Frame,
  { xMin, xMax, yMin, yMax }: Plane,
  [px, py]: readonly [number | undefined, number | undefined],
): [number, number] | undefined {
  const right = ((px ?? NaN) - xMin) / (xMax - xMin);
  const up = ((py ?? NaN) - yMin) / (yMax - yMin);
  if (!(right >= 0 && right <= 1 && up >= 0 && up <= 1)) return undefined;
  return [x + right * width, y + (1 - up) * height];
}

const text = (value: number): string => value.toFixed(1);

/** A round dot for each point: a line of no length with round ends. */
function dots(points: readonly number[], frame: Frame, plane: Plane): string {
  let path = "";
  for (let i = 0; i + 1 < points.length; i += 2) {
    const at = placeIn(frame, plane, [points[i], points[i + 1]]);
    if (at) path += `M${text(at[0])} ${text(at[1])}h0`;
  }
  return path;
}

function histogram(values: readonly number[], frame: Frame, { xMin, xMax }: Plane): string {
  const counts = Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = Math.floor(((value - xMin) / (xMax - xMin)) * BINS);
    if (bin >= 0 && bin < BINS) counts[bin]!++;
  }
  const most = Math.max(1, ...counts);
  const width = frame.width / BINS;
  const bottom = frame.y + frame.height;
  return counts
    .map((count, bin) => {
      const height = (HIGHEST * frame.height * count) / most;
      const left = frame.x + bin * width;
      return `M${text(left)} ${text(bottom)}v${text(-height)}h${text(width)}v${text(height)}z`;
    })
    .join("");
}

interface DirectionsProps {
  frame: Frame;
  points: readonly number[];
  directions: readonly number[];
  dimensions: number;
  plane: Plane;
}

/** From each sample an arrow along which it is told to move, all to one scale. */
export function Directions({ frame, points, directions, dimensions, plane }: DirectionsProps) {
  const theme = useTheme();
  const pairs = (values: readonly number[]): readonly number[] =>
    dimensions === 1 ? values.flatMap((value) => [value, 0]) : values;
  const from = dimensions === 1 ? points.flatMap((value) => [value, 0.12]) : points;
  const along = pairs(directions);
  const scale = arrowScale(along, LONGEST * frame.width);
  let path = "";
  for (let i = 0; i + 1 < Math.min(from.length, along.length); i += 2) {
    const at = placeIn(frame, plane, [from[i], from[i + 1]]);
    const dx = (along[i] ?? NaN) * scale;
    const dy = -(along[i + 1] ?? NaN) * scale;
    const length = Math.hypot(dx, dy);
    if (!at || !(length >= 1)) continue;
    const cut = Math.min(1, (LONGEST * frame.width) / length);
    path += arrow(at, dx * cut, dy * cut);
  }
  return <path d={path} fill="none" stroke={theme.mark} stroke-width={1} />;
}

function arrow([x, y]: readonly [number, number], dx: number, dy: number): string {
  const head = Math.min(3, Math.hypot(dx, dy) / 2) / Math.hypot(dx, dy);
  const tip = `${text(x + dx)} ${text(y + dy)}`;
  const end = (side: number): string => {
    const right = x + dx - head * (dx + (side * dy) / 2);
    const down = y + dy - head * (dy - (side * dx) / 2);
    return `${text(right)} ${text(down)}`;
  };
  return `M${text(x)} ${text(y)}L${tip}M${end(1)}L${tip}L${end(-1)}`;
}

interface JudgementProps {
  frame: Frame;
  d: NonNullable<LoopView["d"]>;
}

/** D's value: colours over the plane, or a curve over the line of numbers. */
export function Judgement({ frame, d }: JudgementProps) {
  const theme = useTheme();
  const address = useMemo(
    () => (d.rows > 1 ? heatAddress(d, theme) : undefined),
    [d.values, theme],
  );
  if (address !== undefined)
    return <image href={address} preserveAspectRatio="none" {...inset(frame)} />;
  const { x, y, width, height } = inset(frame);
  const path = d.values
    .map((value, i) => {
      const at = `${text(x + (width * (i + 0.5)) / d.columns)} ${text(y + (1 - value) * height)}`;
      return `${i === 0 ? "M" : "L"}${at}`;
    })
    .join("");
  return <path d={path} fill="none" stroke={theme.discriminator} stroke-width={2} />;
}

/** A picture with a pixel for each cell, whose rows go down as those of the plane go up. */
function heatAddress(
  { columns, rows, values }: NonNullable<LoopView["d"]>,
  { heat: { low, centre, high } }: Theme,
): string {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  if (!context) return "";
  const colours = divergingMap(low, centre, high);
  const pixels = context.createImageData(columns, rows);
  for (const [cell, value] of values.entries()) {
    const at = ((rows - 1 - Math.floor(cell / columns)) * columns + (cell % columns)) * 4;
    pixels.data.set([...colours(value), 255], at);
  }
  context.putImageData(pixels, 0, 0);
  return canvas.toDataURL();
}
