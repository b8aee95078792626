import { dimension } from "../tensor/shape";
import { scalar, type Tensor } from "../tensor/tf";
import type {
  AdjustmentConfig,
  Experiment,
  NetworkConfig,
  ObjectiveConfig,
  OptimizerConfig,
  Updates,
} from "../experiment/schema";
import { conditionsOf } from "../experiment/classes";
import { dataShape, discriminatorShape, type Shape } from "../experiment/shapes";
import type { NetworkName } from "../shared/run/run";
import { initialAverage, sampledGenerator } from "./average";
import type { LoadedModule } from "./module";
import { applyNetwork, initNetwork, type Network } from "./network";
import {
  generatorNeedsData,
  lossesOf,
  objectiveSettingsAt,
  sameObjectiveProgram,
} from "./objective";
import type { StepHyper } from "./hyper";
import { optimizer, settingsAt } from "./optimizers";
import { packWithItself } from "./packing";
import { fold, type Key, normal, rootKey, uniform } from "./random";
import type { NetworkState, TrainState } from "./state";
import { mapTree } from "./tree";

/* A model: what a training step needs to know of an experiment, and what its networks make. */

/**
 * The part of an experiment that a training step depends on. It is constant while a step is
 * recorded.
 */
export interface Model {
  generator: Network;
  discriminator: Network;
  objective: ObjectiveConfig;
  optimizers: Record<NetworkName, OptimizerConfig>;
  latent: Experiment["latent"];
  /** The number of classes of a conditional GAN, see `Mode.labels`. */
  classes?: number | undefined;
  /** The number of inputs to D in a batch: samples, or packs of them. */
  batchSize: number;
  discriminatorSteps: number;
  generatorSteps: number;
  updates: Updates;
  adjustment: AdjustmentConfig;
  /** The number of steps at the start in which only D is trained. */
  pretrainDiscriminator: number;
  generatorAverage?: Experiment["training"]["generatorAverage"];
  /** The number of data batches of a step beyond one for each update of D, see `extraBatches`. */
  extraBatches: number;
  /** The offset of the numbers of its data batches, see `src/data/numbering.ts`. */
  batchOffset: number;
  seed: number;
}

/** The loaded modules of those networks that are modules. */
export type Modules = Partial<Record<NetworkName, LoadedModule>>;

export function modelOf(experiment: Experiment, modules: Modules = {}): Model {
  const { training } = experiment;
  const classes = conditionsOf(experiment)?.length;
  return {
    generator: networkOf(
      "generator",
      experiment.generator,
      modules,
      [experiment.latent.size],
      dataShape(experiment.data),
      classes,
    ),
    discriminator: networkOf(
      "discriminator",
      experiment.discriminator,
      modules,
      discriminatorShape(experiment),
      [1],
      classes,
    ),
    ...changeableModel(experiment),
    latent: experiment.latent,
    ...(classes === undefined ? {} : { classes }),
    batchSize: training.batchSize,
    updates: training.updates,
    pretrainDiscriminator: training.pretrainDiscriminator,
    generatorAverage: training.generatorAverage,
    batchOffset: 0,
    seed: training.seed,
  };
}

/** What of a model follows from settings that can be changed in the middle of a run. */
export const changeableModel = (
  experiment: Experiment,
): Pick<
  Model,
  | "objective"
  | "optimizers"
  | "discriminatorSteps"
  | "generatorSteps"
  | "adjustment"
  | "extraBatches"
> => ({
  objective: experiment.objective,
  optimizers: experiment.optimizer,
  discriminatorSteps: experiment.training.discriminatorSteps,
  generatorSteps: experiment.training.generatorSteps,
  adjustment: experiment.training.adjustment,
  extraBatches: extraBatches(experiment),
});

/** Whether one program makes the updates of two models that differ in `changeableModel` alone. */
export const sameUpdates = (a: Model, b: Model): boolean =>
  a.discriminatorSteps === b.discriminatorSteps &&
  a.generatorSteps === b.generatorSteps &&
  sameObjectiveProgram(a, b);

