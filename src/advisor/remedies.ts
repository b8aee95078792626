import { changeProblems } from "../experiment/changeable";
import { type Finding } from "../experiment/finding";
import { checkExperiment } from "../experiment/checks";
import { ADAPTIVE_OPTIMIZERS } from "../experiment/adaptive-optimizers";
import { isPictures, type Experiment, experimentSchema } from "../experiment/schema";
import { type Setting, withSettings } from "../experiment/settings";
import type { RemedyName } from "../shared/advisor/remedies";
import type { Remedy } from "../shared/advisor/verdict";
import type { VerdictKind } from "../shared/advisor/verdict-kinds";
import { lossKind } from "../shared/losses";

/*
 * What can be done about a verdict: one change, which the field recommends and the experiment takes.
 * Nothing here makes the updates of one player depend on the loss of the other: that is known not to
 * work (Chintala et al. 2016, How to Train a GAN, 11).
 */

/** A candidate: undefined where an experiment has it already, or it does not fit. */
type Candidate = (experiment: Experiment) => Remedy | undefined;

/** A rate is changed by this factor: enough to see, and seldom too much. */
const RATE_FACTOR = 4;
/** Rates that move nothing are raised by more, and at least to that of Radford et al. 2016. */
const IDLE_RATE_FACTOR = 10;
const USUAL_RATE = 2e-4;

/** From here on a step of an adaptive optimizer throws weights away, which are mostly smaller than it. */
const HUGE_RATE = 0.05;
/** The usual rate of Adam (Kingma and Ba 2015). */
const TAME_RATE = 1e-3;

const remedy = (name: RemedyName, set: Setting[]): Remedy => ({ name, set });

const rateOf = (
  { optimizer }: Experiment,
  network: "generator" | "discriminator",
): number | undefined => {
  const { learningRate } = optimizer[network];
  // A schedule is a plan that a person has made; it is not changed for them.
  return typeof learningRate === "number" ? learningRate : undefined;
};

const rateSetting = (network: "generator" | "discriminator", value: number): Setting => ({
  path: `optimizer.${network}.learningRate`,
  value: Number(value.toPrecision(3)),
});

/** Both rates changed alike. */
const bothRates =
  (name: RemedyName, next: (rate: number) => number): Candidate =>
  (experiment) => {
    const generator = rateOf(experiment, "generator");
    const discriminator = rateOf(experiment, "discriminator");
    if (!generator || !discriminator) return undefined;
    return remedy(name, [
      rateSetting("generator", next(generator)),
      rateSetting("discriminator", next(discriminator)),
    ]);
  };

/** Rates that no network can learn with. */
const lowerHugeRates: Candidate = (experiment) => {
  const { generator, discriminator } = experiment.optimizer;
  const isHuge = [generator, discriminator].some(
    ({ type, learningRate }) =>
      ADAPTIVE_OPTIMIZERS.has(type) &&
      typeof learningRate === "number" &&
      learningRate >= HUGE_RATE,
  );
  return isHuge
    ? bothRates("lowerRates", (rate) => Math.min(rate, TAME_RATE))(experiment)
    : undefined;
};

/** G's rate a quarter of D's; where it is that already, a quarter of itself. */
const lowerGeneratorRate: Candidate = (experiment) => {
  const generator = rateOf(experiment, "generator");
  const discriminator = rateOf(experiment, "discriminator");
  if (!generator || !discriminator) return undefined;
  const below = Math.min(generator, discriminator) / RATE_FACTOR;
  return remedy("lowerGeneratorRate", [rateSetting("generator", below)]);
};

/** D's rate as high as G's, where G is the faster one. */
const raiseToGeneratorRate: Candidate = (experiment) => {
  const generator = rateOf(experiment, "generator") ?? 0;
  const discriminator = rateOf(experiment, "discriminator") ?? Infinity;
  return generator > discriminator
    ? remedy("raiseToGeneratorRate", [rateSetting("discriminator", generator)])
    : undefined;
};

const raiseDiscriminatorRate: Candidate = (experiment) => {
  const rate = rateOf(experiment, "discriminator");
  return rate
    ? remedy("raiseDiscriminatorRate", [rateSetting("discriminator", rate * RATE_FACTOR)])
    : undefined;
};

/** The paper's weight for pictures; points have few numbers, and their gradients count for more. */
const R1_WEIGHT = { pictures: 10, points: 1 };

