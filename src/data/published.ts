import { existsSync } from "node:fs";
import type { PublishedConfig } from "../experiment/schema";
import { normalisationOf } from "../experiment/schema";
import { type CachedSet, folderOf } from "./cached-files";
import { CIFAR10 } from "./cifar10";
import type { FiniteDataset } from "./dataset";
import { FASHION_MNIST } from "./fashion-mnist";
import { loadIdxPictures } from "./idx-pictures";
import { MNIST } from "./mnist";
import { type Part, type PartName, stretch } from "./splits";

interface PublishedSet {
  files: CachedSet;
  shape: readonly [number, number, number];
  /** The row of the training set at which the paper's validation rows begin. */
  validationFrom: number;
}

/** The data sets that are fetched from the network, by the name that a config gives. */
export const PUBLISHED_SETS: Readonly<Record<PublishedConfig["source"], PublishedSet>> = {
  mnist: { files: MNIST, shape: [28, 28, 1], validationFrom: 50_000 },
  fashionMnist: { files: FASHION_MNIST, shape: [28, 28, 1], validationFrom: 50_000 },
  cifar10: { files: CIFAR10, shape: [32, 32, 3], validationFrom: 40_000 },
};

/** The first of the caches that has a data set's folder, else the first of all. */
export const cacheOf = (set: Pick<CachedSet, "id">, cacheDirs: readonly string[]): string =>
  cacheDirs.find((dir) => existsSync(folderOf(set, dir))) ?? cacheDirs[0]!;

/**
 * Reads a part of a published data set from the cache. @throws GanError `bad-data` if a file is
 * missing or damaged
 */
export async function loadPublished(
  config: PublishedConfig,
  cacheDirs: readonly string[],
  part: PartName,
): Promise<Part> {
  const { files, shape, validationFrom } = PUBLISHED_SETS[config.source];
  const loaded = await loadIdxPictures({
    folder: folderOf(files, cacheOf(files, cacheDirs)),
    title: files.title,
    name: files.id,
    split: part === "test" ? "test" : "train",
    shape,
    range: config.range,
  });
  const globalContrast = normalisationOf(config)?.scale;
  const dataset: FiniteDataset = {
    ...loaded,
    ...(globalContrast === undefined ? {} : { globalContrast }),
    ...("flip" in config && config.flip ? { flip: true } : {}),
  };
  const { count } = dataset;
  if (part === "test") return stretch(dataset, dataset.name, "test set", 0, count, false);
  if (part === "validation")
    return stretch(
      dataset,
      `${dataset.name} validation`,
      "training set",
      validationFrom,
      count,
      config.split === "all",
    );
  return stretch(
    dataset,
    dataset.name,
    "training set",
    0,
    config.split === "all" ? count : validationFrom,
    true,
  );
}
