import type { DataConfig } from "../experiment/schema";
import { dataShape, type Shape } from "../experiment/shapes";
import type { FiniteDataset } from "./dataset";
import { loadMnist } from "./mnist";
import { isSynthetic, type SyntheticConfig } from "./synthetic";

/** Where training takes its batches from: drawn afresh for ever, or a set of examples gone through epoch by epoch. */
export type Source = { kind: "synthetic"; config: SyntheticConfig; shape: Shape } | { kind: "examples"; dataset: FiniteDataset; shape: Shape };

/** Opens the data that a config names. It must have been fetched. */
export async function openSource(config: DataConfig, cacheDir: string): Promise<Source> {
  const shape = dataShape(config);
  if (isSynthetic(config)) return { kind: "synthetic", config, shape };
  return { kind: "examples", dataset: await loadMnist({ cacheDir, split: "train", range: config.range }), shape };
}

/** The mean of each number of a sample over all examples; undefined for synthetic data. */
export function marginals(source: Source): Float32Array | undefined {
  if (source.kind !== "examples") return undefined;
  const { values, count, scale, offset } = source.dataset;
  const size = values.length / count;
  const sums = new Float64Array(size);
  for (let i = 0; i < values.length; i++) sums[i % size]! += values[i]!;
  return Float32Array.from(sums, (sum) => (sum / count) * scale + offset);
}
