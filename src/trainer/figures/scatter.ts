import { order, rows } from "../../data/dataset";
import { boundsOf, drawSynthetic, type Square } from "../../data/synthetic";
import { isSynthetic2d } from "../../experiment/schema";
import { sizeOf } from "../../experiment/shapes";
import { fold, rootKey } from "../../gan/random";
import type { ScatterFigure } from "../../shared/figure";
import { judgementsOfAny, samplesOf, short } from "../samples";
import type { Session } from "../session";
import { verdicts } from "../verdicts";

const CELLS = 48;

/** Points of the data and of G over D. Of data with more than two numbers it shows the first two, and D where the others have the data's mean. */
export async function scatterOf(
  session: Session,
): Promise<{ figure: ScatterFigure; generated: Float32Array }> {
  const size = sizeOf(session.source.shape),
    count = Math.max(1000, session.experiment.samples.count);
  const { real, bounds } = await dataOf(session, count);
  const generated = await samplesOf(session, "samples", count);
  const { xMin, xMax, yMin, yMax } = bounds;
  const rest = Array.from({ length: size }, (_, j) => (j < 2 ? 0 : meanOf(real, j, size)));
  const cells = Float32Array.from({ length: CELLS * CELLS * size }, (_, i) => {
    const cell = Math.floor(i / size),
      axis = i % size;
    if (axis === 0) return xMin + ((xMax - xMin) * ((cell % CELLS) + 0.5)) / CELLS;
    return axis === 1
      ? yMin + ((yMax - yMin) * (Math.floor(cell / CELLS) + 0.5)) / CELLS
      : rest[axis]!;
  });
  const { values: d, critic } = verdicts(session.model, [
    ...(await judgementsOfAny(session, cells, [CELLS * CELLS, size])),
  ]);
  const figure: ScatterFigure = {
    kind: "scatter",
    step: session.step,
    real: firstTwo(real, size),
    generated: firstTwo(generated, size),
    heat: { ...bounds, columns: CELLS, rows: CELLS, values: d.map(short) },
    ...(critic ? { critic } : {}),
  };
  return { figure, generated };
}

/** Points of the data, and the part of the plane to show. */
async function dataOf(
  { program, model, source, experiment: { data } }: Session,
  count: number,
): Promise<{ real: Float32Array; bounds: Square }> {
  if (isSynthetic2d(data)) {
    const real = await program.compute(`${count} points of the data`, () =>
      drawSynthetic(data, fold(rootKey(model.seed, 0), "scatter"), count),
    );
    return { real, bounds: boundsOf(data) };
  }
  if (source.kind !== "examples") throw new Error(`${data.source} has no points in the plane`);
  const size = sizeOf(source.shape),
    { dataset } = source;
  const real = rows(dataset, order(0, 0, dataset.count).subarray(0, count));
  const [xMin, xMax] = stretchOf(real, 0, size),
    [yMin, yMax] = stretchOf(real, 1, size);
  return { real, bounds: { xMin, xMax, yMin, yMax } };
}

/** From the least to the greatest of a column, with room at both ends. */
function stretchOf(values: Float32Array, column: number, size: number): [number, number] {
  let low = Infinity,
    high = -Infinity;
  for (let at = column; at < values.length; at += size) {
    low = Math.min(low, values[at]!);
    high = Math.max(high, values[at]!);
  }
  const margin = 0.3 * (high - low) || 1;
  return [low - margin, high + margin];
}

function meanOf(values: Float32Array, column: number, size: number): number {
  let sum = 0;
  for (let at = column; at < values.length; at += size) sum += values[at]!;
  return sum / (values.length / size);
}

const firstTwo = (values: Float32Array, size: number): number[] =>
  Array.from({ length: (2 * values.length) / size }, (_, i) =>
    short(values[Math.floor(i / 2) * size + (i % 2)]!),
  );
