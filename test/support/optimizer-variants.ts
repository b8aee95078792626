import { type OptimizerConfig, optimizerSchema } from "../../src/experiment/schema";

const variant = (config: object): OptimizerConfig => optimizerSchema.parse(config);

/** Newton's method takes half as many steps to this ridge as to the default. */
const CHEAPER: Record<string, object> = { shampoo: { ridge: 0.01 } };

/** Every optimizer with its defaults, but for what would take long. */
export const PLAIN: Record<string, OptimizerConfig> = Object.fromEntries(
  optimizerSchema.options.map(({ shape }) => [
    shape.type.value,
    variant({ type: shape.type.value, ...CHEAPER[shape.type.value] }),
  ]),
);

/** Options that make other programs or other slots of them, and all that can be put around one. */
export const WITH_OPTIONS: Record<string, OptimizerConfig> = {
  "momentum, Nesterov": variant({ type: "momentum", nesterov: true }),
  "momentum, PyTorch's rule, a schedule": variant({
    type: "momentum",
    rule: "pytorch",
    momentum: { type: "linear", from: 0.5, to: 0.9, start: 2, end: 10 },
  }),
  "rmsprop, centred, with momentum": variant({
    type: "rmsprop",
    epsilon: 0.001,
    centered: true,
    momentum: 0.5,
  }),
  "adam, beta1 below 0": variant({ type: "adam", beta1: -0.5 }),
  "sgd, clipped by value": variant({ type: "sgd", clip: { type: "value", limit: 0.01 } }),
  "sgd, clipped by norm": variant({ type: "sgd", clip: { type: "norm", limit: 0.05 } }),
  "adam with everything around it": variant({
    type: "adam",
    clip: { type: "globalNorm", limit: 0.1 },
    gradientNoise: {},
    l1: 0.001,
    weightDecay: { type: "warmUp", steps: 5, then: 0.01 },
    decoupledWeightDecay: 0.02,
    lookahead: { every: 3 },
  }),
  "muon of all kernels, decayed, a schedule": variant({
    type: "muon",
    matrices: "all",
    learningRate: { type: "linear", from: 0.01, to: 0.001, end: 10 },
    weightDecay: 0.1,
  }),
  "adamw, lookahead, a schedule": variant({
    type: "adamw",
    learningRate: { type: "cosineRestarts", from: 0.001, period: 4, growth: 2 },
    weightDecay: 0.1,
    lookahead: { every: 4, rate: 0.8 },
  }),
};

export const VARIANTS: Record<string, OptimizerConfig> = { ...PLAIN, ...WITH_OPTIONS };
