import { elu, erf, leakyRelu, relu, selu, sigmoid, softplus, tanh, type Tensor } from "../../shared/tf";
import type { Activation } from "../../experiment/schema";

/** Slope of leakyRelu below zero where a layer says none, as in DCGAN (Radford et al. 2016). */
const LEAKY_SLOPE = 0.2;

const ACTIVATE: Record<Activation, (x: Tensor, slope: number) => Tensor> = {
  linear: (x) => x,
  relu: (x) => relu(x),
  leakyRelu: (x, slope) => leakyRelu(x, slope),
  sigmoid: (x) => sigmoid(x),
  tanh: (x) => tanh(x),
  elu: (x) => elu(x),
  selu: (x) => selu(x),
  softplus: (x) => softplus(x),
  /** x times the normal distribution function (Hendrycks and Gimpel 2016), not its tanh approximation. */
  gelu: (x) => x.mul(0.5).mul(erf(x.mul(Math.SQRT1_2)).add(1)),
  swish: (x) => x.mul(sigmoid(x)),
};

/** The activation that a layer asks for. */
export const activation = ({ activation, slope = LEAKY_SLOPE }: { activation: Activation; slope?: number | undefined }) =>
  (x: Tensor): Tensor => ACTIVATE[activation](x, slope);
