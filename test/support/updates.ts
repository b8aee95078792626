/*
 * A small game, and what its steps make of it: for tests of the ways of updating.
 */

import { type ExperimentInput, experimentSchema } from "../../src/experiment/schema";
import { hyperOf, initialState, type Model, modelOf, samplesPerBatch } from "../../src/gan/model";
import { fold, normal, rootKey } from "../../src/gan/random";
import { flattenState, type TrainState } from "../../src/gan/state";
import { trainingStep } from "../../src/gan/step";
import type { StepInputs } from "../../src/gan/updates";
import { scalar, tidy } from "../../src/tensor/tf";

const dense = (units: number, activation: "linear" | "tanh" = "linear") =>
  ({ type: "dense", units, activation }) as const;
const norm = { type: "batchNorm" } as const;

export interface Rates {
  generator: number;
  discriminator: number;
}
export const FAST: Rates = { generator: 0.1, discriminator: 0.1 };

export function modelWith(
  training: ExperimentInput["training"],
  rates = FAST,
  objective: ExperimentInput["objective"] = {},
): Model {
  return modelOf(
    experimentSchema.parse({
      data: { source: "ring" },
      latent: { size: 3 },
      objective,
      generator: { layers: [dense(5), norm, { type: "activation", activation: "relu" }, dense(2)] },
      discriminator: { layers: [dense(6, "tanh"), { type: "dropout", rate: 0.3 }, dense(1)] },
      optimizer: {
        generator: { type: "adam", learningRate: rates.generator },
        discriminator: { type: "adam", learningRate: rates.discriminator },
      },
      training: { batchSize: 6, ...training },
    }),
  );
}

/** The numbers of a state's tensors, by their names. */
export type Numbers = Record<string, number[]>;
export const numbers = (state: TrainState): Numbers =>
  Object.fromEntries(
    Object.entries(flattenState(state)).map(([name, tensor]) => [name, [...tensor.dataSync()]]),
  );
/** The tensors with a prefix, but for those of which the name contains `without`. */
export const part = (all: Numbers, prefix: string, without = "moving"): Numbers =>
  Object.fromEntries(
    Object.entries(all).filter(([name]) => name.startsWith(prefix) && !name.includes(without)),
  );

/** What a step is given: batches that are drawn. */
export function inputsAt(model: Model, step: number): StepInputs {
  const real = Array.from({ length: model.discriminatorSteps + model.extraBatches }, (_, i) => ({
    x: normal(fold(rootKey(7, step), i), [samplesPerBatch(model), 2]),
  }));
  return { step: scalar(step, "int32"), real, hyper: hyperOf(model, step) };
}

/** One step on batches that are drawn. */
export function take(
  model: Model,
  state: TrainState,
  step = 0,
  how = trainingStep,
): ReturnType<typeof trainingStep> {
  return how(model, state, inputsAt(model, step));
}
/** A model's state at step 0. */
export const start = (model: Model): Numbers => tidy(() => numbers(initialState(model)));
/** A model's state after some steps. */
export const after = (model: Model, steps = 1, how = trainingStep): Numbers =>
  tidy(() => {
    let state = initialState(model);
    for (let step = 0; step < steps; step++) state = take(model, state, step, how).state;
    return numbers(state);
  });
