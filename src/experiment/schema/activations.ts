import * as z from "../../shared/zod";
import { entries, type Entry } from "./entry";

/* The schema of activations: their names, formulas and settings. */

export const ACTIVATIONS = [
  "linear",
  "relu",
  "leakyRelu",
  "sigmoid",
  "tanh",
  "elu",
  "selu",
  "softplus",
  "gelu",
  "swish",
  "mish",
  "softsign",
  "logSigmoid",
  "relu6",
  "hardTanh",
  "hardSigmoid",
  "hardSwish",
] as const;
export type Activation = (typeof ACTIVATIONS)[number];

const ACTIVATION_ENTRIES: Record<Activation, Entry> = {
  linear: {
    summary: "The input itself.",
    formula: "x",
    helps: "D's last layer: its output is a logit.",
  },
  relu: {
    summary: "Rectified linear.",
    formula: "max(0, x)",
    paper: "Glorot, Bordes and Bengio 2011",
    helps: "The usual choice inside G.",
  },
  leakyRelu: {
    summary: "Rectified linear with a slope below zero: `slope`, by default 0.2 as in DCGAN.",
    formula: "max(x, slope * x)",
    paper: "Maas et al. 2013; Radford et al. 2016",
    helps: "The usual choice inside D: no unit stops passing gradients on to G.",
  },
  sigmoid: {
    summary: "Squashes to (0, 1).",
    formula: "1 / (1 + exp(-x))",
    helps: "At the end of G for pixels in [0, 1].",
  },
  tanh: {
    summary: "Squashes to (-1, 1).",
    formula: "tanh(x)",
    helps: "At the end of G for pixels in [-1, 1].",
  },
  elu: {
    summary: "Exponential linear: falls to -`alpha`, by default -1.",
    formula: "x above 0, else alpha (exp(x) - 1)",
    paper: "Clevert et al. 2016",
  },
  selu: {
    summary: "Scaled exponential linear.",
    formula: "1.0507 x above 0, else 1.7581 (exp(x) - 1)",
    paper: "Klambauer et al. 2017",
    helps: "Keeps mean and variance in deep dense nets without normalisation.",
  },
  softplus: { summary: "A smooth relu.", formula: "log(1 + exp(x))", paper: "Dugas et al. 2001" },
  gelu: {
    summary: "The input times the normal distribution function of it.",
    formula: "x (1 + erf(x / sqrt(2))) / 2",
    paper: "Hendrycks and Gimpel 2016",
  },
  swish: {
    summary: "The input times its sigmoid; PyTorch's SiLU.",
    formula: "x / (1 + exp(-x))",
    paper: "Ramachandran et al. 2017",
  },
  mish: {
    summary: "The input times the tanh of its softplus: like swish, a little steeper.",
    formula: "x tanh(log(1 + exp(x)))",
    paper: "Misra 2020",
    helps: "A smooth relu that lets small negative numbers through.",
  },
  softsign: {
    summary: "Squashes to (-1, 1), more slowly than tanh.",
    formula: "x / (1 + |x|)",
    paper: "Bergstra et al. 2009; Glorot and Bengio 2010",
    helps: "Far from 0 its gradient falls as 1 / x^2, that of tanh exponentially.",
  },
  logSigmoid: { summary: "The logarithm of the sigmoid: at most 0.", formula: "-log(1 + exp(-x))" },
  relu6: {
    summary: "A relu that ends at 6.",
    formula: "min(max(0, x), 6)",
    paper: "Krizhevsky 2010",
    helps: "Bounds what a layer hands on.",
  },
  hardTanh: {
    summary: "The input, cut to [-1, 1].",
    formula: "min(max(-1, x), 1)",
    paper: "Collobert 2004",
    helps: "Cheaper than tanh, but beyond its bounds no gradient comes back.",
  },
  hardSigmoid: {
    summary: "The sigmoid in three straight pieces.",
    formula: "min(max(0, x / 6 + 1 / 2), 1)",
    paper: "Courbariaux et al. 2015, with PyTorch's and Keras 3's slope",
  },
  hardSwish: {
    summary: "The input times its hardSigmoid.",
    formula: "x min(max(0, x / 6 + 1 / 2), 1)",
    paper: "Howard et al. 2019",
    helps: "Cheaper than swish.",
  },
};

const slope = z
  .number()
  .min(0)
  .max(1)
  .optional()
  .describe("Slope of leakyRelu below zero; without a value 0.2.");
const alpha = z
  .number()
  .positive()
  .optional()
  .describe("How far elu falls below zero; without a value 1.");
/** The activation of a layer that computes something else first. */
export const activated = {
  activation: z
    .enum(ACTIVATIONS)
    .default("linear")
    .meta({ description: "Applied to the layer's output.", ...entries(ACTIVATION_ENTRIES) }),
  slope,
  alpha,
};
/** An activation as a layer. */
export const activationAlone = {
  activation: z
    .enum(ACTIVATIONS)
    .meta({ description: "The function.", ...entries(ACTIVATION_ENTRIES) }),
  slope,
  alpha,
};
