import { type FiniteDataset, labelsOf, oneHot, rows } from "../../data/dataset";
import { orderInTurns } from "../../data/order";
import { prepared } from "../../data/preprocess";
import { openPart } from "../../data/source";
import { recordedScales } from "../../data/summary";
import { drawSynthetic } from "../../data/synthetic";
import type { Argument, StepInput, Tensors } from "../../engine/program";
import { isSynthetic } from "../../experiment/schema";
import { dataShape } from "../../experiment/shapes";
import type { Batch } from "../../gan/loss-gradients";
import type { Model } from "../../gan/model";
import { fold, type Key, rootKey } from "../../gan/random";
import { cacheDirs } from "../../shared/files/cache";
import { labelsInput } from "../session/conditions";
import type { OpenedRun } from "../evaluation";
import type { Post } from "./open";
import { recordedData } from "./outputs";

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

/** Opens the data of a run as training sees them. */
export async function gameData(
  { experiment: { data }, model }: Pick<OpenedRun, "experiment" | "model">,
  { runDir, count }: { runDir: string; count: number },
  post: Post,
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
  const known = recordedData({ runDir, data, post });
  const scales = known && recordedScales(known);
  const { dataset } = await openPart(data, cacheDirs(), "train", scales ? { scales } : {});
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
