import { stat } from "node:fs/promises";
import { absoluteData } from "../experiment/paths";
import type { DataConfig } from "../experiment/schema";
import { dataShape, sizeOf } from "../experiment/shapes";
import { picturesIn } from "./pictures-in";

const PUBLISHED_EXAMPLES = { mnist: 60_000, fashionMnist: 60_000, cifar10: 50_000 };

/**
 * About how many bytes the examples of a config take in memory; 0 for data that are drawn afresh. Files are not read; a folder's pictures
 * are counted.
 *
 * @param folder where relative paths start
 */
export async function dataBytes(config: DataConfig, folder: string): Promise<number> {
  const data = absoluteData(config, folder);
  switch (data.source) {
    // Pictures are kept as bytes.
    case "mnist":
    case "fashionMnist":
    case "cifar10":
      return PUBLISHED_EXAMPLES[data.source] * sizeOf(dataShape(data));
    case "folder":
      return (await picturesIn(data.path)).pictures.length * sizeOf(dataShape(data));
    case "npy":
    case "tfd":
    case "csv":
      return (await stat(data.file)).size;
    default:
      return 0;
  }
}
