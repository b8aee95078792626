import type { DataConfig } from "../experiment/schema";
import { fold, type Key, normal, uniform } from "../gan/random";
import { tensor2d, type Tensor, type Tensor1D } from "../shared/tf";

/** A mixture of equal round Gaussians in 2-D. */
export interface Mixture { /** [x, y] of each mode. */ centres: [number, number][]; stddev: number }

export type SyntheticConfig = Exclude<DataConfig, { source: "mnist" }>;

export function isSynthetic(data: DataConfig): data is SyntheticConfig {
  return data.source !== "mnist";
}

/** The modes of a 2-D source. */
export function mixtureOf(data: Extract<SyntheticConfig, { source: "ring" | "grid" }>): Mixture {
  if (data.source === "ring") {
    const angle = (i: number) => (2 * Math.PI * i) / data.modes;
    return { stddev: data.stddev, centres: Array.from({ length: data.modes }, (_, i) => [data.radius * Math.cos(angle(i)), data.radius * Math.sin(angle(i))]) };
  }
  const place = (i: number) => (i - (data.side - 1) / 2) * data.spacing;
  return { stddev: data.stddev, centres: Array.from({ length: data.side ** 2 }, (_, i) => [place(i % data.side), place(Math.floor(i / data.side))]) };
}

/** `count` fresh points of a synthetic source, [count, dimensions]: a function of the key alone. */
export function drawSynthetic(data: SyntheticConfig, key: Key, count: number): Tensor {
  if (data.source === "gaussian") return normal(fold(key, "value"), [count, 1]).mul(data.stddev).add(data.mean);
  const { centres, stddev } = mixtureOf(data);
  const mode = uniform(fold(key, "mode"), [count]).mul(centres.length).floor().cast("int32") as Tensor1D;
  return tensor2d(centres).gather(mode).add(normal(fold(key, "offset"), [count, 2]).mul(stddev));
}

/** Density of a 1-D normal distribution. */
export function gaussianDensity(x: number, mean: number, stddev: number): number {
  return Math.exp(-0.5 * ((x - mean) / stddev) ** 2) / (stddev * Math.sqrt(2 * Math.PI));
}

/** A corner-to-corner box that holds the data with room around it: for pictures. */
export function boundsOf(data: Extract<SyntheticConfig, { source: "ring" | "grid" }>): { min: number; max: number } {
  const { centres, stddev } = mixtureOf(data);
  const reach = Math.max(...centres.flat().map(Math.abs)) + 4 * stddev;
  return { min: -1.3 * reach, max: 1.3 * reach };
}
