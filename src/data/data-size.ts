import { stat } from "node:fs/promises";
import { absoluteData } from "../experiment/paths";
import { checkMemory } from "../experiment/memory";
import type { Finding } from "../experiment/finding";
import { PUBLISHED_SETS } from "../experiment/published-sets";
import { type DataConfig, type Experiment, isPublished } from "../experiment/schema";
import { dataShape, sizeOf } from "../experiment/shapes";
import { picturesIn } from "./pictures-in";

/* How much memory the data of a config takes, and whether it fits. */

/**
 * About how many bytes the examples of a config take in memory; 0 for data that are drawn afresh.
 * Files are not read; a folder's pictures are counted.
 *
 * @param folder where relative paths start
 * @param mostPictures where the counting of pictures may end
 */
export async function dataBytes(
  config: DataConfig,
  folder: string,
  mostPictures?: number,
): Promise<number> {
  const data = absoluteData(config, folder);
  // Pictures are kept as bytes.
  if (isPublished(data)) return PUBLISHED_SETS[data.source].examples * sizeOf(dataShape(data));
  switch (data.source) {
    case "folder":
      return (await countPictures(data.path, mostPictures)) * sizeOf(dataShape(data));
    case "npy":
    case "tfd":
    case "csv":
      return (await stat(data.file)).size;
    default:
      return 0;
  }
}

async function countPictures(folder: string, most?: number): Promise<number> {
  const { pictures } = await picturesIn(folder, most === undefined ? {} : { most });
  return pictures.length;
}

/**
 * Why an experiment does not fit into memory together with its data. Data that cannot be read count
 * as 0 bytes; loading them reports the error.
 */
export async function checkDataMemory(
  experiment: Experiment,
  folder: string,
  mostPictures?: number,
): Promise<Finding[]> {
  const data = await dataBytes(experiment.data, folder, mostPictures).catch(() => 0);
  return data > 0 ? checkMemory(experiment, { data }) : [];
}
