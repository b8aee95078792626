import { workload } from "./compiled";
import type { Experiment } from "../../src/experiment/schema";

export const SGD: Experiment["optimizer"]["generator"] = { type: "sgd", learningRate: 0.01 };

export const BEFORE_NORM = /generator\/(.*[04]\/bias|\d\/movingMean)$/;

export interface Trained {
  experiment: Experiment;
  steps: number;
  ignore?: RegExp;
  bound?: number;
}

/**
 * Small versions of the benchmark's experiments, with everything that a step is made of. Products
 * are added up in another order than in TensorFlow, which these nets, far from equilibrium, make
 * ten times as much of every few iterations.
 */
export const EXPERIMENTS: Record<string, Trained> = {
  toy: { experiment: workload("toy"), steps: 20 },
  "toy, k = 2": {
    experiment: workload("toy", (e) => {
      e.training.discriminatorSteps = 2;
    }),
    steps: 20,
  },
  ring: {
    experiment: workload("ring", (e) => {
      e.training.batchSize = 64;
    }),
    steps: 20,
  },
  "ring, k = 2, schedules and the other optimizers": {
    steps: 20,
    experiment: workload("ring", (e) => {
      e.training.discriminatorSteps = 2;
      e.training.batchSize = 64;
      e.optimizer.generator = {
        type: "rmsprop",
        learningRate: { type: "exponential", initial: 0.001, decay: 0.9, floor: 0 },
        rho: 0.9,
        epsilon: 1e-7,
      };
      e.optimizer.discriminator = {
        type: "momentum",
        learningRate: 0.01,
        momentum: { type: "linear", from: 0.5, to: 0.9, start: 2, end: 10 },
      };
    }),
  },
  mnist: {
    experiment: workload("mnist", (e) => {
      e.training.batchSize = 20;
    }),
    steps: 10,
  },
  "mnist, k = 2": {
    experiment: workload("mnist", (e) => {
      e.training.batchSize = 10;
      e.training.discriminatorSteps = 2;
    }),
    steps: 5,
  },
  // The gradient of a bias before a batchNorm is 0, but for rounding; Adam makes steps of their own
  // size of such gradients.
  dcgan: {
    steps: 10,
    ignore: BEFORE_NORM,
    experiment: workload("dcgan", (e) => {
      e.training.batchSize = 8;
      e.optimizer.generator = e.optimizer.discriminator = SGD;
    }),
  },
  "dcgan, k = 2, Adam": {
    steps: 4,
    ignore: BEFORE_NORM,
    bound: 1e-3,
    experiment: workload("dcgan", (e) => {
      e.training.batchSize = 4;
      e.training.discriminatorSteps = 2;
    }),
  },
};
