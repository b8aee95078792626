import { scalar, type Tensor } from "../tensor/tf";
import type {
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
import { applyNetwork, initNetwork, type Network, trainable } from "./network";
import { generatorNeedsData, lossesOf, objectiveSettingsAt } from "./objective";
import { type Hyper, optimizer, settingsAt } from "./optimizers";
import { packWithItself } from "./packing";
import { fold, type Key, normal, rootKey, uniform } from "./random";
import { below, slotsPrefix, type State, under } from "./state";

/** What a step needs to know of an experiment. All of it is constant while a step is recorded. */
export interface Model {
  generator: Network;
  discriminator: Network;
  objective: ObjectiveConfig;
  optimizers: Record<NetworkName, OptimizerConfig>;
  latent: Experiment["latent"];
  /** Of a conditional GAN: how many classes its networks are told of, see `Mode.labels`. */
  classes?: number | undefined;
  /** What D sees in a batch: samples, or packs of them. */
  batchSize: number;
  discriminatorSteps: number;
  updates: Updates;
  /** In so many first steps D alone is trained. */
  pretrainDiscriminator: number;
  generatorAverage?: Experiment["training"]["generatorAverage"];
  /** Batches of data that a step takes beside one for each update of D, see `extraBatches`. */
  extraBatches: number;
  /** Where the numbers of its data batches are counted from, see `src/data/numbering.ts`. */
  batchOffset: number;
  seed: number;
}

/** The networks that are modules, loaded. */
export type Modules = Partial<Record<NetworkName, LoadedModule>>;

export function modelOf(experiment: Experiment, modules: Modules = {}): Model {
  const { training, objective } = experiment;
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
    objective,
    optimizers: experiment.optimizer,
    latent: experiment.latent,
    ...(classes === undefined ? {} : { classes }),
    batchSize: training.batchSize,
    discriminatorSteps: training.discriminatorSteps,
    updates: training.updates,
    pretrainDiscriminator: training.pretrainDiscriminator,
    generatorAverage: training.generatorAverage,
    extraBatches: extraBatches(training.updates, objective),
    batchOffset: 0,
    seed: training.seed,
  };
}

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

/** The number of samples, real or generated, that an update takes: `packing` for each of a batch. */
export const samplesPerBatch = ({
  batchSize,
  objective,
}: Pick<Model, "batchSize" | "objective">): number => batchSize * objective.packing;

/** 1 where a step takes one batch of data beside those of D's updates: for the gradients that extragradient takes ahead, and for a loss of G that needs data. */
export const extraBatches = (updates: Updates, objective: ObjectiveConfig): number =>
  Number(
    updates === "extragradient" || (updates === "alternating" && generatorNeedsData({ objective })),
  );

/** Weights and slots at step 0. `marginals`: the data's mean at each position, for initializers that want it. */
export function initialState(model: Model, marginals?: Float32Array): State {
  const key = rootKey(model.seed, 0);
  return Object.assign(
    {},
    ...(["generator", "discriminator"] as const).flatMap((name) => {
      const weights = initNetwork(model[name], {
        key: fold(key, name),
        ...(marginals ? { marginals } : {}),
      });
      const average = name === "generator" ? initialAverage(model, weights) : {};
      return [
        below(name, weights),
        below(slotsPrefix(name), optimizer(model.optimizers[name]).init(trainable(weights))),
        average,
      ];
    }),
  ) as State;
}

/** `count` latent vectors, [count, latent.size]. */
export function drawLatents(latent: Model["latent"], key: Key, count: number): Tensor {
  if (latent.distribution === "normal") return normal(key, [count, latent.size]);
  const range = Math.sqrt(3);
  return uniform(key, [count, latent.size])
    .mul(2 * range)
    .sub(range);
}

/**
 * Samples for latent vectors z, [count, ...sample], as the trained generator makes them: no dropout, running statistics, and its moving
 * average where one is configured. `labels`: which classes a conditional one is asked for, [count, classes].
 */
export function generate(model: Model, state: State, z: Tensor, labels?: Tensor): Tensor {
  return applyNetwork(model.generator, sampledGenerator(model, state), z, {
    training: false,
    labels,
  }).y;
}

/**
 * D(x), [count]: an estimate of p_data / (p_data + p_g), or what the loss makes of D (`Objective.value`). With packing it is D's verdict
 * on a pack of m times the same x. `labels`: the classes of x, [count, classes], for a conditional one.
 */
export function judge(model: Model, state: State, x: Tensor, labels?: Tensor): Tensor {
  const packed = packWithItself(x, model.objective.packing);
  const output = applyNetwork(model.discriminator, under(state, "discriminator"), packed, {
    training: false,
    labels,
  }).y;
  return lossesOf(model).value(output).reshape([x.shape[0]!]);
}

/** All that schedules move, at a step, as a step takes it. */
export function hyperOf(model: Model, step: number): Record<NetworkName | "objective", Hyper> {
  const { generator, discriminator } = model.optimizers;
  const scalars = (settings: Record<string, number>): Hyper =>
    Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, scalar(value)]));
  return {
    generator: scalars(settingsAt(generator, step)),
    discriminator: scalars(settingsAt(discriminator, step)),
    objective: scalars(objectiveSettingsAt(model, step)),
  };
}
