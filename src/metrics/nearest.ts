import { tensor2d, tidy, topk, type Tensor2D } from "../shared/tf";

export interface Neighbour { /** Row in the data set. */ index: number; /** Euclidean distance. */ distance: number }

/** Rows of the data compared at a time: bounds the memory that a call takes. */
const BLOCK = 6000;

/**
 * For each of `samples` ([n, d], flat) its nearest row among `count` rows of a data set, by Euclidean distance.
 * `block(from, to)` gives rows as flat float32 in the samples' units. Works by ||s - x||^2 = ||s||^2 - 2 s.x + ||x||^2,
 * one matrix product a block.
 */
export function nearestNeighbours(
  samples: Float32Array, dimensions: number, count: number, block: (from: number, to: number) => Float32Array,
): Neighbour[] {
  const n = samples.length / dimensions;
  const best: Neighbour[] = Array.from({ length: n }, () => ({ index: -1, distance: Infinity }));
  for (let from = 0; from < count; from += BLOCK) {
    const to = Math.min(count, from + BLOCK);
    const [values, indices] = tidy(() => {
      const s: Tensor2D = tensor2d(samples, [n, dimensions]);
      const x: Tensor2D = tensor2d(block(from, to), [to - from, dimensions]);
      // The term ||s||^2 does not change which row is nearest.
      const score = s.matMul(x, false, true).mul(2).sub(x.square().sum(1));
      const nearest = topk(score, 1);
      return [nearest.values.dataSync(), nearest.indices.dataSync()] as const;
    });
    for (let i = 0; i < n; i++) {
      let norm = 0;
      for (let j = i * dimensions; j < (i + 1) * dimensions; j++) norm += samples[j]! ** 2;
      const squared = norm - values[i]!;
      if (squared < best[i]!.distance) best[i] = { index: from + indices[i]!, distance: squared };
    }
  }
  return best.map(({ index, distance }) => ({ index, distance: Math.sqrt(Math.max(0, distance)) }));
}
