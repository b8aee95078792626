import { stack, type Tensor2D } from "../shared/tf";

export interface Neighbour { /** Row in the data set. */ index: number; /** Euclidean distance. */ distance: number }

/** Rows of the data compared at a time: bounds the memory that a comparison takes, and the time. */
const BLOCK = 6000;

/**
 * For each of `samples` [n, d] the row of `block` [m, d] that is nearest by Euclidean distance, and the squared distance
 * without the term ||s||^2, which is the same for all rows: [n, 2]. By ||s - x||^2 = ||s||^2 - 2 s.x + ||x||^2, one
 * matrix product.
 */
export function nearestInBlock(samples: Tensor2D, block: Tensor2D): Tensor2D {
  const distance = block.square().sum(1).sub(samples.matMul(block, false, true).mul(2));
  return stack([distance.argMin(1).cast("float32"), distance.min(1)], 1) as Tensor2D;
}

/**
 * For each of `samples` ([n, d], flat) its nearest row among `count` rows of a data set. `compare` gives what
 * `nearestInBlock` makes of the rows from..to-1, as flat numbers. Yields after each block: others may have their turn.
 */
export async function* nearestNeighbours(
  samples: Float32Array, dimensions: number, count: number, compare: (from: number, to: number) => Promise<Float32Array>,
): AsyncGenerator<void, Neighbour[]> {
  const n = samples.length / dimensions;
  const best = Array.from({ length: n }, () => ({ index: -1, partial: Infinity }));
  for (let from = 0; from < count; from += BLOCK) {
    const found = await compare(from, Math.min(count, from + BLOCK));
    for (const [i, before] of best.entries()) {
      const partial = found[2 * i + 1]!;
      if (partial < before.partial) best[i] = { index: from + found[2 * i]!, partial };
    }
    yield;
  }
  return best.map(({ index, partial }, i) => {
    const norm = samples.subarray(i * dimensions, (i + 1) * dimensions).reduce((sum, value) => sum + value * value, 0);
    return { index, distance: Math.sqrt(Math.max(0, norm + partial)) };
  });
}
