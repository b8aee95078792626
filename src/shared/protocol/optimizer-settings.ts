/*
 * The optimizers as forms show them. Types, names, defaults and bounds are those of
 * `src/experiment/schema`, which a test compares.
 */

interface Setting {
  name: string;
  label: string;
  /**
   * The object of the optimizer that it belongs to, such as `lookahead`. Where the first setting of
   * a group has no value, the group is off.
   */
  group?: "clip" | "gradientNoise" | "lookahead";
}

/** A number; without a default it may be left out, which turns it off. */
export interface NumberSetting extends Setting {
  kind: "number";
  default?: number;
  min: number;
  max?: number;
  /** Bounds that the value must not reach. */
  exclusive?: readonly ("min" | "max")[];
  whole?: boolean;
}

/** One of a few words, or none. */
export interface ChoiceSetting extends Setting {
  kind: "choice";
  values: readonly string[];
  /** What leaving it out means. */
  none: string;
}

/** On, or left out. */
export interface FlagSetting extends Setting {
  kind: "flag";
}

export type OptimizerSetting = NumberSetting | ChoiceSetting | FlagSetting;

const number = (
  name: string,
  label: string,
  value: number | undefined,
  rest: Omit<NumberSetting, "kind" | "name" | "label" | "default">,
): NumberSetting => ({
  kind: "number",
  name,
  label,
  ...(value === undefined ? {} : { default: value }),
  ...rest,
});
const learningRate = (value: number) => number("learningRate", "Learning rate", value, { min: 0 });
const epsilon = (value: number) =>
  number("epsilon", "Epsilon", value, { min: 0, exclusive: ["min"] });
const decay = (name: string, label: string, value: number) =>
  number(name, label, value, { min: 0, max: 1, exclusive: ["max"] });
const betas = (beta1 = 0.9, beta2 = 0.999) => [
  decay("beta1", "Beta 1", beta1),
  decay("beta2", "Beta 2", beta2),
];
const adam = (rate: number) => [learningRate(rate), ...betas(), epsilon(1e-8)];
const momentum = (value?: number) => number("momentum", "Momentum", value, { min: 0, max: 1 });
const weightDecay = (value?: number) => number("weightDecay", "Weight decay", value, { min: 0 });

const COUPLED: readonly OptimizerSetting[] = [
  { ...weightDecay(), label: "Weight decay (L2)" },
  number("decoupledWeightDecay", "Decoupled weight decay", undefined, { min: 0 }),
];

/** What can be put around any optimizer. */
export const AROUND: readonly OptimizerSetting[] = [
  number("l1", "L1", undefined, { min: 0 }),
  {
    kind: "choice",
    group: "clip",
    name: "type",
    label: "Clip gradients by",
    values: ["value", "norm", "globalNorm"],
    none: "nothing",
  },
  number("limit", "Clip to", 1, { group: "clip", min: 0, exclusive: ["min"] }),
  number("eta", "Gradient noise: eta", undefined, {
    group: "gradientNoise",
    min: 0,
    exclusive: ["min"],
  }),
  number("gamma", "Gradient noise: gamma", 0.55, { group: "gradientNoise", min: 0 }),
  number("every", "Lookahead: steps", undefined, { group: "lookahead", min: 1, whole: true }),
  number("rate", "Lookahead: rate", 0.5, {
    group: "lookahead",
    min: 0,
    max: 1,
    exclusive: ["min"],
  }),
];

/** How a form groups them. */
export const OPTIMIZER_KINDS = [
  "One rate for all weights",
  "A rate for each weight",
  "Adam and its kin",
  "Made for games",
] as const;

interface OptimizerForm {
  label: string;
  kind: (typeof OPTIMIZER_KINDS)[number];
  /**
   * Its own settings, in the order in which a form shows them; those of `AROUND` come after them.
   */
  settings: readonly OptimizerSetting[];
}
const [plain, adaptive, kin, games] = OPTIMIZER_KINDS;

