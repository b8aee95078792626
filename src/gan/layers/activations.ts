import { elu, erf, leakyRelu, relu, selu, sigmoid, softplus, tanh, type Tensor } from "../../shared/tf";
import type { Activation } from "../../experiment/schema";

/** Slope of leakyRelu below zero, as in DCGAN (Radford et al. 2016). */
export const LEAKY_SLOPE = 0.2;

export const activate: Record<Activation, (x: Tensor) => Tensor> = {
  linear: (x) => x,
  relu: (x) => relu(x),
  leakyRelu: (x) => leakyRelu(x, LEAKY_SLOPE),
  sigmoid: (x) => sigmoid(x),
  tanh: (x) => tanh(x),
  elu: (x) => elu(x),
  selu: (x) => selu(x),
  softplus: (x) => softplus(x),
  /** x times the normal distribution function (Hendrycks and Gimpel 2016), not its tanh approximation. */
  gelu: (x) => x.mul(0.5).mul(erf(x.mul(Math.SQRT1_2)).add(1)),
  swish: (x) => x.mul(sigmoid(x)),
};
