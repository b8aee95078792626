import { type FiniteDataset, labelsOf, oneHot } from "../../data/dataset";
import { batchIndices, maxPrepared, prepareOrders } from "../../data/order";
import { batchesPerIteration, batchNumber } from "../../data/numbering";
import { mirrored, prepared } from "../../data/preprocess";
import type { Source } from "../../data/source";
import { drawSynthetic } from "../../data/synthetic";
import type { Step, StepInput, Tensors } from "../../engine/program";
import { type Model, samplesPerBatch } from "../../gan/model";
import { objectiveSettingsAt } from "../../gan/objective";
import type { ObjectiveHyper } from "../../gan/hyper";
import type { Batch } from "../../gan/loss-gradients";
import { fold, rootKey } from "../../gan/random";
import { pretrainingStep, trainingStep } from "../../gan/step";
import { flattenState, unflattenState } from "../../gan/state";
import { subtree } from "../../gan/tree";
import type { StepInputs } from "../../gan/updates";
import { NETWORKS, type NetworkName } from "../../shared/run/run";
import { scalar, type Scalar } from "../../tensor/tf";
import { type Hyper, settingsAt } from "../../gan/optimizers";

/* The training step of a run as engines take it: its batches, and what schedules feed. */

/**
 * The batches that an iteration takes: rows of one table, and of a conditional GAN those of their
 * classes, in a table of its own.
 */
function rowsOf(
  model: Model,
  rowShape: readonly number[],
  dataset: FiniteDataset,
): Record<string, StepInput> {
  const { values, count: rows } = dataset;
  const count = samplesPerBatch(model);
  const tables = {
    real: { values, rows, rowShape },
    ...(model.classes === undefined
      ? {}
      : {
          labels: {
            values: oneHot(labelsOf(dataset), model.classes),
            rows,
            rowShape: [model.classes],
          },
        }),
  };
  return Object.fromEntries(
    Array.from({ length: batchesPerIteration(model) }, (_, i) =>
      Object.entries(tables).map(([name, table]): [string, StepInput] => [
        `${name}/${i}`,
        {
          kind: "rows",
          table,
          count,
          at: (iteration) =>
            batchIndices(model.seed, batchNumber(model, iteration, i) * count, count, rows),
        },
      ]),
    ).flat(),
  );
}

/**
 * Makes a piece of the orders from which the batches of `count` iterations are taken, where the
 * examples are many. @returns whether all of them are there
 */
export function prepareBatches(
  model: Model,
  source: Source,
  iteration: number,
  count: number,
): boolean {
  if (source.kind === "synthetic") return true;
  const size = samplesPerBatch(model);
  const from = batchNumber(model, iteration) * size;
  const to = batchNumber(model, iteration + count) * size;
  return prepareOrders(model.seed, from, to - from, source.dataset.count);
}

/** The most iterations whose batches can be prepared at once. */
export function maxIterations(model: Model, source: Source): number {
  if (source.kind === "synthetic") return Infinity;
  const examples = batchesPerIteration(model) * samplesPerBatch(model);
  return Math.max(1, Math.floor(maxPrepared(source.dataset.count) / examples));
}

/** What schedules move: one number an iteration for each setting. */
const SETTINGS = {
  generator: (model: Model, step: number) => settingsAt(model.optimizers.generator, step),
  discriminator: (model: Model, step: number) => settingsAt(model.optimizers.discriminator, step),
  objective: objectiveSettingsAt,
};

/** Whether D alone is trained in an iteration, counted from 0. */
export const isPretraining = ({ pretrainDiscriminator }: Model, iteration: number): boolean =>
  iteration < pretrainDiscriminator;

/**
 * What an iteration trains: both networks, one of them alone, or D before the game begins, on each
 * batch of the iteration.
 */
export type StepKind = "both" | "pretraining" | NetworkName;

/** The kind of an iteration, in which perhaps one network alone is to be trained. */
export const stepKind = (model: Model, iteration: number, alone?: NetworkName): StepKind =>
  isPretraining(model, iteration) ? "pretraining" : (alone ?? "both");

/** What an iteration of a run is given: inputs as engines take them, and how a step reads them. */
export interface RunInputs {
  inputs: Step["inputs"];
  read(given: Tensors, iteration: Scalar): StepInputs;
}

/** The batches of a source of data, and the values that the schedules of `current()` give. */
export function inputsOf(model: Model, source: Source, current: () => Model): RunInputs {
  const batchesEach = batchesPerIteration(model);
  const hyper = Object.fromEntries(
    Object.entries(SETTINGS).flatMap(([group, at]) =>
      Object.keys(at(model, 0)).map((setting): [string, StepInput] => [
        `hyper/${group}/${setting}`,
        { kind: "series", shape: [], at: (iteration) => [at(current(), iteration)[setting]!] },
      ]),
    ),
  );

  const batches = source.kind === "synthetic" ? {} : rowsOf(model, source.shape, source.dataset);
  const real = (inputs: Tensors, iteration: Scalar, i: number): Batch => {
    const key = (stream: string) =>
      fold(
        rootKey(
          model.seed,
          iteration
            .mul(scalar(batchesEach, "int32"))
            .add(scalar(batchNumber(model, 0, i), "int32")),
        ),
        stream,
      );
    if (source.kind === "synthetic")
      return { x: drawSynthetic(source.config, key("data"), samplesPerBatch(model)) };
    const examples = prepared(source.dataset, inputs[`real/${i}`]!);
    return {
      x: source.dataset.flip ? mirrored(examples, key("flip")) : examples,
      labels: inputs[`labels/${i}`],
    };
  };

  return {
    inputs: { ...hyper, ...batches },
    read: (given, iteration) => ({
      step: iteration,
      real: Array.from({ length: batchesEach }, (_, i) => real(given, iteration, i)),
      hyper: {
        generator: subtree(given, "hyper/generator") as Hyper,
        discriminator: subtree(given, "hyper/discriminator") as Hyper,
        objective: subtree(given, "hyper/objective") as ObjectiveHyper,
      },
    }),
  };
}

/**
 * Training on a source of data, as engines take it. What schedules move comes in as numbers for
 * each iteration, so that another rate or weight needs no other program; `current` tells the model
 * of the time, which may differ in those. Each kind of iteration is another program.
 */
export function stepOf(
  model: Model,
  source: Source,
  current: () => Model,
  kind: StepKind = "both",
): Step {
  const { inputs, read } = inputsOf(model, source, current);
  return {
    inputs,
    run(named, given, iteration) {
      const before = unflattenState(model, named);
      const stepInputs = read(given, iteration);
      const { state, metrics } =
        kind === "pretraining"
          ? pretrainingStep(model, before, stepInputs)
          : trainingStep(model, before, stepInputs, kind === "both" ? NETWORKS : [kind]);
      return { state: flattenState(state), metrics };
    },
  };
}
