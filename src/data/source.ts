import { setImmediate as immediate } from "node:timers/promises";
import {
  type DataConfig,
  isPublished,
  isSynthetic,
  type Synthetic1dConfig,
  type Synthetic2dConfig,
} from "../experiment/schema";
import { classNamesOf } from "../experiment/classes";
import { dataShape, formatShape, type Shape } from "../experiment/shapes";
import { GanError } from "../shared/errors";
import type { FiniteDataset } from "./dataset";
import { sampleSize } from "./dataset";
import { loadCsv } from "./csv";
import { loadFolder } from "./folder";
import { absentClasses, absentWords } from "./classes";
import { loadNpy } from "./npy-data";
import { loadPublished } from "./published";
import type { LoadOptions, Part } from "./splits";
import { loadTfd } from "./tfd";

/*
 * Opens the data of a config: where training takes its batches from, and the parts that evaluations
 * take.
 */

/**
 * Where training takes its batches from: drawn afresh for ever, or a set of examples gone through
 * epoch by epoch.
 */
export type Source =
  | { kind: "synthetic"; config: Synthetic1dConfig | Synthetic2dConfig; shape: Shape }
  | { kind: "examples"; dataset: FiniteDataset; shape: Shape };

/** Opens the data that a config names, for training. It must have been fetched. */
export async function openSource(
  config: DataConfig,
  cacheDir: string,
  options: LoadOptions = {},
): Promise<Source> {
  const shape = dataShape(config);
  if (isSynthetic(config)) return { kind: "synthetic", config, shape };
  return {
    kind: "examples",
    dataset: (await loadPart(config, [cacheDir], "training", options)).dataset,
    shape,
  };
}

/**
 * One part of a finite data set, in the order of its files and as `training` prepares it (pixel
 * range, normalisation): to evaluate with. It must have been fetched, see `fetchData`.
 *
 * - `train`: the examples that the config trains with, the same as `openSource` opens.
 * - `validation`: MNIST and Fashion-MNIST rows 50,000-59,999 of the training set, CIFAR-10 rows
 *   40,000-49,999, TFD the fold's; of the user's own data a tenth, if the config keeps it apart
 *   (`"split": "train"`).
 * - `test`: the published test set, TFD the fold's; of the user's own data a tenth, likewise.
 *
 * `seenInTraining` says whether the config trains with these rows: a figure from them is then no
 * held-out one. `rows` names them, for a figure's provenance.
 *
 * @throws GanError `bad-data` for synthetic data, which has no parts, and for data that keeps no
 * such part
 */
export async function openPart(
  config: DataConfig,
  cacheDirs: readonly string[],
  part: "train" | "validation" | "test",
  options: LoadOptions = {},
): Promise<Part> {
  if (isSynthetic(config))
    throw new GanError(
      "bad-data",
      `${config.source} is drawn afresh and has no ${part} part`,
      "draw points of it instead",
    );
  return loadPart(config, cacheDirs, part === "train" ? "training" : part, options);
}

async function loadPart(
  config: Exclude<DataConfig, Synthetic1dConfig | Synthetic2dConfig>,
  cacheDirs: readonly string[],
  part: "training" | "validation" | "test",
  options: LoadOptions,
): Promise<Part> {
  const loaded = await load(config, cacheDirs, part, options);
  const { dataset } = loaded;
  const shape = dataShape(config);
  if (formatShape(dataset.sampleShape) !== formatShape(shape))
    throw new Error(
      `${dataset.name} has examples of ${formatShape(dataset.sampleShape)}, not ` +
        `${formatShape(shape)}`,
    );
  if (dataset.count === 0)
    throw new GanError(
      "bad-data",
      `${dataset.name} has no examples to take for ${part}`,
      "give it more examples, or use all of them for training",
    );
  const names = classNamesOf(config);
  if (names && dataset.labels) sayAbsent(dataset.name, dataset.labels, names, options);
  return loaded;
}

function sayAbsent(
  name: string,
  labels: Uint8Array,
  names: readonly string[],
  { onRemark }: LoadOptions,
): void {
  const absent = absentClasses(labels, names.length);
  if (absent.length > 0) onRemark?.(`${name} ${absentWords(absent.map((label) => names[label]!))}`);
}

function load(
  config: Exclude<DataConfig, Synthetic1dConfig | Synthetic2dConfig>,
  cacheDirs: readonly string[],
  part: "training" | "validation" | "test",
  options: LoadOptions,
): Promise<Part> {
  if (isPublished(config)) return loadPublished(config, cacheDirs, part);
  switch (config.source) {
    case "tfd":
      return loadTfd(config, part);
    case "folder":
      return loadFolder(config, part, options);
    case "npy":
      return loadNpy(config, part, options);
    case "csv":
      return loadCsv(config, part, options);
  }
}

/** Numbers that are added up between two turns of the event loop. */
const ADDED_AT_ONCE = 1 << 24;

/** The mean of each number of an example over all examples; undefined for synthetic data. */
export async function marginals(source: Source): Promise<Float32Array | undefined> {
  if (source.kind !== "examples") return undefined;
  const { values, count, scale, offset } = source.dataset;
  const size = sampleSize(source.dataset);
  const sums = new Float64Array(size);
  const rowsAtOnce = Math.ceil(ADDED_AT_ONCE / size);
  for (let row = 0, at = 0; row < count; row++) {
    for (let i = 0; i < size; i++) sums[i]! += values[at++]!;
    if (row % rowsAtOnce === rowsAtOnce - 1) await immediate();
  }
  return Float32Array.from(sums, (sum) => (sum / count) * scale + offset);
}
