import { type FiniteDataset, labelsOf, oneHot, rows } from "../../data/dataset";
import { orderInTurns } from "../../data/order";
import { prepared } from "../../data/preprocess";
import { drawSynthetic } from "../../data/synthetic";
import type { Argument, StepInput, Tensors } from "../../engine/program";
import { isSynthetic } from "../../experiment/schema";
import { dataShape } from "../../experiment/shapes";
import type { Batch } from "../../gan/loss-gradients";
import type { Model } from "../../gan/model";
import { fold, type Key, rootKey } from "../../gan/random";
import { labelsInput } from "../session/conditions";
import type { OpenedRun } from "./context";

/* Batches of a run's data on which its game is looked at. */

/**
 * A batch of `count` samples to measure on, and others to train on, which have no sample of it
 * where the data has enough.
 */
export interface GameData {
  count: number;
  /** What a function of the batch to measure on takes, and that batch in the function. */
  inputs: Record<string, Argument>;
  measured(inputs: Tensors): Batch;
  /** What a step takes, and its batch to train on. */
  stepInputs: Record<string, StepInput>;
  trained(inputs: Tensors, key: Key): Batch;
}

/**
 * Batches of a run's data as training sees them.
 *
 * @param dataset Examples that the run was trained with; none where the data is drawn.
 * @param count Samples in a batch.
 */
export async function gameData(
  { experiment: { data }, model }: Pick<OpenedRun, "experiment" | "model">,
  dataset: FiniteDataset | undefined,
  count: number,
): Promise<GameData> {
  if (isSynthetic(data)) {
    const drawn = (key: Key): Batch => ({ x: drawSynthetic(data, fold(key, "game"), count) });
    return {
      count,
      inputs: {},
      measured: () => drawn(fold(rootKey(model.seed, 0), "measured")),
      stepInputs: {},
      trained: (_, key) => drawn(key),
    };
  }
  if (!dataset) throw new Error(`no examples of ${data.source}`);
  const order = await orderInTurns(model.seed, 0, dataset.count);
  const chosen = (batch: number): Uint32Array =>
    Uint32Array.from({ length: count }, (_, row) => order[(batch * count + row) % dataset.count]!);
  return {
    count,
    ...measuredOn(model, dataset, dataShape(data), chosen(0)),
    ...trainedOn(model, dataset, dataShape(data), count, (step) => chosen(step + 1)),
  };
}

function measuredOn(
  model: Model,
  dataset: FiniteDataset,
  shape: readonly number[],
  chosen: Uint32Array,
): Pick<GameData, "inputs" | "measured"> {
  const classes = dataset.labels && Uint8Array.from(chosen, (row) => dataset.labels![row]!);
  return {
    inputs: {
      x: { dtype: "float32", shape: [chosen.length, ...shape], values: rows(dataset, chosen) },
      ...labelsInput(model, classes),
    },
    measured: ({ x, labels }) => ({ x: x!, labels }),
  };
}

function trainedOn(
  model: Model,
  dataset: FiniteDataset,
  rowShape: readonly number[],
  count: number,
  at: (step: number) => Uint32Array,
): Pick<GameData, "stepInputs" | "trained"> {
  const tables = {
    x: { values: dataset.values, rows: dataset.count, rowShape },
    ...(model.classes === undefined
      ? {}
      : {
          labels: {
            values: oneHot(labelsOf(dataset), model.classes),
            rows: dataset.count,
            rowShape: [model.classes],
          },
        }),
  };
  return {
    stepInputs: Object.fromEntries(
      Object.entries(tables).map(([name, table]): [string, StepInput] => [
        name,
        { kind: "rows", table, count, at },
      ]),
    ),
    trained: ({ x, labels }) => ({ x: prepared(dataset, x!), labels }),
  };
}
