import { gaussianBetween } from "../../data/densities";
import { sizeOf } from "../../experiment/shapes";
import type { Model } from "../../gan/model";
import type { Manifold } from "../../shared/run/picture";
import { samplesFrom, short } from "../session/samples";
import { holding, type PicturedRun, type PicturePieces } from "./pieces";

/* G's manifold: what it makes of a grid of latents. */

/** Nodes along each of two directions, and along a single one. */
const NODES_2D = 21;
const NODES_1D = 41;
/** How far the grid reaches: three standard deviations, or the range of uniform latents. */
const REACH = { normal: 3, uniform: Math.sqrt(3) };
/** The classes of a conditional GAN that have a sheet of their own. */
const MAX_SHEETS = 10;

/** G at a grid over the first latent directions; of samples with more than two numbers the first two. */
export async function* manifoldOf(session: PicturedRun): PicturePieces<Manifold> {
  const { model, source } = session;
  const size = sizeOf(source.shape);
  const shown = Math.min(2, size);
  const grid = latentGrid(model.latent, shown);
  const nodes = grid.columns * grid.rows;
  const sheets = Math.min(MAX_SHEETS, model.classes ?? 1);
  const latents = new Float32Array(sheets * grid.latents.length);
  for (let sheet = 0; sheet < sheets; sheet++)
    latents.set(grid.latents, sheet * grid.latents.length);
  const classes =
    model.classes === undefined
      ? undefined
      : Uint8Array.from({ length: sheets * nodes }, (_, i) => Math.floor(i / nodes));
  const made = yield* holding(samplesFrom(session, latents, classes));
  const { columns, rows, reach } = grid;
  const tellsDensity = model.latent.size === grid.directions && size === shown;
  return {
    columns,
    rows,
    reach,
    ...(tellsDensity ? { shares: sharesBetween(model.latent, grid) } : {}),
    sheets: Array.from({ length: sheets }, (_, sheet) =>
      Array.from(made.subarray(sheet * nodes * size, (sheet + 1) * nodes * size))
        .filter((_value, i) => i % size < shown)
        .map(short),
    ),
  };
}

interface LatentGrid {
  /** One or two. */
  directions: number;
  columns: number;
  rows: number;
  reach: number;
  /** [columns * rows, latent.size], row by row. */
  latents: Float32Array;
}

/** The nodes of a grid over as many latent directions as the data has, at most two. */
export function latentGrid(latent: Model["latent"], dimensions: number): LatentGrid {
  const directions = Math.min(latent.size, dimensions);
  const columns = directions === 2 ? NODES_2D : NODES_1D;
  const rows = directions === 2 ? NODES_2D : 1;
  const reach = REACH[latent.distribution];
  const latents = new Float32Array(columns * rows * latent.size);
  for (let node = 0; node < columns * rows; node++) {
    latents[node * latent.size] = nodeAt(node % columns, columns, reach);
    if (directions === 2)
      latents[node * latent.size + 1] = nodeAt(Math.floor(node / columns), rows, reach);
  }
  return { directions, columns, rows, reach, latents };
}

const nodeAt = (i: number, count: number, reach: number): number =>
  -reach + (2 * reach * i) / (count - 1);

/** The probability of a coordinate of a latent to lie between a node and the next. */
function sharesBetween(latent: Model["latent"], { columns, reach }: LatentGrid): number[] {
  return Array.from({ length: columns - 1 }, (_, i) => {
    const [low, high] = [nodeAt(i, columns, reach), nodeAt(i + 1, columns, reach)];
    return latent.distribution === "normal"
      ? gaussianBetween(low, high, 0, 1)
      : (high - low) / (2 * reach);
  });
}
