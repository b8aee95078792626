import type { Tensor, Tensor2D, Tensor4D } from "./tf";

/*
 * Shapes with a known rank. These helpers check the rank and say so to the compiler, in place of a
 * cast at every use.
 */

/** The size of one axis of a shape. Negative axes count from the end. */
export function dimension(shape: readonly number[], axis: number): number {
  const size = shape.at(axis);
  if (size === undefined) throw new Error(`the shape [${shape.join(", ")}] has no axis ${axis}`);
  return size;
}

function checkRank(x: Tensor, rank: number): void {
  if (x.rank === rank) return;
  throw new Error(`a tensor of rank ${rank} is wanted, not of shape [${x.shape.join(", ")}]`);
}

/** A matrix, [rows, columns]. */
export function rank2(x: Tensor): Tensor2D {
  checkRank(x, 2);
  return x as Tensor2D;
}

/** A batch of images, [batch, height, width, channels], or the kernel of a convolution. */
export function rank4(x: Tensor): Tensor4D {
  checkRank(x, 4);
  return x as Tensor4D;
}
