import { engine, scalar, sign, type Tensor } from "../../tensor/tf";
import type { ClipConfig } from "../../experiment/schema";
import { globalNorm } from "../gradients";
import { fold, normal } from "../random";
import { map, stateless, type Transformation } from "./transformation";

/* What can be put around any optimizer. */

/** Gradients cut by value, or shortened by the norm of each tensor or of all: g min(1, limit / ||g||). */
export function clip({ type, limit }: ClipConfig): Transformation {
  switch (type) {
    case "value":
      return stateless((gradients) => map(gradients, (g) => g.minimum(limit).maximum(-limit)));
    case "norm":
      return stateless((gradients) => map(gradients, (g) => g.mul(shortening(norm(g), limit))));
    case "globalNorm":
      return stateless((gradients) => {
        const factor = shortening(globalNorm(gradients), limit);
        return map(gradients, (g) => g.mul(factor));
      });
  }
}

const norm = (x: Tensor): Tensor => engine().runKernel<Tensor>("L2Loss", { x }).mul(2).sqrt();
/** min(1, limit / norm) without a division by 0. */
const shortening = (norm: Tensor, limit: number): Tensor => scalar(limit).div(norm.maximum(limit));

/** g + stddev * n (Neelakantan et al. 2015): `gradientNoise` in `hyper` is the step's standard deviation. Each parameter draws below a key of its own name. */
export const addNoise = stateless((gradients, hyper, { key }) =>
  map(gradients, (g, name) =>
    g.add(normal(fold(fold(key, "gradientNoise"), name), g.shape).mul(hyper["gradientNoise"]!)),
  ),
);

/** g + l1 * sign(theta): the subgradient of l1 * sum |theta|. */
export const addL1 = stateless((gradients, hyper, { parameters }) =>
  map(gradients, (g, name) => g.add(sign(parameters[name]!).mul(hyper["l1"]!))),
);

/** g + weightDecay * theta: the gradient of weightDecay / 2 * sum theta^2. */
export const addL2 = stateless((gradients, hyper, { parameters }) =>
  map(gradients, (g, name) => g.add(parameters[name]!.mul(hyper["weightDecay"]!))),
);

/** u + learningRate * decay * theta, after the optimizer (Loshchilov and Hutter 2019). */
export const addDecay = (setting: "weightDecay" | "decoupledWeightDecay"): Transformation =>
  stateless((updates, hyper, { parameters }) => {
    const share = hyper["learningRate"]!.mul(hyper[setting]!);
    return map(updates, (u, name) => u.add(parameters[name]!.mul(share)));
  });
