import { type Experiment, layersOf } from "../../src/experiment/schema";
import { template } from "./trainer";

/**
 * Gives the hidden layers of the template mnist-mlp so few units that its state is small: as the
 * template has them, what a checkpoint writes takes longer than the training.
 */
export function narrow(e: Experiment, units: number): void {
  for (const layer of [...layersOf(e.generator), ...layersOf(e.discriminator)])
    if ("units" in layer && layer.units !== undefined && [240, 1200].includes(layer.units))
      layer.units = units;
}

export const TINY_GAUSSIAN = template("gaussian-1d", (e) => {
  e.training.steps = 120;
  e.checkpoint.every = 25;
  e.samples.every = 60;
});

/** Its optimizers and k change on the way. */
export const TINY_PLANNED: Experiment = {
  ...TINY_GAUSSIAN,
  training: {
    ...TINY_GAUSSIAN.training,
    changes: [
      {
        at: 30,
        set: { "optimizer.generator.learningRate": 0.0005, "training.discriminatorSteps": 2 },
      },
      { at: 50, set: { "optimizer.discriminator": { type: "rmsprop", learningRate: 0.001 } } },
    ],
  },
};

export const TINY_DCGAN = template("mnist-dcgan", (e) => {
  e.training.steps = 6;
  e.training.batchSize = 8;
  e.checkpoint.every = 2;
  e.samples.every = 0;
  e.samples.count = 4;
});

export const TINY_MAXOUT = template("mnist-mlp", (e) => {
  narrow(e, 32);
  e.training.steps = 12;
  e.training.batchSize = 20;
  e.checkpoint.every = 5;
  e.samples.every = 0;
  e.samples.count = 4;
  e.training.discriminatorSteps = 2;
  e.training.updates = "alternating";
});

export const TINY_CONDITIONAL = template("projection-fashion", (e) => {
  e.training.steps = 6;
  e.training.batchSize = 8;
  e.checkpoint.every = 2;
  e.samples.every = 0;
  e.samples.count = 4;
});

/** The rest of what a step can be made of; D alone for the first 50 steps. */
export const TINY_EXTRAS = template("gaussian-1d", (e) => {
  e.training = {
    ...e.training,
    steps: 120,
    updates: "extragradient",
    pretrainDiscriminator: 50,
    generatorAverage: { decay: 0.9, start: 60 },
  };
  e.objective = {
    ...e.objective,
    packing: 2,
    instanceNoise: { type: "linear", from: 0.5, to: 0, start: 0, end: 100 },
    labelFlipping: 0.05,
    labelSmoothing: { real: 0.1, generated: 0 },
    penalties: [
      { type: "r1", weight: 1 },
      { type: "dragan", weight: { type: "linear", from: 1, to: 2, start: 0, end: 100 } },
    ],
  };
  e.checkpoint.every = 25;
  e.samples.every = 60;
});

/**
 * Without an end, on real examples with k = 2, and small enough to keep a checkpoint of every tenth
 * step.
 */
export const NARROW_MAXOUT = template("mnist-mlp", (e) => {
  e.training = {
    ...e.training,
    steps: 1_000_000,
    batchSize: 20,
    discriminatorSteps: 2,
    updates: "alternating",
  };
  narrow(e, 8);
  e.checkpoint = { every: 10, keep: 10_000 };
  e.samples = { every: 0, count: 4 };
});
