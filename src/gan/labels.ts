import { scalar, type Tensor } from "../tensor/tf";
import type { Labels } from "./losses";
import type { Hyper } from "./optimizers";
import { fold, type Key, uniform } from "./random";

/**
 * The labels of D's two batches of n samples: 1 - s and t with smoothing (Salimans et al. 2016), and for a share of
 * the samples, drawn by `key`, each other's. Undefined where neither is configured: the losses then do without.
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
