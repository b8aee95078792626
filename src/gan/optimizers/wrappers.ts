import { engine, scalar, sign, type Tensor } from "../../tensor/tf";
import type { ClipConfig } from "../../experiment/schema";
import { globalNorm } from "../gradients";
import { fold, normal } from "../random";
import { map, stateless, type Transformation } from "./transformation";

/* Gradient transformations that a config can put before or after any optimizer. */

/**
 * Clips gradients by value, or by the norm of each tensor or of all tensors: g min(1, limit /
 * ||g||).
 */
export function clip({ type, limit }: ClipConfig): Transformation {
  switch (type) {
    case "value":
      return stateless((gradients) => map(gradients, (g) => g.minimum(limit).maximum(-limit)));
    case "norm":
      return stateless((gradients) => map(gradients, (g) => g.mul(clipFactor(norm(g), limit))));
    case "globalNorm":
      return stateless((gradients) => {
        const factor = clipFactor(globalNorm(gradients), limit);
        return map(gradients, (g) => g.mul(factor));
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
export const addNoise = stateless((gradients, hyper, { key }) =>
  map(gradients, (g, name) =>
    g.add(normal(fold(fold(key, "gradientNoise"), name), g.shape).mul(hyper["gradientNoise"]!)),
  ),
);

/** Adds the subgradient of l1 * sum |theta|: g + l1 * sign(theta). */
export const addL1 = stateless((gradients, hyper, { parameters }) =>
  map(gradients, (g, name) => g.add(sign(parameters[name]!).mul(hyper["l1"]!))),
);

/** Adds the gradient of weightDecay / 2 * sum theta^2: g + weightDecay * theta. */
export const addL2 = stateless((gradients, hyper, { parameters }) =>
  map(gradients, (g, name) => g.add(parameters[name]!.mul(hyper["weightDecay"]!))),
);

/**
 * Decoupled weight decay, after the optimizer: u + learningRate * decay * theta (Loshchilov and
 * Hutter 2019).
 */
export const addDecoupledDecay = (
  setting: "weightDecay" | "decoupledWeightDecay",
): Transformation =>
  stateless((updates, hyper, { parameters }) => {
    const share = hyper["learningRate"]!.mul(hyper[setting]!);
    return map(updates, (u, name) => u.add(parameters[name]!.mul(share)));
  });
