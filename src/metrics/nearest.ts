import { stack, type Tensor2D } from "../tensor/tf";
import { squaredDistances } from "./distances";

/* The training example that is nearest to each sample, by Euclidean distance. */

export interface Neighbour {
  /** Row in the data set. */ index: number;
  /** Euclidean distance. */ distance: number;
}

/**
 * Rows of the data compared at a time, and numbers of these and multiplications: bounds of the
 * memory that a comparison takes, and of its time.
 */
const MAX_ROWS = 6000;
const MAX_NUMBERS = 20_000_000;
const MAX_MULTIPLICATIONS = 1e9;

/**
 * For each of `samples` [n, d] the row of `block` [m, d] that is nearest by Euclidean distance, and
 * the squared distance: [n, 2]. Both are moved by the block's mean first, which leaves more digits
 * to differences of squares. The mean of the samples would make all of them not a number where one
 * is.
 */
export function nearestInBlock(samples: Tensor2D, block: Tensor2D): Tensor2D {
  const origin = block.mean(0);
  const distance = squaredDistances(samples.sub(origin), block.sub(origin));
  return stack([distance.argMin(1).cast("float32"), distance.min(1)], 1) as Tensor2D;
}

/**
 * For each of `samples` ([n, d], flat) its nearest row among `count` rows of a data set; of one
 * that lies beyond the range of float32 the first row at distance NaN. `compare` gives what
 * `nearestInBlock` makes of the rows from..to-1, as flat numbers. Yields after each block: others
 * may have their turn.
 */
export async function* nearestNeighbours(
  samples: Float32Array,
  dimensions: number,
  count: number,
  compare: (from: number, to: number) => Promise<Float32Array>,
): AsyncGenerator<void, Neighbour[]> {
  const n = samples.length / dimensions;
  const atOnce = Math.max(
    1,
    Math.floor(
      Math.min(
        MAX_ROWS,
        MAX_NUMBERS / dimensions,
        MAX_MULTIPLICATIONS / Math.max(1, samples.length),
      ),
    ),
  );
  const best = Array.from({ length: n }, () => ({ index: 0, square: Infinity }));
  for (let from = 0; from < count; from += atOnce) {
    const found = await compare(from, Math.min(count, from + atOnce));
    for (const [i, before] of best.entries()) {
      const square = found[2 * i + 1]!;
      if (square < before.square) best[i] = { index: from + found[2 * i]!, square };
    }
    yield;
  }
  return best.map(({ index, square }) => ({
    index,
    distance: square === Infinity ? NaN : Math.sqrt(square),
  }));
}
