import { rows } from "../../data/dataset";
import { orderInTurns } from "../../data/order";
import { openPart } from "../../data/source";
import { recordedScales } from "../../data/summary";
import { drawSynthetic } from "../../data/synthetic";
import type { Argument, Tensors } from "../../engine/program";
import { isSynthetic } from "../../experiment/schema";
import { dataShape } from "../../experiment/shapes";
import type { Batch } from "../../gan/loss-gradients";
import { fold, rootKey } from "../../gan/random";
import { cacheDirs } from "../../shared/files/cache";
import { labelsInput } from "../session/conditions";
import type { OpenedRun } from "../evaluation";
import type { Post } from "./open";
import { recordedData } from "./outputs";

/* Batches of a run's data on which its game is looked at. */

/** Batches of `count` samples, none of which has a sample of another where the data has enough. */
export interface GameData {
  count: number;
  /** What a function that runs the game takes of the i-th batch. */
  inputs(i: number): Record<string, Argument>;
  /** The i-th batch, in such a function. */
  batch(inputs: Tensors): Batch;
}

/** The inputs' name of the number of a batch, an int32 scalar. */
export const BATCH = "batch";

const batchNumber = (i: number): Argument => ({
  dtype: "int32",
  shape: [],
  values: Int32Array.of(i),
});

/** Opens the data of a run as training sees them. */
export async function gameData(
  { experiment: { data }, model }: Pick<OpenedRun, "experiment" | "model">,
  { runDir, count }: { runDir: string; count: number },
  post: Post,
): Promise<GameData> {
  if (isSynthetic(data)) {
    return {
      count,
      inputs: (i) => ({ [BATCH]: batchNumber(i) }),
      batch: (inputs) => ({
        x: drawSynthetic(data, fold(rootKey(model.seed, inputs[BATCH]!), "game-data"), count),
      }),
    };
  }
  const known = recordedData({ runDir, data, post });
  const scales = known && recordedScales(known);
  const { dataset } = await openPart(data, cacheDirs(), "train", scales ? { scales } : {});
  const order = await orderInTurns(model.seed, 0, dataset.count);
  const shape = [count, ...dataShape(data)];
  return {
    count,
    inputs(i) {
      const chosen = Uint32Array.from(
        { length: count },
        (_, row) => order[(i * count + row) % dataset.count]!,
      );
      const classes = dataset.labels && Uint8Array.from(chosen, (row) => dataset.labels![row]!);
      return {
        [BATCH]: batchNumber(i),
        x: { dtype: "float32", shape, values: rows(dataset, chosen) },
        ...labelsInput(model, classes),
      };
    },
    batch: ({ x, labels }) => ({ x: x!, labels }),
  };
}
