import { existsSync } from "node:fs";
import { PUBLISHED_SETS } from "../experiment/published-sets";
import type { PublishedConfig } from "../experiment/schema";
import { normalisationOf } from "../experiment/schema";
import { type CachedSet, folderOf } from "./cached-files";
import { CIFAR10 } from "./cifar10";
import type { FiniteDataset } from "./dataset";
import { FASHION_MNIST } from "./fashion-mnist";
import { loadIdxPictures } from "./idx-pictures";
import { MNIST } from "./mnist";
import { type Part, type PartName, stretch } from "./splits";

/**
 * The files of the data sets that are fetched from the network, by the name that a config gives.
 * What the sets are like is in `src/experiment/published-sets.ts`.
 */
export const PUBLISHED_FILES: Readonly<Record<PublishedConfig["source"], CachedSet>> = {
  mnist: MNIST,
  fashionMnist: FASHION_MNIST,
  cifar10: CIFAR10,
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
  const files = PUBLISHED_FILES[config.source];
  const { shape, validationFrom } = PUBLISHED_SETS[config.source];
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
