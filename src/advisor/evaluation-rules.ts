import type { SignalName } from "../shared/advisor/signals";
import type { Evidence, Sighting } from "../shared/advisor/verdict";
import { comparisonKey } from "../shared/evaluation/provenance";
import type { Evaluation } from "../shared/run/run";
import { type Point, stillLearns } from "./learning";

/* What a run's evaluations say of it, whichever of them its config asks for. */

/** What the evaluations of a run are looked at with. */
export interface EvaluationFacts {
  /** D's loss where it tells nothing apart; undefined of one that has no scale. */
  blindLoss: number | undefined;
  /** Whether the first part of the run is over, and pictures, if there are any, show that G learns. */
  hasBegun: boolean;
  /** Those that the config asks for. */
  steps: number;
  /** The evaluations since the run's settings were last changed. */
  sameGame: readonly Evaluation[];
  /** The mean of D(x) over the training rows of the window that holds a step. */
  dRealAt: (step: number) => number | undefined;
}

type EvaluationRule = (
  evaluations: readonly Evaluation[],
  facts: EvaluationFacts,
) => Sighting | undefined;

/** The values of a figure that can be compared with its last one. */
function course(evaluations: readonly Evaluation[], name: string): Point[] {
  const figures = evaluations.flatMap(({ step, results }) => {
    const figure = results[name];
    return figure && Number.isFinite(figure.value) ? [{ step, figure }] : [];
  });
  const last = figures.at(-1);
  if (!last) return [];
  const key = comparisonKey(last.figure.settings);
  return figures
    .filter(({ figure }) => comparisonKey(figure.settings) === key)
    .map(({ step, figure }) => ({ step, value: figure.value }));
}

const best = (points: readonly Point[]): Point =>
  points.reduce((a, b) => (b.value > a.value ? b : a));

const FALLS = { drop: 0.2, sureDrop: 0.4, kept: 0.95, least: 0.1 };

/** The pairs of what says how much of the data is covered, and how good samples are. */
const VARIETY = [
  { variety: "recall", quality: "precision", signal: "recallDrop" },
  { variety: "coverage", quality: "density", signal: "coverageDrop" },
] as const;

/**
 * Recall or coverage has lost a fifth of its best value twice in a row, while what says how good
 * samples are has held.
 */
const recallFalls: EvaluationRule = (evaluations) => {
  const evidence = VARIETY.flatMap(({ variety, quality, signal }): Evidence[] => {
    const points = course(evaluations, variety);
    const goodness = course(evaluations, quality);
    if (points.length < 3 || goodness.length < 3) return [];
    const top = best(points);
    const drops = points.slice(-2).map(({ value }) => 1 - value / top.value);
    const then = goodness.find(({ step }) => step === top.step);
    const now = goodness.at(-1)!;
    const holds = then !== undefined && now.value >= FALLS.kept * then.value;
    if (!holds || top.value < FALLS.least || drops.some((drop) => drop <= FALLS.drop)) return [];
    const at = { from: top.step, to: points.at(-1)!.step };
    return [{ signal, value: drops.at(-1)!, limit: FALLS.drop, is: "above", ...at }];
  });
  const [first] = evidence;
  if (!first) return undefined;
  const isSure = evidence.some(({ value }) => value > FALLS.sureDrop);
  return {
    kind: "recallFalls",
    since: first.from,
    certainty: isSure ? "sure" : "likely",
    evidence,
  };
};

/** A figure that shows by itself that parts of the data are not made. */
interface MissingFigure {
  figure: string;
  signal: SignalName;
  limit: number;
  is: Evidence["is"];
  sure: number;
}

const MISSING: readonly MissingFigure[] = [
  { figure: "missingBins", signal: "missingBins", limit: 0.4, is: "above", sure: 0.5 },
  { figure: "classKl", signal: "classKl", limit: 0.35, is: "above", sure: 0.7 },
  // Three of ten even classes that are missing make it 0.845, and half of them 0.7.
  { figure: "classEntropy", signal: "classEntropy", limit: 0.85, is: "below", sure: 0.7 },
];

const isPast = (value: number, limit: number, is: Evidence["is"]): boolean =>
  is === "above" ? value > limit : value < limit;

/** A G that has hardly learnt makes few different samples, too. */
const EARLY_EVALUATIONS = 2;

/** Bins or classes of the data are missing among the samples, twice in a row. */
const modesMissing: EvaluationRule = (evaluations, { hasBegun, steps }) => {
  if (!hasBegun) return undefined;
  const passed = MISSING.flatMap((one) => {
    const points = course(evaluations, one.figure);
    const last = points.slice(-2);
    const isMissing =
      points.length > EARLY_EVALUATIONS &&
      last.every(({ value }) => isPast(value, one.limit, one.is)) &&
      !stillLearns(points, one, steps);
    return isMissing ? [{ one, first: last[0]!, now: last[1]! }] : [];
  });
  const [earliest] = passed;
  if (!earliest) return undefined;
  return {
    kind: "modesMissing",
    since: earliest.first.step,
    certainty: passed.some(({ one, now }) => isPast(now.value, one.sure, one.is))
      ? "sure"
      : "likely",
    evidence: passed.map(({ one: { signal, limit, is }, first, now }) => ({
      signal,
      value: now.value,
      limit,
      is,
      from: first.step,
      to: now.step,
    })),
  };
};

const SIMILAR = { excess: 0.15, sureExcess: 0.3 };

