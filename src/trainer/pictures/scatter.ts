import { type FiniteDataset, rows } from "../../data/dataset";
import { cellArea, cellDensities, type CellGrid, countInCells } from "../../data/cell-densities";
import { orderInTurns } from "../../data/order";
import { boundsOf, drawSynthetic, type Square } from "../../data/synthetic";
import { isSynthetic2d } from "../../experiment/schema";
import { sizeOf } from "../../experiment/shapes";
import { optimalDiscriminator } from "../../gan/objective";
import { fold, rootKey } from "../../gan/random";
import type { ScatterPicture } from "../../shared/run/picture";
import { countNotFinite } from "../../shared/finite";
import { judgementsOfAny, samplesOf, short } from "../session/samples";
import { normaliseCriticOutput } from "../evaluation/critic-output";
import { descentOf } from "./descent";
import { manifoldOf } from "./manifold";
import { holding, type PicturedRun, type PicturePieces } from "./pieces";

const CELLS = 48;
/** Samples from which p_g is counted in the cells. */
const DENSITY_SAMPLES = 5_000;
/** Where fewer points of data and generator are to be expected in a cell D* is not told. */
const MIN_POINTS = 10;

/**
 * Points of the data and of G over D. Of data with more than two numbers it shows the first two,
 * and D where the others have the data's mean.
 */
export async function* scatterOf(
  session: PicturedRun,
): PicturePieces<{ picture: ScatterPicture; generated: Float32Array }> {
  const { model, step } = session;
  const size = sizeOf(session.source.shape);
  const count = shownCount(session);
  const { real, bounds } = await shownDataOf(session, count);
  const generated = yield* holding(samplesOf(session, "samples", count));
  const cells = cellsOf(bounds, real, size);
  const judged = yield* holding(judgementsOfAny(session, cells, [size]));
  const { values: d, critic } = normaliseCriticOutput(model, [...judged]);
  const descent = await descentOf(session, generated, real);
  const manifold = yield* manifoldOf(session);
  const many = yield* holding(samplesOf(session, "density", DENSITY_SAMPLES));
  const grid = { ...bounds, columns: CELLS, rows: CELLS };
  const picture: ScatterPicture = {
    kind: "scatter",
    step,
    real: firstTwo(real, size),
    ...generatedPoints(generated, size, descent),
    heat: { ...grid, values: d.map(short), ...densitiesOf(session, grid, firstTwo(many, size)) },
    ...(critic ? { critic } : {}),
    manifold,
  };
  return { picture, generated };
}

/** p_g in the cells, and D* of it where the density of the data is known. */
function densitiesOf(
  { model, step, experiment: { data } }: PicturedRun,
  grid: CellGrid,
  samples: readonly number[],
): Pick<ScatterPicture["heat"], "pGenerator" | "dOptimal"> {
  const perPoint = 1 / ((samples.length / 2) * cellArea(grid));
  const pGenerator = Array.from(countInCells(samples, grid), (count) => count * perPoint);
  const pData = isSynthetic2d(data) ? cellDensities(data, grid) : undefined;
  const best = optimalDiscriminator(model, step);
  return {
    pGenerator: pGenerator.map(short),
    ...(pData && best
      ? {
          dOptimal: pData.map((p, i) =>
            p + pGenerator[i]! < MIN_POINTS * perPoint ? null : short(best(p, pGenerator[i]!)),
          ),
        }
      : {}),
  };
}

/**
 * Samples of `size` numbers as a scatter picture has them, with the directions of descent of the
 * first, where those are known.
 */
export function generatedPoints(
  samples: Float32Array,
  size: number,
  directions?: Float32Array,
): Pick<ScatterPicture, "generated" | "descent" | "notFinite"> {
  const shown = firstTwo(samples, size);
  const descent = directions && firstTwo(directions, size);
  const notFinite = countNotFinite(shown, 2);
  if (notFinite === 0) return { generated: shown, ...(descent ? { descent } : {}) };
  return {
    generated: finitePairs(shown),
    ...(descent ? { descent: finitePairs(descent, shown) } : {}),
    notFinite,
  };
}

/**
 * The middles of the cells, with the data's mean in all numbers but the first two: [cells, size]
 * flat.
 */
function cellsOf(
  { xMin, xMax, yMin, yMax }: Square,
  real: Float32Array,
  size: number,
): Float32Array {
  const row = Float32Array.from({ length: size }, (_, j) => (j < 2 ? 0 : meanOf(real, j, size)));
  const cells = new Float32Array(CELLS * CELLS * size);
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    row[0] = xMin + ((xMax - xMin) * ((cell % CELLS) + 0.5)) / CELLS;
    row[1] = yMin + ((yMax - yMin) * (Math.floor(cell / CELLS) + 0.5)) / CELLS;
    cells.set(row, cell * size);
  }
  return cells;
}

/** Examples and samples of a picture. */
export const shownCount = ({ experiment }: PicturedRun): number =>
  Math.max(1000, experiment.samples.count);

interface ShownData {
  real: Float32Array;
  /** The part of the plane to show. */
  bounds: Square;
}

/** Points of the data, and the part of the plane to show. */
export async function shownDataOf(
  { program, model, source, experiment: { data } }: PicturedRun,
  count: number,
): Promise<ShownData> {
  if (isSynthetic2d(data)) {
    const real = await program.compute(`${count} points of the data`, () =>
      drawSynthetic(data, fold(rootKey(model.seed, 0), "scatter"), count),
    );
    return { real, bounds: boundsOf(data) };
  }
  if (source.kind !== "examples") throw new Error(`${data.source} has no points in the plane`);
  const known = shownOf.get(source.dataset) ?? (await chooseShown(source.dataset, count));
  shownOf.set(source.dataset, known);
  return known;
}

/** Of a data set the same examples are shown in each picture of a run: they are chosen once. */
const shownOf = new WeakMap<FiniteDataset, ShownData>();

async function chooseShown(dataset: FiniteDataset, count: number): Promise<ShownData> {
  const shuffled = await orderInTurns(0, 0, dataset.count);
  const real = rows(dataset, shuffled.subarray(0, count));
  const size = sizeOf(dataset.sampleShape);
  const [xMin, xMax] = stretchOf(real, 0, size);
  const [yMin, yMax] = stretchOf(real, 1, size);
  return { real, bounds: { xMin, xMax, yMin, yMax } };
}

/** From the least to the greatest of a column, with room at both ends. */
function stretchOf(values: Float32Array, column: number, size: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of columnOf(values, column, size)) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const margin = 0.3 * (high - low) || 1;
  return [low - margin, high + margin];
}

function meanOf(values: Float32Array, column: number, size: number): number {
  const own = columnOf(values, column, size);
  return own.reduce((sum, value) => sum + value, 0) / own.length;
}

/** One number of each example of `size` numbers. */
const columnOf = (values: Float32Array, column: number, size: number): Float32Array =>
  values.filter((_, i) => i % size === column);

const firstTwo = (values: Float32Array, size: number): number[] =>
  Array.from(
    values.filter((_, i) => i % size < 2),
    short,
  );

/** The pairs that belong to points of which both coordinates are finite; by default the points. */
const finitePairs = (pairs: readonly number[], points = pairs): number[] =>
  pairs.filter((_, i) => [points[i - (i % 2)], points[i - (i % 2) + 1]].every(Number.isFinite));
