import { scalar, type Tensor } from "../shared/tf";
import type { Experiment, OptimizerConfig } from "../experiment/schema";
import { dataShape } from "../experiment/shapes";
import type { NetworkName } from "../shared/run";
import { type Objective, OBJECTIVES } from "./losses";
import { applyNetwork, initNetwork, type Network, trainable } from "./network";
import { type Hyper, optimizer } from "./optimizers";
import { fold, type Key, normal, rootKey, uniform } from "./random";
import { valueAt } from "./schedules";
import { below, slotsPrefix, type State, under } from "./state";

/** What a step needs to know of an experiment. All of it is constant while a step is recorded. */
export interface Model {
  generator: Network;
  discriminator: Network;
  objective: Objective;
  optimizers: Record<NetworkName, OptimizerConfig>;
  latent: Experiment["latent"];
  batchSize: number;
  discriminatorSteps: number;
  /** Where the numbers of its data batches are counted from, see `src/data/numbering.ts`. */
  batchOffset: number;
  seed: number;
}

export function modelOf(experiment: Experiment): Model {
  return {
    generator: { name: "generator", layers: experiment.generator.layers, input: [experiment.latent.size] },
    discriminator: { name: "discriminator", layers: experiment.discriminator.layers, input: dataShape(experiment.data) },
    objective: OBJECTIVES[experiment.objective.loss],
    optimizers: experiment.optimizer,
    latent: experiment.latent,
    batchSize: experiment.training.batchSize,
    discriminatorSteps: experiment.training.discriminatorSteps,
    batchOffset: 0,
    seed: experiment.training.seed,
  };
}

/** Weights and slots at step 0. `marginals`: the data's mean at each position, for initializers that want it. */
export function initialState(model: Model, marginals?: Float32Array): State {
  const key = rootKey(model.seed, 0);
  return Object.assign({}, ...(["generator", "discriminator"] as const).flatMap((name) => {
    const weights = initNetwork(model[name], { key: fold(key, name), ...(marginals ? { marginals } : {}) });
    return [below(name, weights), below(slotsPrefix(name), optimizer(model.optimizers[name]).init(trainable(weights)))];
  })) as State;
}

/** `count` latent vectors, [count, latent.size]. */
export function drawLatents(latent: Model["latent"], key: Key, count: number): Tensor {
  if (latent.distribution === "normal") return normal(key, [count, latent.size]);
  const range = Math.sqrt(3);
  return uniform(key, [count, latent.size]).mul(2 * range).sub(range);
}

/** Samples for latent vectors z, [count, ...sample], as the trained generator makes them: no dropout, running statistics. */
export function generate(model: Model, state: State, z: Tensor): Tensor {
  return applyNetwork(model.generator, under(state, "generator"), z, { training: false }).y;
}

/** D(x), [count]: an estimate of p_data / (p_data + p_g). */
export function judge(model: Model, state: State, x: Tensor): Tensor {
  const output = applyNetwork(model.discriminator, under(state, "discriminator"), x, { training: false }).y;
  return model.objective.value(output).reshape([x.shape[0]!]);
}

/** The settings of an optimizer that schedules move, at a step. */
export function settingsAt(config: OptimizerConfig, step: number): Record<string, number> {
  return {
    learningRate: valueAt(config.learningRate, step),
    ...(config.type === "momentum" ? { momentum: valueAt(config.momentum, step) } : {}),
  };
}

/** Those settings as the scalars that a step takes. */
export function hyperAt(config: OptimizerConfig, step: number): Hyper {
  return Object.fromEntries(Object.entries(settingsAt(config, step)).map(([name, value]) => [name, scalar(value)]));
}
