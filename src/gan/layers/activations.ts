import {
  abs,
  clipByValue,
  elu,
  erf,
  leakyRelu,
  neg,
  relu,
  selu,
  sigmoid,
  softplus,
  tanh,
  type Tensor,
} from "../../tensor/tf";
import type { Activation } from "../../experiment/schema";

interface Settings {
  /** The slope of leakyRelu below zero. */
  slope: number;
  /** The limit of elu is -alpha. */
  alpha: number;
}

/** Defaults: leakyRelu as in DCGAN (Radford et al. 2016), elu as in Clevert et al. 2016. */
const DEFAULTS: Settings = { slope: 0.2, alpha: 1 };

/** Uses clipByValue, which has a second derivative; tfjs's relu6 has none. */
const hardSigmoid = (x: Tensor): Tensor => clipByValue(x.div(6).add(0.5), 0, 1);

const ACTIVATE: Record<Activation, (x: Tensor, settings: Settings) => Tensor> = {
  linear: (x) => x,
  relu: (x) => relu(x),
  leakyRelu: (x, { slope }) => leakyRelu(x, slope),
  sigmoid: (x) => sigmoid(x),
  tanh: (x) => tanh(x),
  /**
   * tfjs's elu has alpha = 1. The rest, (alpha - 1) elu(min(0, x)), is added; min(0, x) is
   * -relu(-x).
   */
  elu: (x, { alpha }) => (alpha === 1 ? elu(x) : elu(x).add(elu(neg(relu(neg(x)))).mul(alpha - 1))),
  selu: (x) => selu(x),
  softplus: (x) => softplus(x),
  /** The exact form of Hendrycks and Gimpel 2016, and not its tanh approximation. */
  gelu: (x) => x.mul(0.5).mul(erf(x.mul(Math.SQRT1_2)).add(1)),
  swish: (x) => x.mul(sigmoid(x)),
  mish: (x) => x.mul(tanh(softplus(x))),
  softsign: (x) => x.div(abs(x).add(1)),
  logSigmoid: (x) => neg(softplus(neg(x))),
  relu6: (x) => clipByValue(x, 0, 6),
  hardTanh: (x) => clipByValue(x, -1, 1),
  hardSigmoid,
  hardSwish: (x) => x.mul(hardSigmoid(x)),
};

/** The activation function of a layer. */
export const activation =
  ({
    activation,
    slope = DEFAULTS.slope,
    alpha = DEFAULTS.alpha,
  }: { activation: Activation } & { [setting in keyof Settings]?: number | undefined }) =>
  (x: Tensor): Tensor =>
    ACTIVATE[activation](x, { slope, alpha });
