import { dimension } from "../tensor/shape";
import type { Tensor } from "../tensor/tf";
import { gradientByInput } from "./gradients";
import type { Model } from "./model";
import { applyNetwork } from "./network";
import { lossesOf } from "./objective";
import { pack } from "./packing";
import type { TrainState } from "./state";

/** Samples of G, and what its loss depends on beside them. */
export interface JudgedSamples {
  /** [count, ...sample], `count` a multiple of the packing. */
  x: Tensor;
  /** As many examples, for a loss that depends on D's outputs for data. */
  real: Tensor;
  /** The classes of both, of a conditional GAN. */
  labels?: Tensor | undefined;
}

/**
 * The direction of steepest descent of G's loss at each sample, [count, ...sample]: where G is told
 * to move it. It is minus the gradient by the samples of the mean loss, times the number of D's
 * inputs over which the mean is taken, so that it does not depend on how many samples there are.
 *
 * D is held fixed and in inference mode. Instance noise and unrolling are not considered. Packs are
 * made of neighbouring samples. The caller must be inside a `tidy`.
 */
export function descentDirections(
  model: Model,
  { discriminator }: TrainState,
  { x, real, labels }: JudgedSamples,
): Tensor {
  const { packing } = model.objective;
  const losses = lossesOf(model);
  const judge = (samples: Tensor): Tensor =>
    applyNetwork(model.discriminator, discriminator, pack(samples, packing), {
      training: false,
      labels,
    }).y;
  const inputs = dimension(x.shape, 0) / packing;
  const gradient = gradientByInput(
    (samples) =>
      losses.generatorSeesReal
        ? losses.generator(judge(samples), judge(real))
        : losses.generator(judge(samples)),
    x,
  );
  return gradient.mul(-inputs);
}
