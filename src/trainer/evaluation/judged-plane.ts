import { cellArea, cellAt, cellDensities, type CellGrid } from "../../data/cell-densities";
import { boundsOf } from "../../data/synthetic";
import type { Synthetic2dConfig } from "../../experiment/schema";
import { distanceFromOptimum } from "../../metrics/divergence";
import { differenceFloor } from "../../metrics/noise-floor";
import { shares } from "../../metrics/pieces";
import { areFinite } from "../../shared/finite";
import { judgementsOf, type Networks, samplesOf } from "../session/samples";

/*
 * How far D is from D* in the plane. In a cell the mean of D* over p_data + p_g is D* of the cell's
 * own densities, p_data / (p_data + p_g), also where modes are narrower than the cell. So D is
 * compared with it by the same mean, and not by its value in the middle; over a place about which
 * some of the data lies it is taken as even.
 */

/** D* of two densities at a point, or of what two distributions give a cell. */
type Optimum = (pData: number, pGenerator: number) => number;

/** Cells along each side of the part of the plane that pictures show, as many as those have. */
export const CELLS = 48;
/** Places along each side of a cell at which D is asked for the data's sake. */
const PLACES = 4;
export const PLACES_A_CELL = PLACES ** 2;
/** Samples that stand for p_g. */
export const PLANE_SAMPLES = 20_000;
/** Places where less of the data lies are not asked: all of them together hold less than 4e-6. */
const NEGLIGIBLE = 1e-10;

/** Places in the plane with what p_data gives the part about each. */
export interface Places {
  /** [places, 2] flat. */
  points: Float32Array;
  /** Their probabilities; they add up to 1, but for what lies outside of the cells. */
  shares: readonly number[];
}

/** D at places of the data and at samples of G. */
export interface JudgedPlane {
  places: Places;
  dAtPlaces: ArrayLike<number>;
  /** [samples, 2] flat. */
  samples: Float32Array;
  dAtSamples: ArrayLike<number>;
}

export const planeOf = (data: Synthetic2dConfig): CellGrid => ({
  ...boundsOf(data),
  columns: CELLS,
  rows: CELLS,
});

/** The middles of the equal parts of all cells in which there is some of the data. */
export function placesOf(data: Synthetic2dConfig): Places {
  const across = CELLS * PLACES;
  const grid = { ...planeOf(data), columns: across, rows: across };
  const area = cellArea(grid);
  const probabilities = cellDensities(data, grid).map((density) => density * area);
  const kept = [...probabilities.keys()].filter((i) => probabilities[i]! > NEGLIGIBLE);
  const { xMin, xMax, yMin, yMax } = grid;
  return {
    points: Float32Array.from(
      kept.flatMap((i) => [
        xMin + ((xMax - xMin) * ((i % across) + 0.5)) / across,
        yMin + ((yMax - yMin) * (Math.floor(i / across) + 0.5)) / across,
      ]),
    ),
    shares: kept.map((i) => probabilities[i]!),
  };
}

/** Asks D for all that the distance takes. Yields the share that is done. */
export async function* judgedPlane(
  run: Networks,
  data: Synthetic2dConfig,
): AsyncGenerator<number, JudgedPlane> {
  const places = placesOf(data);
  const judge = (points: Float32Array) => judgementsOf(run, points, [2], undefined);
  const dAtPlaces = yield* shares(judge(places.points), 0, 0.4);
  const samples = yield* shares(samplesOf(run, "optimum", PLANE_SAMPLES), 0.4, 0.7);
  const dAtSamples = yield* shares(judge(samples), 0.7, 1);
  return { places, dAtPlaces, samples, dAtSamples };
}

/** What p_data gives each cell, by the places in it. */
function dataInCells({ points, shares: ofPlaces }: Places, grid: CellGrid): Float64Array {
  const inCells = new Float64Array(grid.columns * grid.rows + 1);
  ofPlaces.forEach((share, i) => {
    inCells[cellOf(points, i, grid)]! += share;
  });
  return inCells;
}

/**
 * The mean of |D - D*| over the cells, each counting by p_data + p_g in it, where D is its mean
 * over both in the cell. All that is outside counts as one more cell. Differences that cancel
 * within a cell are not seen. NaN where a sample is.
 *
 * @param optimum D* of two densities, linear in p_data / (p_data + p_g)
 */
export function distanceInPlane(
  { places, dAtPlaces, samples, dAtSamples }: JudgedPlane,
  grid: CellGrid,
  optimum: Optimum,
): number {
  if (!areFinite(samples)) return NaN;
  const pData = dataInCells(places, grid);
  const pGenerator = new Float64Array(pData.length);
  const d = new Float64Array(pData.length);
  places.shares.forEach((share, i) => {
    d[cellOf(places.points, i, grid)]! += share * dAtPlaces[i]!;
  });
  const count = samples.length / 2;
  for (let i = 0; i < count; i++) {
    const cell = cellOf(samples, i, grid);
    pGenerator[cell]! += 1 / count;
    d[cell]! += dAtSamples[i]! / count;
  }
  const mean = d.map((sum, cell) => sum / (pData[cell]! + pGenerator[cell]!));
  return distanceFromOptimum(mean, pData, pGenerator, optimum);
}

/**
 * The mean of `distanceInPlane` where D is D* and p_g is p_data: p_g is counted, and each cell's D*
 * is off by what its count is. Other p_g have less of this noise where many samples are in a cell.
 */
export function planeFloor(places: Places, grid: CellGrid, optimum: Optimum): number {
  const lead = optimum(1, 1) - optimum(0, 1);
  return (Math.abs(lead) * differenceFloor(dataInCells(places, grid), PLANE_SAMPLES)) / 2;
}

/** The cell of the point `i` of some; one more than the last where it lies in none. */
const cellOf = (points: Float32Array, i: number, grid: CellGrid): number =>
  cellAt(points[2 * i]!, points[2 * i + 1]!, grid) ?? grid.columns * grid.rows;
