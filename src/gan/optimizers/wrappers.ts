import { engine, scalar, sign, type Tensor } from "../../tensor/tf";
import type { ClipConfig } from "../../experiment/schema";
import { globalNorm } from "../gradients";
import { setting } from "../hyper";
import { fold, normal } from "../random";
import { mapTree, zipTrees } from "../tree";
import { stateless, type Transformation } from "./transformation";

/* Gradient transformations that a config can put before or after any optimizer. */

/**
 * Clips gradients by value, or by the norm of each tensor or of all tensors: g min(1, limit /
 * ||g||).
 */
export function clip({ type, limit }: ClipConfig): Transformation<undefined> {
  switch (type) {
    case "value":
      return stateless((gradients) => mapTree(gradients, (g) => g.minimum(limit).maximum(-limit)));
    case "norm":
      return stateless((gradients) => mapTree(gradients, (g) => g.mul(clipFactor(norm(g), limit))));
    case "globalNorm":
      return stateless((gradients) => {
        const factor = clipFactor(globalNorm(gradients), limit);
        return mapTree(gradients, (g) => g.mul(factor));
      });
  }
}

const norm = (x: Tensor): Tensor => engine().runKernel<Tensor>("L2Loss", { x }).mul(2).sqrt();

/** min(1, limit / norm), without a division by 0. */
const clipFactor = (norm: Tensor, limit: number): Tensor => scalar(limit).div(norm.maximum(limit));

/**
 * Adds gradient noise, g + stddev * n (Neelakantan et al. 2015). The setting `gradientNoise` is the
 * step's standard deviation. The random stream of each parameter has the parameter's name.
 */
export const addNoise = stateless((gradients, hyper, context) => {
  const stddev = setting(hyper, "gradientNoise");
  const key = fold(context.key, "gradientNoise");
  return mapTree(gradients, (g, name) => g.add(normal(fold(key, name), g.shape).mul(stddev)));
});

/** Adds the subgradient of l1 * sum |theta|: g + l1 * sign(theta). */
export const addL1 = stateless((gradients, hyper, { parameters }) => {
  const l1 = setting(hyper, "l1");
  return zipTrees(gradients, parameters, (g, theta) => g.add(sign(theta).mul(l1)));
});

/** Adds the gradient of weightDecay / 2 * sum theta^2: g + weightDecay * theta. */
export const addL2 = stateless((gradients, hyper, { parameters }) => {
  const decay = setting(hyper, "weightDecay");
  return zipTrees(gradients, parameters, (g, theta) => g.add(theta.mul(decay)));
});

/**
 * Decoupled weight decay, after the optimizer: u + learningRate * decay * theta (Loshchilov and
 * Hutter 2019).
 */
export const addDecoupledDecay = (
  decay: "weightDecay" | "decoupledWeightDecay",
): Transformation<undefined> =>
  stateless((updates, hyper, { parameters }) => {
    const share = setting(hyper, "learningRate").mul(setting(hyper, decay));
    return zipTrees(updates, parameters, (u, theta) => u.add(theta.mul(share)));
  });
