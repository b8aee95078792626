/* What is set in the configs of the runs that the advisor is measured on. */

export type Settings = Readonly<Record<string, unknown>>;

/** What is done to a game, by its name. */
export type Variant = readonly [name: string, set: Settings];

/** @param learningRate a rate, or its schedule */
export const adam = (learningRate: number | object, beta1 = 0.5) => ({
  type: "adam",
  learningRate,
  beta1,
});
/** An optimizer with Adam's settings. */
export const likeAdam = (type: string, learningRate: number) => ({ ...adam(learningRate), type });
/** Adam as Gulrajani et al. 2017 have it for a critic with the gradient penalty. */
const gulrajani = (learningRate: number) => ({ ...adam(learningRate, 0), beta2: 0.9 });
export const optimistic = (learningRate: number) => ({
  type: "optimisticAdam",
  learningRate,
  beta1: 0.5,
});
export const lookahead = (learningRate: number, every: number) => ({
  ...adam(learningRate),
  lookahead: { every, rate: 0.5 },
});
export const rmsprop = (learningRate: number) => ({ type: "rmsprop", learningRate });
export const sgd = (learningRate: number) => ({ type: "sgd", learningRate });
export const momentum = (learningRate: number, share = 0.9) => ({
  type: "momentum",
  learningRate,
  momentum: share,
});

/** Constant values, each from its step on. */
export const piecewise = (boundaries: readonly number[], values: readonly number[]) => ({
  type: "piecewise",
  boundaries,
  values,
});

/** Both optimizers. */
export const rates = (generator: object, discriminator: object): Settings => ({
  "optimizer.generator": generator,
  "optimizer.discriminator": discriminator,
});
/** The same optimizer for both. */
export const both = (optimizer: object): Settings => rates(optimizer, optimizer);

export const loss = (name: string): Settings => ({ "objective.loss": name });
export const penalty = (type: string, weight: number): Settings => ({
  "objective.penalties": [{ type, weight }],
});
export const r1 = (weight: number): Settings => penalty("r1", weight);
/** Updates of D for one of G. */
export const k = (updates: number): Settings => ({ "training.discriminatorSteps": updates });
export const critic: Settings = { ...loss("wasserstein"), ...k(5) };
export const wganGp = (rate: number, weight: number, updates = 5): Settings => ({
  ...critic,
  ...k(updates),
  ...both(gulrajani(rate)),
  ...penalty("gradientPenalty", weight),
});
export const batch = (size: number): Settings => ({ "training.batchSize": size });
export const average = (decay: number): Settings => ({ "training.generatorAverage": { decay } });
export const packed = (samples: number): Settings => ({ "objective.packing": samples });
export const extragradient: Settings = { "training.updates": "extragradient" };
export const generatorSteps = (updates: number): Settings => ({
  "training.generatorSteps": updates,
});
export const instanceNoise = (deviation: number | object): Settings => ({
  "objective.instanceNoise": deviation,
});
export const seed = (value: number): Settings => ({ "training.seed": value });

/** What a game has done to it, by a name of its own; set aside before bounds were chosen. */
export interface HeldOutCase<G extends string> {
  id: string;
  game: G;
  set: Settings;
  heldOut: true;
}

/** The variants of each game, in their order. */
export const heldOutCases = <G extends string>(
  variants: Readonly<Record<G, readonly Variant[]>>,
): HeldOutCase<G>[] =>
  (Object.keys(variants) as G[]).flatMap((game) =>
    variants[game].map(([name, set]) => ({ id: `${game}-${name}`, game, set, heldOut: true })),
  );

/** Another seed of a case. */
export const againWith = <G extends string>(one: HeldOutCase<G>, value: number) => ({
  ...one,
  id: `${one.id}-again`,
  set: { ...one.set, ...seed(value) },
  again: true as const,
});

/** The cases of a round whose games have its name: of numbers and points two seeds, of pictures one. */
export const casesOf = <R extends string, G extends string>(
  round: R,
  variants: Readonly<Record<G, readonly Variant[]>>,
  pictures: Partial<Record<G, readonly Variant[]>>,
) =>
  heldOutCases(variants).flatMap((one) => {
    const named = { ...one, game: `${round} ${one.game}` as const };
    return one.game in pictures ? [named] : [named, againWith(named, 2)];
  });
