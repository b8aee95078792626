/*
 * Multi-scale structural similarity of pictures (Wang et al. 2003), by which Odena et al. 2017
 * measure how varied samples are: the mean over random pairs. 1 is the same picture.
 */

/** Pictures in one row, [count, height, width, channels] flat, in [0, 1]. */
export interface Pictures {
  values: Float32Array;
  height: number;
  width: number;
  channels: number;
}

const WINDOW = 11;
const SIGMA = 1.5;
/** (K L)^2 with L, the range of the values, 1. */
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;
/** Of the scales, the finest first; of fewer scales the first ones, with the sum 1. */
const WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

/** One channel of a picture. */
interface Plane {
  values: Float64Array;
  height: number;
  width: number;
}

/** How many scales a picture has room for: the window must fit into the coarsest. */
export function scalesFor(height: number, width: number): number {
  let scales = 0;
  for (let side = Math.min(height, width); side >= WINDOW && scales < WEIGHTS.length; scales++)
    side = Math.ceil(side / 2);
  return scales;
}

/** The similarity of pictures `i` and `j` of two sets: the mean over channels. */
export function msSsim(a: Pictures, i: number, b: Pictures, j: number): number {
  let sum = 0;
  for (let channel = 0; channel < a.channels; channel++)
    sum += ofPlanes(planeOf(a, i, channel), planeOf(b, j, channel));
  return sum / a.channels;
}

function planeOf({ values, height, width, channels }: Pictures, i: number, channel: number): Plane {
  const pixels = height * width;
  const from = i * pixels * channels + channel;
  return {
    values: Float64Array.from({ length: pixels }, (_, pixel) => values[from + pixel * channels]!),
    height,
    width,
  };
}

function ofPlanes(a: Plane, b: Plane): number {
  const scales = scalesFor(a.height, a.width);
  const weights = WEIGHTS.slice(0, scales);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let product = 1;
  let [x, y] = [a, b];
  for (const [scale, weight] of weights.entries()) {
    const { luminance, contrast } = similarityOf(x, y);
    // Only the coarsest scale has luminance in it. What is negative counts as 0, as is usual.
    const term = scale === scales - 1 ? luminance : contrast;
    product *= Math.max(0, term) ** (weight / total);
    [x, y] = [halved(x), halved(y)];
  }
  return product;
}

/** SSIM (Wang et al. 2004) with its luminance, and its terms of contrast and structure alone. */
function similarityOf(a: Plane, b: Plane): { luminance: number; contrast: number } {
  const product = (x: Plane, y: Plane): Plane => ({
    ...x,
    values: x.values.map((value, i) => value * y.values[i]!),
  });
  const [meanA, meanB] = [blurred(a), blurred(b)];
  const [squareA, squareB] = [blurred(product(a, a)), blurred(product(b, b))];
  const both = blurred(product(a, b));
  let luminance = 0;
  let contrast = 0;
  for (let i = 0; i < meanA.length; i++) {
    const [x, y] = [meanA[i]!, meanB[i]!];
    const covariance = both[i]! - x * y;
    const variances = squareA[i]! - x * x + (squareB[i]! - y * y);
    const structure = (2 * covariance + C2) / (variances + C2);
    contrast += structure;
    luminance += ((2 * x * y + C1) / (x * x + y * y + C1)) * structure;
  }
  return { luminance: luminance / meanA.length, contrast: contrast / meanA.length };
}

const GAUSSIAN = (() => {
  const weights = Array.from({ length: WINDOW }, (_, i) =>
    Math.exp(-((i - (WINDOW - 1) / 2) ** 2) / (2 * SIGMA ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
})();

/** Gaussian means of all windows that lie within a plane. */
function blurred({ values, height, width }: Plane): Float64Array {
  const columns = width - WINDOW + 1;
  const rows = height - WINDOW + 1;
  const across = new Float64Array(height * columns);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let k = 0; k < WINDOW; k++) sum += GAUSSIAN[k]! * values[y * width + x + k]!;
      across[y * columns + x] = sum;
    }
  const means = new Float64Array(rows * columns);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let k = 0; k < WINDOW; k++) sum += GAUSSIAN[k]! * across[(y + k) * columns + x]!;
      means[y * columns + x] = sum;
    }
  return means;
}

/**
 * Half the size, by means of 2 x 2 pixels. An odd side has a row of zeros before it, as in
 * `pytorch-msssim`.
 */
function halved({ values, height, width }: Plane): Plane {
  const [top, left] = [height % 2, width % 2];
  const [rows, columns] = [Math.floor((height + 2 * top) / 2), Math.floor((width + 2 * left) / 2)];
  const means = new Float64Array(rows * columns);
  const at = (y: number, x: number): number =>
    y < 0 || x < 0 || y >= height || x >= width ? 0 : values[y * width + x]!;
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const [y0, x0] = [2 * y - top, 2 * x - left];
      means[y * columns + x] =
        (at(y0, x0) + at(y0 + 1, x0) + at(y0, x0 + 1) + at(y0 + 1, x0 + 1)) / 4;
    }
  return { values: means, height: rows, width: columns };
}

/**
 * The mean similarity of at most `pairs` pairs of pictures that lie half of a set apart: those that
 * lie side by side may be of one class. Yields the share that is done.
 */
export function* meanSimilarity(pictures: Pictures, pairs: number): Generator<number, number> {
  const { values, height, width, channels } = pictures;
  const count = values.length / (height * width * channels);
  const most = Math.min(pairs, Math.floor(count / 2));
  let sum = 0;
  for (let pair = 0; pair < most; pair++) {
    sum += msSsim(pictures, pair, pictures, pair + Math.floor(count / 2));
    yield (pair + 1) / most;
  }
  return sum / most;
}