const addR1: Candidate = ({ objective, data }) => {
  if (objective.penalties.length > 0 || lossKind(objective.loss).needsBoundedSlope)
    return undefined;
  const weight = isPictures(data) ? R1_WEIGHT.pictures : R1_WEIGHT.points;
  return remedy("addR1", [{ path: "objective.penalties", value: [{ type: "r1", weight }] }]);
};

const addGradientPenalty: Candidate = ({ objective }) =>
  lossKind(objective.loss).needsBoundedSlope &&
  objective.penalties.length === 0 &&
  objective.weightClip === undefined
    ? remedy("addGradientPenalty", [
        { path: "objective.penalties", value: [{ type: "gradientPenalty", weight: 10 }] },
      ])
    : undefined;

const INSTANCE_NOISE = 0.1;

const addInstanceNoise: Candidate = ({ objective: { instanceNoise } }) =>
  instanceNoise === undefined
    ? remedy("addInstanceNoise", [{ path: "objective.instanceNoise", value: INSTANCE_NOISE }])
    : undefined;

const useNonSaturating: Candidate = ({ objective: { loss } }) =>
  loss === "minimax"
    ? remedy("useNonSaturating", [{ path: "objective.loss", value: "nonSaturating" }])
    : undefined;

/** D's input has another size with it, so that a run must be begun with it. */
const usePacking: Candidate = ({ objective: { packing } }) =>
  packing === 1
    ? { ...remedy("usePacking", [{ path: "objective.packing", value: 2 }]), fresh: true }
    : undefined;

const lowerRates = bothRates("lowerRates", (rate) => rate / RATE_FACTOR);
const raiseRates = bothRates("raiseRates", (rate) => Math.max(USUAL_RATE, IDLE_RATE_FACTOR * rate));

/** Of a collapse, and of one of which some modes are left. */
const AGAINST_COLLAPSE: readonly Candidate[] = [
  lowerHugeRates,
  addGradientPenalty,
  raiseToGeneratorRate,
  addR1,
  addInstanceNoise,
  usePacking,
];

/** What helps, the best first. */
const CANDIDATES: Record<VerdictKind, readonly Candidate[]> = {
  diverged: [addGradientPenalty, lowerRates],
  gradientsExplode: [addGradientPenalty, lowerRates],
  gradientVanishes: [lowerHugeRates, useNonSaturating, addR1, addInstanceNoise],
  discriminatorWins: [lowerHugeRates, useNonSaturating, addR1, addInstanceNoise],
  discriminatorLags: [raiseToGeneratorRate, lowerGeneratorRate],
  discriminatorCannotLearn: [raiseDiscriminatorRate],
  oscillates: [addGradientPenalty, raiseToGeneratorRate, addR1, lowerGeneratorRate],
  spikes: [addGradientPenalty, lowerRates],
  ratesDoNothing: [raiseRates],
  collapsed: AGAINST_COLLAPSE,
  modesMissing: AGAINST_COLLAPSE,
  recallFalls: [raiseToGeneratorRate, addR1, usePacking],
  farFromEquilibrium: [lowerHugeRates, raiseToGeneratorRate, addR1, lowerRates],
  // No change of a branch unlearns examples: what may help is in verdict-kinds.ts.
  memorises: [],
  discriminatorOverfits: [addR1, addInstanceNoise],
};

/**
 * The one change that is proposed for a verdict: the first that the experiment does not have yet,
 * that can be made, and about which its checks have nothing to say. Undefined where there is none.
 *
 * @param now what the run trains now
 */
export function remedyFor(kind: VerdictKind, now: Experiment): Remedy | undefined {
  for (const candidate of CANDIDATES[kind]) {
    const found = candidate(now);
    if (found && (found.fresh ? isSound(now, found) : isPossible(now, found))) return found;
  }
  return undefined;
}

const isPossible = (now: Experiment, found: Remedy): boolean =>
  changeProblems(now, found.set, now.training.steps).length === 0 && isSound(now, found);

/** Whether the checks of a config find nothing that they have not found before. */
function isSound(now: Experiment, { set }: Remedy): boolean {
  const next = withSettings(JSON.stringify(now), set);
  const parsed = experimentSchema.safeParse(JSON.parse(next));
  if (!parsed.success) return false;
  const messages = (findings: readonly Finding[]) => findings.map(({ message }) => message);
  const known = new Set(messages(checkExperiment(now)));
  return messages(checkExperiment(parsed.data)).every((message) => known.has(message));
}
