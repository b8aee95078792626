import { totalmem } from "node:os";
import { NETWORKS, type NetworkName } from "../shared/run/run";
import { formatBytes, formatCount } from "../shared/text/format";
import { classesOf } from "./classes";
import type { Finding } from "./finding";
import type { Path } from "./json-document";
import { inputOf, type PlacedLayer, placedLayers } from "./placed-layers";
import type { Experiment, Layer, OptimizerConfig } from "./schema";
import { dataShape, sizeOf } from "./shapes";
import { weightCount } from "./weight-counts";

/*
 * What an experiment needs in memory, in bytes: what must be there at the same time. What an engine
 * takes beside it, for its own code and for working space, is left out, so that what does not fit
 * by this estimate does not fit at all.
 */

/** All numbers of a step are float32. */
const NUMBER = 4;

export interface MemoryNeeded {
  /** Weights, their gradients, and the average of G. */
  weights: number;
  /** What the optimizers remember of each weight. */
  slots: number;
  /** What the layers make of a batch, as far as the gradients need it. */
  activations: number;
  /** The examples. */
  data: number;
  total: number;
}

/** `data`: bytes of the examples, where they are known. */
export function memoryNeeded(experiment: Experiment, data = 0): MemoryNeeded {
  const { training, optimizer } = experiment;
  const count = counted(experiment);
  const { generator, discriminator } = count;
  const trained = generator.weights + discriminator.weights;
  const gradients = Math.max(generator.weights, discriminator.weights);
  const average = training.generatorAverage ? generator.weights : 0;
  const parts = {
    weights: NUMBER * (trained + gradients + average),
    slots:
      NUMBER *
      (generator.weights * slotsOf(optimizer.generator) +
        discriminator.weights * slotsOf(optimizer.discriminator)),
    activations: NUMBER * activationsOf(experiment, count),
    data,
  };
  const total = Object.values(parts).reduce((sum, bytes) => sum + bytes, 0);
  return { ...parts, total };
}

interface Counted {
  weights: number;
  /** Numbers that all layers make of one sample. */
  outputs: number;
  /** The most that two neighbouring layers make of one sample. */
  widest: number;
}

function counted(experiment: Experiment): Record<NetworkName, Counted> {
  const classes = classesOf(experiment.data);
  const [generator, discriminator] = NETWORKS.map((network): Counted => {
    const placed = placedLayers(experiment, network);
    const sizes = placed.map(({ output }) => sizeOf(output));
    const input = sizeOf(inputOf(experiment, network));
    return {
      weights: placed.reduce(
        (sum, { layer, input: size }) => sum + weightCount(layer, size, classes),
        0,
      ),
      outputs: input + placed.reduce((sum, one) => sum + madeBy(one), 0),
      widest: Math.max(input, ...placed.map(({ input: before }, i) => sizeOf(before) + sizes[i]!)),
    };
  }) as [Counted, Counted];
  return { generator, discriminator };
}

/** What a layer makes of a sample: of a maxout also what the maximum is taken of. */
function madeBy({ layer, output }: PlacedLayer): number {
  const pieces = "pieces" in layer ? layer.pieces : 0;
  return sizeOf(output) * (1 + pieces);
}

/**
 * Passes of D whose layers a penalty keeps: that at its points, and the gradient, which is
 * differentiated again.
 */
const PENALTY_PASSES = 2;

/** Numbers of the larger of the two updates. */
function activationsOf(
  { training, objective, data }: Experiment,
  { generator, discriminator }: Record<NetworkName, Counted>,
): number {
  const { batchSize } = training;
  const samples = batchSize * objective.packing;
  const passes = 2 + PENALTY_PASSES * objective.penalties.length;
  const ofD = passes * discriminator.outputs * batchSize;
  const ofG = generator.outputs * samples + discriminator.outputs * batchSize;
  const unrolled = (objective.unrolling?.steps ?? 0) * 2 * ofD;
  const updates = [ofD + generator.widest * samples, ofG + unrolled];
  const together = training.updates !== "alternating";
  const batches = samples * sizeOf(dataShape(data));
  return batches + (together ? updates[0]! + updates[1]! : Math.max(...updates));
}