/** The optimizers by their type. */
export const OPTIMIZER_SETTINGS: Readonly<Record<string, OptimizerForm>> = {
  sgd: { label: "SGD", kind: plain, settings: [learningRate(0.01), ...COUPLED] },
  momentum: {
    label: "Momentum",
    kind: plain,
    settings: [
      learningRate(0.01),
      momentum(0.9),
      { kind: "flag", name: "nesterov", label: "Nesterov" },
      { kind: "choice", name: "rule", label: "Rule", values: ["pytorch"], none: "textbook" },
      ...COUPLED,
    ],
  },
  lion: {
    label: "Lion",
    kind: plain,
    settings: [learningRate(0.0001), ...betas(0.9, 0.99), weightDecay()],
  },
  adagrad: {
    label: "AdaGrad",
    kind: adaptive,
    settings: [
      learningRate(0.01),
      number("initialAccumulator", "Initial accumulator", 0, { min: 0 }),
      epsilon(1e-10),
      ...COUPLED,
    ],
  },
  adadelta: {
    label: "Adadelta",
    kind: adaptive,
    settings: [learningRate(1), decay("rho", "Rho", 0.9), epsilon(1e-6), ...COUPLED],
  },
  rmsprop: {
    label: "RMSprop",
    kind: adaptive,
    settings: [
      learningRate(0.001),
      decay("rho", "Rho", 0.9),
      epsilon(1e-7),
      { kind: "flag", name: "centered", label: "Centred" },
      momentum(),
      ...COUPLED,
    ],
  },
  adam: { label: "Adam", kind: kin, settings: [...adam(0.001), ...COUPLED] },
  amsgrad: { label: "AMSGrad", kind: kin, settings: [...adam(0.001), ...COUPLED] },
  adamax: { label: "Adamax", kind: kin, settings: [...adam(0.002), ...COUPLED] },
  nadam: {
    label: "NAdam",
    kind: kin,
    settings: [
      ...adam(0.002),
      number("momentumDecay", "Momentum decay", 0.004, { min: 0 }),
      ...COUPLED,
    ],
  },
  adamw: { label: "AdamW", kind: kin, settings: [...adam(0.001), weightDecay(0.01)] },
  radam: { label: "RAdam", kind: kin, settings: [...adam(0.001), ...COUPLED] },
  adabelief: {
    label: "AdaBelief",
    kind: kin,
    settings: [
      learningRate(0.001),
      number("beta1", "Beta 1", 0.9, { min: 0, max: 1, exclusive: ["min", "max"] }),
      decay("beta2", "Beta 2", 0.999),
      epsilon(1e-16),
      ...COUPLED,
    ],
  },
  optimisticAdam: { label: "Optimistic Adam", kind: games, settings: [...adam(0.001), ...COUPLED] },
};

/** An optimizer as in an experiment or an event: a type and its settings. */
export type OptimizerLike = { type: string } & Record<string, unknown>;

export function isOptimizer(value: unknown): value is OptimizerLike {
  return (
    typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"
  );
}

export function optimizerLabel(optimizer: object): string {
  const type = isOptimizer(optimizer) ? optimizer.type : "?";
  return OPTIMIZER_SETTINGS[type]?.label ?? type;
}

/** What a form says of a setting, by its name. */
export const OPTIMIZER_HELP: Readonly<Record<string, string>> = {
  learningRate:
    "How far a step goes along the gradient. Too high and the losses jump or diverge, too " +
    "low and little happens. GANs mostly want 0.0001 to 0.001 with Adam; change it by " +
    "factors of 2 to 10.",
  beta1:
    "How long the mean of gradients remembers. 0.9 is usual elsewhere; GANs often train " +
    "more calmly with 0.5, or 0.",
  beta2:
    "How long the mean of squared gradients remembers. 0.999 is usual; a lower value " +
    "reacts faster to a changed scale of the gradients.",
  epsilon:
    "Added to the divisor, so that tiny gradients are not blown up. Rarely worth a change; " +
    "a larger value makes adaptive steps more careful.",
  momentum:
    "The share of the last step that is added to the next. 0.9 is usual; 0.5 or less is calmer.",
  initialAccumulator:
    "What the sum of squared gradients begins with. Larger values make the first steps shorter.",
  momentumDecay:
    "How slowly NAdam's momentum grows to its full value. 0.004 is usual; rarely worth a change.",
  rule:
    "How momentum enters a step: as in textbooks, or as in PyTorch. They differ only when " +
    "the rate changes.",
  rho: "How long the mean of squared gradients remembers. 0.9 is usual.",
  weightDecay:
    "Pulls all weights towards 0 in proportion to their size. Leave it off, or try 0.0001 " +
    "to 0.01 where D learns its examples by heart.",
  decoupledWeightDecay:
    "Weight decay that does not pass through the optimizer's own scaling (as in AdamW). " +
    "Leave it off, or try 0.01.",
  l1:
    "Pulls all weights towards 0 by the same amount, which makes many of them 0. Mostly left " +
    "off.",
  type:
    "Limits gradients that are too large: each number by itself, the norm of each tensor, or " +
    "the norm of all together.",
  limit: "The limit for clipping. 1 is a usual first try for norms.",
  eta: "The size of noise that is added to gradients, and fades over the steps.",
  gamma: "How fast the noise of gradients fades: higher is faster. 0.55 is usual.",
  every: "Lookahead: after so many steps the slow weights follow the fast ones. 5 to 10 is usual.",
  rate: "Lookahead: how far the slow weights follow, from 0 to 1. 0.5 is usual.",
};
