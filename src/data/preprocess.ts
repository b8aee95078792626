import { uniform, type Key } from "../gan/random";
import { ones, type Tensor, where } from "../tensor/tf";
import { type FiniteDataset, MIN_DIVISOR } from "./dataset";

/*
 * What happens to examples between the data set and the networks: pixel range, normalisation,
 * mirroring.
 */

/**
 * Training values of examples as they stand in a data set: [n, ...sample] or [n, size], float32.
 * Pure and recordable.
 *
 * Global contrast normalisation is pylearn2's `global_contrast_normalize` with `sqrt_bias` 0 and
 * `use_std` False: by the example's length, not its standard deviation.
 */
export function prepared(
  { scale, offset, globalContrast }: Pick<FiniteDataset, "scale" | "offset" | "globalContrast">,
  x: Tensor,
): Tensor {
  return globalContrast === undefined
    ? x.mul(scale).add(offset)
    : contrastNormalised(x, globalContrast);
}

function contrastNormalised(x: Tensor, length: number): Tensor {
  const axes = x.shape.slice(1).map((_, i) => i + 1);
  const size = x.shape.slice(1).reduce((product, n) => product * n, 1);
  // Not `mean`: the sum of bytes is exact, so that an example without contrast becomes 0 and not
  // amplified rounding.
  const centred = x.sub(x.sum(axes, true).div(size));
  const divisor = centred.square().sum(axes, true).sqrt().div(length);
  return centred.div(where(divisor.less(MIN_DIVISOR), ones(divisor.shape), divisor));
}

/**
 * A batch of pictures [n, height, width, channels], of which each is mirrored left to right with
 * probability 1/2: a function of the key alone.
 */
export function mirrored(x: Tensor, key: Key): Tensor {
  const chosen = uniform(key, [x.shape[0]!, 1, 1, 1]).less(0.5).cast("float32");
  return x
    .reverse(2)
    .mul(chosen)
    .add(x.mul(chosen.mul(-1).add(1)));
}