function networkOf(
  name: NetworkName,
  { layers, labels }: NetworkConfig,
  modules: Modules,
  input: Shape,
  output: Shape,
  classes?: number,
): Network {
  if (layers) return { name, layers, input, classes };
  const module = modules[name];
  if (!module) throw new Error(`the ${name}'s module is not loaded`);
  return { name, module, input, output, ...(labels ? { classes } : {}) };
}

/** The number of real or generated samples of an update: `packing` for each input to D. */
export const samplesPerBatch = ({
  batchSize,
  objective,
}: Pick<Model, "batchSize" | "objective">): number => batchSize * objective.packing;

/**
 * The number of data batches that a step needs beyond those of D's updates. Extragradient needs one
 * for the gradients at the extrapolated weights. Each update of G alone needs one where G's loss
 * depends on data. A conditional G otherwise generates the classes of a batch of D in its first
 * update, and of a batch of its own in each further one.
 */
function extraBatches(experiment: Experiment): number {
  const { objective, training } = experiment;
  const { generatorSteps, updates } = training;
  const further = generatorSteps - 1;
  const ahead = Number(updates === "extragradient");
  if (generatorNeedsData({ objective })) return further + (updates === "alternating" ? 1 : ahead);
  return ahead + (conditionsOf(experiment) === undefined ? 0 : further);
}

/**
 * Weights, running statistics and optimizer slots at step 0.
 * @param marginals The data's mean at each position, for initializers that need it.
 */
export function initialState(model: Model, marginals?: Float32Array): TrainState {
  const rest = marginals ? { marginals } : {};
  const init = (name: NetworkName) =>
    initNetwork(model[name], { key: fold(rootKey(model.seed, 0), name), ...rest });
  const slotsFor = (name: NetworkName, { params }: NetworkState) =>
    optimizer(model.optimizers[name]).init(params);
  const generator = init("generator");
  const discriminator = init("discriminator");
  return {
    generator,
    discriminator,
    optimizers: {
      generator: slotsFor("generator", generator),
      discriminator: slotsFor("discriminator", discriminator),
    },
    ...(model.generatorAverage ? { average: initialAverage(generator) } : {}),
  };
}

/**
 * Draws latent vectors, [count, latent.size]. Uniform ones lie in [-sqrt(3), sqrt(3)), so that
 * their variance is 1, like that of normal ones.
 */
export function drawLatents(latent: Model["latent"], key: Key, count: number): Tensor {
  if (latent.distribution === "normal") return normal(key, [count, latent.size]);
  const range = Math.sqrt(3);
  return uniform(key, [count, latent.size])
    .mul(2 * range)
    .sub(range);
}

/**
 * Generates samples from latent vectors z: [count, ...sample]. The generator runs in inference
 * mode, that is without dropout and with running statistics, from its moving average where one is
 * configured.
 * @param labels The classes that a conditional generator is to produce, [count, classes].
 */
export function generate(model: Model, state: TrainState, z: Tensor, labels?: Tensor): Tensor {
  return applyNetwork(model.generator, sampledGenerator(state), z, {
    training: false,
    labels,
  }).y;
}

/**
 * D(x), [count]: an estimate of p_data / (p_data + p_g), or the raw output of a critic
 * (`Objective.value`). With packing it is D's output for a pack of m copies of x.
 * @param labels The classes of x for a conditional discriminator, [count, classes].
 */
export function judge(model: Model, state: TrainState, x: Tensor, labels?: Tensor): Tensor {
  const packed = packWithItself(x, model.objective.packing);
  const output = applyNetwork(model.discriminator, state.discriminator, packed, {
    training: false,
    labels,
  }).y;
  return lossesOf(model)
    .value(output)
    .reshape([dimension(x.shape, 0)]);
}

/** The values of all scheduled settings at a step, as scalars. */
export function hyperOf(model: Model, step: number): StepHyper {
  const { generator, discriminator } = model.optimizers;
  const scalars = (settings: Record<string, number>) => mapTree(settings, (value) => scalar(value));
  return {
    generator: scalars(settingsAt(generator, step)),
    discriminator: scalars(settingsAt(discriminator, step)),
    objective: scalars(objectiveSettingsAt(model, step)),
  };
}
