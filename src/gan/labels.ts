import { scalar, type Tensor } from "../tensor/tf";
import type { Labels } from "./losses";
import type { ObjectiveHyper } from "./hyper";
import { fold, type Key, uniform } from "./random";

/**
 * The labels of D's two batches of n samples. Label smoothing makes them 1 - s and t (Salimans et
 * al. 2016). Label flipping gives a random share of each batch the other batch's label. The result
 * is undefined where neither is configured, and the losses then use the constants 1 and 0.
 */
export function labelsFor(hyper: ObjectiveHyper, key: Key, n: number): Labels | undefined {
  const smoothing = hyper["labelSmoothing/real"];
  const flippedShare = hyper.labelFlipping;
  if (!smoothing && !flippedShare) return undefined;
  const one = scalar(1);
  const real: Tensor = smoothing ? one.sub(smoothing) : one;
  const generated: Tensor = hyper["labelSmoothing/generated"] ?? scalar(0);
  if (!flippedShare) return { real, generated };
  /** `own`, or for a random share of the n samples `other`. */
  const flip = (own: Tensor, other: Tensor, batch: "real" | "fake") => {
    const difference = other.sub(own);
    const drawn = uniform(fold(fold(key, "labelFlipping"), batch), [n, 1]);
    return own.add(difference.mul(drawn.less(flippedShare).cast("float32")));
  };
  return { real: flip(real, generated, "real"), generated: flip(generated, real, "fake") };
}
