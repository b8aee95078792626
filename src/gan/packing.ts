import { concat, type Tensor } from "../tensor/tf";

/** Samples [n * m, ..., c] as packs [n, ..., m * c] (Lin et al. 2018, PacGAN): m that follow each other, joined along their last axis. */
export function pack(x: Tensor, m: number): Tensor {
  if (m === 1) return x;
  const [count, ...sample] = x.shape as [number, ...number[]];
  const channels = sample.at(-1)!;
  const place = sample.slice(0, -1);
  const packs = x.reshape([count / m, m, ...sample]);
  // The axis of the m samples goes to the place before the last one; for points it is there already.
  const axes = [0, ...place.map((_, i) => i + 2), 1, sample.length + 1];
  const inOrder = place.length === 0 ? packs : packs.transpose(axes);
  return inOrder.reshape([count / m, ...place, m * channels]);
}

/** Packs of m times the same sample: [n, ..., c] becomes [n, ..., m * c]. */
export const packWithItself = (x: Tensor, m: number): Tensor =>
  m === 1 ? x : concat(Array<Tensor>(m).fill(x), x.shape.length - 1);
