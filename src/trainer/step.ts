import type { OptimizerConfig } from "../experiment/schema";
import { batchIndices, type FiniteDataset } from "../data/dataset";
import { batchNumber } from "../data/numbering";
import type { Source } from "../data/source";
import { drawSynthetic } from "../data/synthetic";
import type { Step, StepInput, Tensors } from "../engine/program";
import { type Model, settingsAt } from "../gan/model";
import { fold, rootKey } from "../gan/random";
import { trainingStep } from "../gan/step";
import { under } from "../gan/state";
import { NETWORKS, type NetworkName } from "../shared/run";
import { scalar, type Scalar, type Tensor } from "../shared/tf";
import type { Hyper } from "../gan/optimizers";

/** The batch of each update of D: rows of one table. */
function rowsOf(model: Model, rowShape: readonly number[], { values, count: rows }: FiniteDataset): Record<string, StepInput> {
  const table = { values, rows, rowShape };
  return Object.fromEntries(Array.from({ length: model.discriminatorSteps }, (_, i) => [`real/${i}`, {
    kind: "rows", table, count: model.batchSize,
    at: (iteration) => batchIndices(model.seed, batchNumber(model, iteration, i) * model.batchSize, model.batchSize, rows),
  } satisfies StepInput]));
}

/**
 * Algorithm 1 on a source of data, as engines take it. What schedules move comes in as numbers for each iteration, so
 * that another rate needs no other program; `optimizers` tells them at the time.
 */
export function stepOf(model: Model, source: Source, optimizers: () => Record<NetworkName, OptimizerConfig>): Step {
  const k = model.discriminatorSteps;
  const updates = Array.from({ length: k }, (_, i) => i);
  const hyper = Object.fromEntries(NETWORKS.flatMap((network) => Object.keys(settingsAt(model.optimizers[network], 0)).map((setting): [string, StepInput] =>
    [`hyper/${network}/${setting}`, { kind: "series", shape: [], at: (iteration) => [settingsAt(optimizers()[network], iteration)[setting]!] }])));

  const batches = source.kind === "synthetic" ? {} : rowsOf(model, source.shape, source.dataset);
  const real = (inputs: Tensors, iteration: Scalar, i: number): Tensor => {
    if (source.kind === "examples") return inputs[`real/${i}`]!.mul(source.dataset.scale).add(source.dataset.offset);
    const index = iteration.mul(scalar(k, "int32")).add(scalar(batchNumber(model, 0, i), "int32"));
    return drawSynthetic(source.config, fold(rootKey(model.seed, index), "data"), model.batchSize);
  };

  return {
    inputs: { ...hyper, ...batches },
    run: (state, inputs, iteration) => trainingStep(model, state, {
      step: iteration,
      real: updates.map((i) => real(inputs, iteration, i)),
      hyper: { generator: under(inputs, "hyper/generator") as Hyper, discriminator: under(inputs, "hyper/discriminator") as Hyper },
    }),
  };
}