/** How many numbers an optimizer remembers of each weight. */
export function slotsOf(optimizer: OptimizerConfig): number {
  const lookahead = optimizer.lookahead ? 1 : 0;
  switch (optimizer.type) {
    case "sgd":
      return lookahead;
    case "momentum":
    case "adagrad":
    case "lion":
    case "muon": // of matrices; Adam's second of the other weights is left out
      return 1 + lookahead;
    case "rmsprop":
      return (
        1 +
        Number(optimizer.centered === true) +
        Number(optimizer.momentum !== undefined) +
        lookahead
      );
    case "shampoo": // without the matrices of the sides
      return 1 + Number(optimizer.momentum !== undefined) + lookahead;
    case "adadelta":
    case "adam":
    case "adamw":
    case "adamax":
    case "nadam":
    case "radam":
    case "adabelief":
      return 2 + lookahead;
    case "amsgrad":
    case "optimisticAdam":
      return 3 + lookahead;
  }
}

/** In words what an experiment needs; parts that take nothing are left out. */
export function describeMemory(
  { generator, discriminator }: Experiment,
  { total, ...parts }: MemoryNeeded,
): string {
  const named = Object.entries(parts)
    .filter(([, bytes]) => bytes > 0)
    .map(([name, bytes]) => `${name} ${formatBytes(bytes)}`);
  const hasModule = (generator.module ?? discriminator.module) !== undefined;
  return (
    `training needs at least ${formatBytes(total)} of memory beside the ` +
    `engine's${hasModule ? " and the module's" : ""}: ${named.join(", ")}`
  );
}

export interface MemoryLimit {
  bytes: number;
  of: "machine" | "container";
}

/** Bytes that a process may use: the machine's, or the container's where that has fewer. */
export function memoryLimit(): MemoryLimit {
  const machine = totalmem();
  const container = process.constrainedMemory?.() ?? 0;
  return container > 0 && container < machine
    ? { bytes: container, of: "container" }
    : { bytes: machine, of: "machine" };
}

/**
 * An experiment that cannot fit into the memory there is. `data`: bytes of its examples, where they
 * are known.
 */
export function checkMemory(
  experiment: Experiment,
  { data = 0, limit = memoryLimit() }: { data?: number; limit?: MemoryLimit } = {},
): Finding[] {
  const needed = memoryNeeded(experiment, data);
  if (needed.total <= limit.bytes) return [];
  const { message, hint, path } = largestPart(experiment, needed);
  return [
    {
      severity: "error",
      message:
        `training needs at least ${formatBytes(needed.total)} of memory, and this ` +
        `${limit.of} has ${formatBytes(limit.bytes)}: ${message}`,
      hint,
      path,
    },
  ];
}

/** What takes most of the memory, and where the config says so. */
function largestPart(
  experiment: Experiment,
  { weights, slots, activations, data }: MemoryNeeded,
): Pick<Finding, "message" | "hint" | "path"> {
  if (data > activations && data > weights + slots)
    return {
      message: `the data alone take ${formatBytes(data)}`,
      hint: "use fewer or smaller examples",
      path: ["data"],
    };
  const { batchSize } = experiment.training;
  if (activations >= weights + slots)
    return {
      message:
        `what the layers make of a batch of ${formatCount(batchSize)} takes ` +
        `${formatBytes(activations)}`,
      hint: "use a smaller batchSize, or smaller layers",
      path: ["training", "batchSize"],
    };
  return {
    message: `the weights and what the optimizers keep of them take ${formatBytes(weights + slots)}`,
    hint: "make this layer smaller",
    path: largestLayer(experiment),
  };
}

/** Where the layer with the most weights stands. */
function largestLayer(experiment: Experiment): Path {
  const classes = classesOf(experiment.data);
  let most = -1;
  let found: Path = ["generator"];
  for (const network of NETWORKS) {
    for (const { layer, input, path } of placedLayers(experiment, network)) {
      const weights = weightCount(layer, input, classes);
      if (weights <= most) continue;
      most = weights;
      found = [network, ...path, sizeSetting(layer)];
    }
  }
  return found;
}

const sizeSetting = (layer: Layer): string =>
  ["units", "filters"].find((setting) => setting in layer) ?? "type";
