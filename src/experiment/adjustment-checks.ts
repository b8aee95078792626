import { LOSSES, lossKind } from "../shared/losses";
import { onceDifferentiable, twiceDifferentiable } from "./differentiability";
import { errorAt, type Finding } from "./finding";
import { layersWithin } from "./layers-within";
import { type Experiment, layersOf } from "./schema";

/* Checks of a config: what `training.adjustment` goes with. */

const PATH = ["training", "adjustment"];

/** What an adjustment of gradients does not go with. */
export function checkAdjustment(experiment: Experiment): Finding[] {
  const { training } = experiment;
  const { type } = training.adjustment;
  if (type === "none") return [];
  if (training.updates === "alternating") {
    return [
      errorAt(
        PATH,
        `${type} adjusts the gradients of both networks at the same weights, and alternating ` +
          "updates have none",
        'set "updates": "simultaneous"',
      ),
    ];
  }
  return [
    ...checkDerivatives(experiment, type),
    ...(type === "competitive" ? checkZeroSum(experiment) : []),
  ];
}

/** What has no derivative of as high an order as the adjustment needs. */
function checkDerivatives(
  { objective: { penalties, unrolling }, generator, discriminator }: Experiment,
  type: string,
): Finding[] {
  const given = [
    ...(unrolling ? ["unrolling"] : []),
    ...(penalties.length > 0 ? ["penalties"] : []),
  ];
  if (given[0] !== undefined) {
    return [
      errorAt(
        PATH,
        `${type} differentiates gradients once more; with ${given[0]} it would need third ` +
          "derivatives",
        `remove the adjustment or the ${given[0]}`,
      ),
    ];
  }
  const single = [generator, discriminator]
    .flatMap((network) => layersWithin(layersOf(network)))
    .map(({ layer }) => layer)
    .find(onceDifferentiable);
  return single
    ? [
        errorAt(
          PATH,
          `${type} needs second derivatives, which a ${single.type} layer does not have`,
          twiceDifferentiable(single),
        ),
      ]
    : [];
}

/** Competitive gradient descent is derived for zero-sum games and for gradient descent. */
function checkZeroSum({ objective, optimizer }: Experiment): Finding[] {
  const { loss, labelSmoothing, labelFlipping } = objective;
  if (!lossKind(loss).zeroSum) {
    const made = LOSSES.filter((other) => lossKind(other).zeroSum).join(" or ");
    return [
      errorAt(PATH, `competitive is made for zero-sum losses, not for ${loss}`, `use ${made}`),
    ];
  }
  if (labelSmoothing ?? labelFlipping) {
    const hint = "remove labelSmoothing and labelFlipping";
    return [errorAt(PATH, "with smoothed or flipped labels the game is not zero-sum", hint)];
  }
  const { generator, discriminator } = optimizer;
  const other = [generator, discriminator].find(({ type }) => type !== "sgd");
  return other
    ? [
        errorAt(
          PATH,
          `competitive computes whole steps from the learning rates, which ${other.type} would ` +
            "scale once more",
          'use { "type": "sgd" } for both networks',
        ),
      ]
    : [];
}
