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

/** Whether `value` is allowed for `setting`. */
export function isAllowed(setting: NumberSetting, value: number): boolean {
  if (!Number.isFinite(value) || value < setting.min || value > (setting.max ?? Infinity))
    return false;
  if (setting.whole && !Number.isInteger(value)) return false;
  return (
    !(setting.exclusive?.includes("min") && value === setting.min) &&
    !(setting.exclusive?.includes("max") && value === setting.max)
  );
}

// ---- filling in a form

/**
 * A setting and what stands in its field: a number's digits, a choice's value, `on`; nothing where
 * it is left out.
 */
export interface OptimizerField {
  setting: OptimizerSetting;
  text: string;
  /** A schedule that an empty field keeps. */
  schedule?: object;
}

/**
 * The fields of a type: the settings of `now` where that is of the same type, else defaults. What
 * goes around it is taken over from any type.
 */
export function optimizerFields(
  type: string,
  now: OptimizerLike | undefined,
): { own: OptimizerField[]; around: OptimizerField[] } {
  const fields = (settings: readonly OptimizerSetting[], from: OptimizerLike | undefined) =>
    settings.map((setting) => fieldOf(setting, from));
  return {
    own: fields(OPTIMIZER_SETTINGS[type]?.settings ?? [], now?.type === type ? now : undefined),
    around: fields(AROUND, now),
  };
}

function fieldOf(setting: OptimizerSetting, from: OptimizerLike | undefined): OptimizerField {
  const within = setting.group ? from?.[setting.group] : from;
  const value = (within as Record<string, unknown> | undefined)?.[setting.name];
  if (typeof value === "object" && value !== null) return { setting, text: "", schedule: value };
  if (typeof value === "number" || typeof value === "string")
    return { setting, text: String(value) };
  if (value === true) return { setting, text: "on" };
  const standard = setting.kind === "number" ? setting.default : undefined;
  return { setting, text: standard === undefined ? "" : String(standard) };
}

/** The optimizer that fields describe, or the first number that is not allowed. */
export function optimizerOf(
  type: string,
  fields: readonly OptimizerField[],
): { optimizer: OptimizerLike } | { wrong: NumberSetting } {
  const optimizer: OptimizerLike = { type };
  const off = new Set<string>();
  const groups = new Set<string>();
  for (const { setting, text, schedule } of fields) {
    const given = text.trim();
    const { group } = setting;
    if (group && !groups.has(group) && given === "") off.add(group);
    if (group) groups.add(group);
    if (group && off.has(group)) continue;
    const read = valueOf(setting, given, schedule);
    if (read === "wrong") return { wrong: setting as NumberSetting };
    if (read === undefined) continue;
    if (group)
      optimizer[group] = { ...(optimizer[group] as object | undefined), [setting.name]: read };
    else optimizer[setting.name] = read;
  }
  return { optimizer };
}

function valueOf(setting: OptimizerSetting, text: string, schedule: object | undefined): unknown {
  if (setting.kind === "flag") return text === "" ? undefined : true;
  if (setting.kind === "choice") return text === "" ? undefined : text;
  if (text === "" && (schedule || setting.default === undefined)) return schedule;
  const value = text === "" ? NaN : Number(text);
  return isAllowed(setting, value) ? value : "wrong";
}
