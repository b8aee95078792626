import { dimension } from "../tensor/shape";
import { concat, type Tensor } from "../tensor/tf";

/**
 * Packs samples [n * m, ..., c] into [n, ..., m * c] (Lin et al. 2018, PacGAN): m consecutive
 * samples are concatenated along their last axis.
 */
export function pack(x: Tensor, m: number): Tensor {
  if (m === 1) return x;
  const [count, ...sample] = x.shape as [number, ...number[]];
  const channels = dimension(sample, -1);
  const place = sample.slice(0, -1);
  const packs = x.reshape([count / m, m, ...sample]);
  // The axis of the m samples moves to the second-last position, where that of points already is.
  const axes = [0, ...place.map((_, i) => i + 2), 1, sample.length + 1];
  const inOrder = place.length === 0 ? packs : packs.transpose(axes);
  return inOrder.reshape([count / m, ...place, m * channels]);
}

/** Packs m copies of each sample: [n, ..., c] becomes [n, ..., m * c]. */
export const packWithItself = (x: Tensor, m: number): Tensor =>
  m === 1 ? x : concat(Array<Tensor>(m).fill(x), x.shape.length - 1);
