/* What is set in the configs of the runs that the advisor is measured on. */

export type Settings = Readonly<Record<string, unknown>>;

/** What is done to a game, by its name. */
export type Variant = readonly [name: string, set: Settings];

export const adam = (learningRate: number, beta1 = 0.5) => ({ type: "adam", learningRate, beta1 });
export const rmsprop = (learningRate: number) => ({ type: "rmsprop", learningRate });
export const sgd = (learningRate: number) => ({ type: "sgd", learningRate });
export const momentum = (learningRate: number, share = 0.9) => ({
  type: "momentum",
  learningRate,
  momentum: share,
});

/** Both optimizers. */
export const rates = (generator: object, discriminator: object): Settings => ({
  "optimizer.generator": generator,
  "optimizer.discriminator": discriminator,
});

export const loss = (name: string): Settings => ({ "objective.loss": name });
export const penalty = (type: string, weight: number): Settings => ({
  "objective.penalties": [{ type, weight }],
});
export const r1 = (weight: number): Settings => penalty("r1", weight);
export const critic: Settings = { ...loss("wasserstein"), "training.discriminatorSteps": 5 };
export const seed = (value: number): Settings => ({ "training.seed": value });
