import { scalar, type Tensor } from "../../tensor/tf";
import type { Layer } from "../../experiment/schema";
import type { Tree } from "../tree";

/**
 * The kernel's axes that span the incoming weights of one unit. Only a transposed convolution has
 * `out` before `in`.
 */
const axesOfUnit = (layer: Layer, kernel: Tensor): number[] =>
  layer.type === "conv2dTranspose" ? [0, 1, 3] : kernel.shape.map((_, axis) => axis).slice(0, -1);

/**
 * Applies the max-norm constraint after an update: each unit's incoming weight vector is scaled
 * down to the norm `kernelMaxNorm` where it is longer (Srebro and Shraibman 2005; pylearn2's
 * max_col_norm). A layer without the constraint keeps its tensors.
 */
export function constrainLayer(layer: Layer, params: Tree): Tree {
  const bound = "kernelMaxNorm" in layer ? layer.kernelMaxNorm : undefined;
  const kernel = params["kernel"];
  if (bound === undefined || !kernel) return params;
  const norms = kernel.square().sum(axesOfUnit(layer, kernel), true).sqrt();
  // The factor is exactly 1 for vectors within the bound.
  return { ...params, kernel: kernel.mul(scalar(bound).div(norms.maximum(bound))) };
}