interface Mark {
  kind: Sighting["kind"];
  signal: SignalName;
  limit: number;
  /** Above it the verdict is sure. */
  sure: number;
}

/** Says that the last two values of a figure are above its limit; of the first few it says nothing. */
function aboveTwice(
  points: readonly Point[],
  { kind, signal, limit, sure }: Mark,
): Sighting | undefined {
  const last = points.slice(-2);
  if (points.length <= EARLY_EVALUATIONS) return undefined;
  if (last.some(({ value }) => !(value > limit))) return undefined;
  const { value, step } = last[1]!;
  const at = { from: last[0]!.step, to: step };
  return {
    kind,
    since: at.from,
    certainty: value > sure ? "sure" : "likely",
    evidence: [{ signal, value, limit, is: "above", ...at }],
  };
}

/** Two samples are much more alike than two examples of the data, twice in a row. */
const samplesAlike: EvaluationRule = (evaluations, { hasBegun }) => {
  if (!hasBegun) return undefined;
  const excesses = evaluations.flatMap(({ step, results: { msSsim } }): Point[] =>
    typeof msSsim?.noiseFloor === "number"
      ? [{ step, value: msSsim.value - msSsim.noiseFloor }]
      : [],
  );
  return aboveTwice(excesses, {
    kind: "modesMissing",
    signal: "similarity",
    limit: SIMILAR.excess,
    sure: SIMILAR.sureExcess,
  });
};

/**
 * Two runs that were well had shares of 0.30 and 0.34 for a time: a G that puts points of the plane on
 * few curves repeats some of them.
 */
const DUPLICATES = { share: 0.5, sureShare: 0.8 };

/** Most samples are all but the same as another, twice in a row, and G does not still learn others. */
const duplicates: EvaluationRule = (evaluations, { hasBegun, steps }) => {
  const points = course(evaluations, "duplicates");
  const isWaitedFor = stillLearns(points, { limit: DUPLICATES.share, is: "above" }, steps);
  if (!hasBegun || isWaitedFor) return undefined;
  return aboveTwice(points, {
    kind: "collapsed",
    signal: "duplicates",
    limit: DUPLICATES.share,
    sure: DUPLICATES.sureShare,
  });
};

const OVERFITS = { gap: 0.2, sureGap: 0.4 };

/**
 * D's mean for the examples that it trains with is far above that for examples of the same data
 * which it has not seen, twice in a row and more than before.
 */
const discriminatorOverfits: EvaluationRule = (evaluations, { dRealAt }) => {
  const gaps = evaluations.flatMap(({ step, results: { meanDReal } }): Point[] => {
    const trained = dRealAt(step);
    const isHeldOut =
      meanDReal?.settings.seenInTraining !== true &&
      meanDReal?.settings.rows !== "drawn afresh" &&
      meanDReal?.settings.output === "probability";
    return isHeldOut && trained !== undefined ? [{ step, value: trained - meanDReal.value }] : [];
  });
  const last = gaps.slice(-2);
  if (last.length < 2 || last.some(({ value }) => value < OVERFITS.gap)) return undefined;
  const { value, step } = last[1]!;
  if (gaps.length > 2 && value < gaps[0]!.value) return undefined;
  const at = { from: last[0]!.step, to: step };
  return {
    kind: "discriminatorOverfits",
    since: at.from,
    certainty: value > OVERFITS.sureGap ? "sure" : "likely",
    evidence: [{ signal: "heldOutGap", value, limit: OVERFITS.gap, is: "above", ...at }],
  };
};

/**
 * In D's loss where it tells nothing apart. Of well runs the gap was at 0.18 at most by cross
 * entropies, 0.25 by hinge and 0.35 by relativistic pairs; of ill ones at 0.5 at least.
 */
const FAR = { gap: 0.4, sureGap: 1, falls: 0.8 };

/**
 * The duality gap, which is 0 at an equilibrium, is a large part of what D's loss is where it tells
 * nothing apart, twice in a row, and does not fall below what it was before. Such a loss, and with
 * it a scale of the gap, have those with a target or a margin; a Wasserstein critic's has none.
 */
const farFromEquilibrium: EvaluationRule = (_, { sameGame, blindLoss }) => {
  const points = course(sameGame, "dualityGap");
  const last = points.slice(-2);
  if (blindLoss === undefined || points.length <= EARLY_EVALUATIONS) return undefined;
  const least = Math.min(...points.slice(0, -1).map(({ value }) => value));
  const { value, step } = last[1]!;
  const isFar = last.every((point) => point.value > FAR.gap * blindLoss);
  if (!isFar || value < FAR.falls * least) return undefined;
  const at = { from: last[0]!.step, to: step };
  return {
    kind: "farFromEquilibrium",
    since: at.from,
    certainty: last.every((point) => point.value > FAR.sureGap * blindLoss) ? "sure" : "likely",
    evidence: [{ signal: "dualityGap", value, limit: FAR.gap * blindLoss, is: "above", ...at }],
  };
};

const EVALUATION_RULES = [
  duplicates,
  samplesAlike,
  modesMissing,
  recallFalls,
  farFromEquilibrium,
  discriminatorOverfits,
];

/** What the evaluations so far show, the last of them just made. */
export const lookAtEvaluations = (
  evaluations: readonly Evaluation[],
  facts: EvaluationFacts,
): Sighting[] =>
  EVALUATION_RULES.map((rule) => rule(evaluations, facts)).filter((one) => one !== undefined);
