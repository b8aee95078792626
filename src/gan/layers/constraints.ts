import { scalar, type Tensor } from "../../tensor/tf";
import type { Layer } from "../../experiment/schema";
import type { State } from "../state";

/** Axes of a kernel over which the weights of one unit lie. A transposed convolution's is [height, width, out, in]. */
const axesOfUnit = (layer: Layer, kernel: Tensor): number[] =>
  layer.type === "conv2dTranspose" ? [0, 1, 3] : kernel.shape.map((_, axis) => axis).slice(0, -1);

/**
 * A layer's weights after an update, each unit's incoming weight vector brought back to a norm of `kernelMaxNorm` where it is longer
 * (Srebro and Shraibman 2005; pylearn2's max_col_norm). The same tensors where nothing is to be constrained.
 */
export function constrainLayer(layer: Layer, weights: State): State {
  const bound = "kernelMaxNorm" in layer ? layer.kernelMaxNorm : undefined;
  const kernel = weights["kernel"];
  if (bound === undefined || !kernel) return weights;
  const norms = kernel.square().sum(axesOfUnit(layer, kernel), true).sqrt();
  // Exactly 1 for those within the bound.
  return { ...weights, kernel: kernel.mul(scalar(bound).div(norms.maximum(bound))) };
}
