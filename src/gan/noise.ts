import type { Tensor } from "../tensor/tf";
import { fold, type Key, normal } from "./random";

/**
 * Adds instance noise to a batch (Sonderby et al. 2017): x + stddev * n, n normal. Without
 * `stddev`, x itself.
 */
export function withInstanceNoise(
  x: Tensor,
  stddev: Tensor | undefined,
  key: Key,
  batch: "real" | "fake",
): Tensor {
  return stddev ? x.add(normal(fold(fold(key, "instanceNoise"), batch), x.shape).mul(stddev)) : x;
}
