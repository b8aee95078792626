import { scalar, type Tensor } from "../tensor/tf";
import type { Labels } from "./losses";
import type { Hyper } from "./optimizers";
import { fold, type Key, uniform } from "./random";

/**
 * The labels of D's two batches of n samples. Label smoothing makes them 1 - s and t (Salimans et
 * al. 2016). Label flipping gives a random share of each batch the other batch's label. The result
 * is undefined where neither is configured, and the losses then use the constants 1 and 0.
 */
export function labelsFor(hyper: Hyper, key: Key, n: number): Labels | undefined {
  const smoothing = hyper["labelSmoothing/real"];
  const share = hyper["labelFlipping"];
  if (!smoothing && !share) return undefined;
  const one = scalar(1);
  const real: Tensor = smoothing ? one.sub(smoothing) : one;
  const generated: Tensor = hyper["labelSmoothing/generated"] ?? scalar(0);
  if (!share) return { real, generated };
  const flipped = (own: Tensor, other: Tensor, batch: string) =>
    own.add(
      other.sub(own).mul(
        uniform(fold(fold(key, "labelFlipping"), batch), [n, 1])
          .less(share)
          .cast("float32"),
      ),
    );
  return { real: flipped(real, generated, "real"), generated: flipped(generated, real, "fake") };
}
