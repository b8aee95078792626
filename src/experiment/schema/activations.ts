import * as z from "../../shared/zod";
import { entries, type Entry } from "./entry";

export const ACTIVATIONS = ["linear", "relu", "leakyRelu", "sigmoid", "tanh", "elu", "selu", "softplus", "gelu", "swish"] as const;
export type Activation = (typeof ACTIVATIONS)[number];

const ACTIVATION_ENTRIES: Record<Activation, Entry> = {
  linear: { summary: "The input itself.", formula: "x", helps: "D's last layer: its output is a logit." },
  relu: { summary: "Rectified linear.", formula: "max(0, x)", paper: "Glorot, Bordes and Bengio 2011", helps: "The usual choice inside G." },
  leakyRelu: { summary: "Rectified linear with a slope below zero: `slope`, by default 0.2 as in DCGAN.", formula: "max(x, slope * x)", paper: "Maas et al. 2013; Radford et al. 2016", helps: "The usual choice inside D: no unit stops passing gradients on to G." },
  sigmoid: { summary: "Squashes to (0, 1).", formula: "1 / (1 + exp(-x))", helps: "At the end of G for pixels in [0, 1]." },
  tanh: { summary: "Squashes to (-1, 1).", formula: "tanh(x)", helps: "At the end of G for pixels in [-1, 1]." },
  elu: { summary: "Exponential linear.", formula: "x above 0, else exp(x) - 1", paper: "Clevert et al. 2016" },
  selu: { summary: "Scaled exponential linear.", formula: "1.0507 x above 0, else 1.7581 (exp(x) - 1)", paper: "Klambauer et al. 2017", helps: "Keeps mean and variance in deep dense nets without normalisation." },
  softplus: { summary: "A smooth relu.", formula: "log(1 + exp(x))", paper: "Dugas et al. 2001" },
  gelu: { summary: "The input times the normal distribution function of it.", formula: "x (1 + erf(x / sqrt(2))) / 2", paper: "Hendrycks and Gimpel 2016" },
  swish: { summary: "The input times its sigmoid.", formula: "x / (1 + exp(-x))", paper: "Ramachandran et al. 2017" },
};

const slope = z.number().min(0).max(1).optional().describe("Slope of leakyRelu below zero; without a value 0.2.");

/** The activation of a layer that computes something else first. */
export const activated = {
  activation: z.enum(ACTIVATIONS).default("linear").meta({ description: "Applied to the layer's output.", ...entries(ACTIVATION_ENTRIES) }),
  slope,
};
/** An activation as a layer. */
export const activationAlone = { activation: z.enum(ACTIVATIONS).meta({ description: "The function.", ...entries(ACTIVATION_ENTRIES) }), slope };
