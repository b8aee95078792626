import { checkAdjustment } from "./adjustment-checks";
import { onceDifferentiable, twiceDifferentiable } from "./differentiability";
import { errorAt, type Finding, warningAt } from "./finding";
import { layersWithin } from "./layers-within";
import { turningSteps } from "./schedule-checks";
import { valueAt } from "./schedules";
import { CROSS_ENTROPIES, LOSSES, lossKind } from "../shared/losses";
import { type Experiment, type Layer, layersOf } from "./schema";

/* Checks of a config: parts of the objective and of the training that do not go together. */

/** Parts of the objective and of the training that do not go together, or not well. */
export function checkObjective(experiment: Experiment): Finding[] {
  return [
    ...checkLabels(experiment),
    ...checkLipschitz(experiment),
    ...checkPenalties(experiment),
    ...checkTraining(experiment),
    ...checkAdjustment(experiment),
  ];
}

type LabelSmoothing = NonNullable<Experiment["objective"]["labelSmoothing"]>;

function checkLabels({ objective, training }: Experiment): Finding[] {
  const { loss, labelSmoothing, labelFlipping } = objective;
  const given = [
    ...(labelSmoothing ? ["labelSmoothing"] : []),
    ...(labelFlipping === undefined ? [] : ["labelFlipping"]),
  ];
  if (!lossKind(loss).labels) {
    return given.map((name) => ({
      ...errorAt(
        ["objective", name],
        `the loss ${loss} has no labels, hence no ${name}`,
        `remove it, or use one of the losses ${CROSS_ENTROPIES.join(", ")}`,
      ),
      removable: true,
    }));
  }
  return labelSmoothing ? checkSmoothing(labelSmoothing, training.steps) : [];
}

/** Labels of real samples that come to lie below those of generated ones. */
function checkSmoothing({ real, generated }: LabelSmoothing, steps: number): Finding[] {
  const turns = [0, ...turningSteps(real), ...turningSteps(generated), steps - 1];
  const crossed = turns
    .filter((step) => step < steps)
    .sort((a, b) => a - b)
    .find((step) => 1 - valueAt(real, step) <= valueAt(generated, step));
  if (crossed === undefined) return [];
  const label = (value: number) => Number(value.toPrecision(6));
  const always = typeof real === "number" && typeof generated === "number";
  return [
    errorAt(
      ["objective", "labelSmoothing"],
      `the label of real samples, ${label(1 - valueAt(real, crossed))}, is not above that ` +
        "of generated ones, " +
        `${label(valueAt(generated, crossed))}${always ? "" : `, at step ${crossed}`}`,
      "make real and generated smaller: mostly 0.1 and 0",
    ),
  ];
}

/**
 * A Wasserstein critic needs a bound on its slope, and no other loss is made for clipped weights.
 */
function checkLipschitz({
  objective: { loss, weightClip, penalties },
  discriminator,
}: Experiment): Finding[] {
  const { needsBoundedSlope } = lossKind(loss);
  if (weightClip !== undefined && !needsBoundedSlope) {
    const made = LOSSES.filter((other) => lossKind(other).needsBoundedSlope).join(", ");
    const clip = errorAt(
      ["objective", "weightClip"],
      `weightClip belongs to the loss ${made}, not to ${loss}`,
      "remove it; the penalties go with every loss",
    );
    return [{ ...clip, removable: true }];
  }
  if (!needsBoundedSlope) return [];
  if (weightClip !== undefined && penalties.length > 0) {
    return [
      warningAt(
        ["objective", "weightClip"],
        "clipped weights and a penalty bound the critic twice",
        "use one of them; mostly the gradientPenalty",
      ),
    ];
  }
  const bounded =
    weightClip !== undefined ||
    penalties.length > 0 ||
    discriminator.module !== undefined ||
    layersOf(discriminator).some((layer) => JSON.stringify(layer).includes('"spectral'));
  if (bounded) return [];
  const unbounded = warningAt(
    ["objective", "loss"],
    "nothing bounds the critic's slope, so that its loss falls without end",
    'add "penalties": [{ "type": "gradientPenalty" }], or "weightClip": 0.01',
  );
  return [
    {
      ...unbounded,
      fix: {
        title: "Add the gradientPenalty",
        set: [{ path: ["objective", "penalties"], value: [{ type: "gradientPenalty" }] }],
      },
    },
  ];
}

const mixesSamples = (layer: Layer): boolean =>
  layer.type === "batchNorm" || layer.type === "minibatchStddev";

function checkPenalties({
  objective: { penalties, unrolling },
  discriminator,
}: Experiment): Finding[] {
  if (unrolling && penalties.length > 0) {
    return [
      errorAt(
        ["objective", "unrolling"],
        "G's gradient through an unrolled D with a gradient penalty would need third derivatives",
        "remove the unrolling or the penalties",
      ),
    ];
  }
  const layers = layersWithin(layersOf(discriminator));
  const mixing = layers.map(({ layer }) => layer).find(mixesSamples);
  const single = layers.map(({ layer }) => layer).find(onceDifferentiable);
  if (single && (unrolling || penalties.length > 0)) {
    return [
      errorAt(
        ["objective", unrolling ? "unrolling" : "penalties"],
        `it needs second derivatives, which D's ${single.type} layer does not have`,
        twiceDifferentiable(single),
      ),
    ];
  }
  return mixing ? penalties.map((one, i) => mixedSamples(one.type, i, mixing, layers)) : [];
}

/** A penalty on a D in which a sample's output depends on the others of its batch. */
function mixedSamples(
  penalty: string,
  place: number,
  mixing: Layer,
  layers: ReturnType<typeof layersWithin>,
): Finding {
  const batchNorms = layers.filter(({ layer }) => layer.type === "batchNorm");
  return {
    ...warningAt(
      ["objective", "penalties", place, "type"],
      `${penalty} punishes the gradient at each sample, but D has a ${mixing.type} layer, ` +
        "in which a sample's output depends on the others of its batch",
      `leave ${mixing.type} out of the discriminator`,
    ),
    ...(mixing.type === "batchNorm"
      ? {
          fix: {
            title: "Use layerNorm in D, as Gulrajani et al. 2017 do",
            set: batchNorms.map(({ path }) => ({
              path: ["discriminator", ...path],
              value: { type: "layerNorm" },
            })),
          },
        }
      : {}),
  };
}

function checkTraining({ training: { steps, pretrainDiscriminator } }: Experiment): Finding[] {
  return pretrainDiscriminator >= steps
    ? [
        warningAt(
          ["training", "pretrainDiscriminator"],
          `G is not trained at all in ${steps} steps`,
          "train more steps, or fewer of them D alone",
        ),
      ]
    : [];
}
