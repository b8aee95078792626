import type { SignalName } from "../shared/advisor/signals";
import type { Evidence, Sighting } from "../shared/advisor/verdict";
import { comparisonKey } from "../shared/evaluation/provenance";
import type { Evaluation } from "../shared/run/run";

/* What a run's evaluations say of it, whichever of them its config asks for. */

type EvaluationRule = (
  evaluations: readonly Evaluation[],
  dRealAt: (step: number) => number | undefined,
) => Sighting | undefined;

/** A value of a figure at a step. */
interface Point {
  step: number;
  value: number;
}

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

/** Figures that show by themselves that parts of the data are not made. */
const MISSING: readonly { figure: string; signal: SignalName; limit: number; sure: number }[] = [
  { figure: "missingBins", signal: "missingBins", limit: 0.4, sure: 0.5 },
  { figure: "classKl", signal: "classKl", limit: 0.35, sure: 0.7 },
];
/** A G that has hardly learnt makes few different samples, too. */
const EARLY_EVALUATIONS = 2;

/** Bins or classes of the data are missing among the samples, twice in a row. */
const modesMissing: EvaluationRule = (evaluations) => {
  const evidence = MISSING.flatMap(({ figure, signal, limit }): Evidence[] => {
    const points = course(evaluations, figure);
    const last = points.slice(-2);
    if (points.length <= EARLY_EVALUATIONS || last.some(({ value }) => value <= limit)) return [];
    const { value, step } = last[1]!;
    return [{ signal, value, limit, is: "above", from: last[0]!.step, to: step }];
  });
  const [first] = evidence;
  if (!first) return undefined;
  const isSure = evidence.some(({ signal, value }) =>
    MISSING.some((one) => one.signal === signal && value > one.sure),
  );
  return {
    kind: "modesMissing",
    since: first.from,
    certainty: isSure ? "sure" : "likely",
    evidence,
  };
};

const SIMILAR = { excess: 0.15, sureExcess: 0.3 };

/** Two samples are much more alike than two examples of the data, twice in a row. */
const samplesAlike: EvaluationRule = (evaluations) => {
  const excesses = evaluations.flatMap(({ step, results: { msSsim } }): Point[] =>
    typeof msSsim?.noiseFloor === "number"
      ? [{ step, value: msSsim.value - msSsim.noiseFloor }]
      : [],
  );
  const last = excesses.slice(-2);
  if (excesses.length <= EARLY_EVALUATIONS) return undefined;
  if (last.some(({ value }) => !(value > SIMILAR.excess))) return undefined;
  const { value, step } = last[1]!;
  const at = { from: last[0]!.step, to: step };
  return {
    kind: "modesMissing",
    since: at.from,
    certainty: value > SIMILAR.sureExcess ? "sure" : "likely",
    evidence: [{ signal: "similarity", value, limit: SIMILAR.excess, is: "above", ...at }],
  };
};

const DUPLICATES = { share: 0.2, sureShare: 0.5 };

/** Many samples are all but the same as another, twice in a row. */
const duplicates: EvaluationRule = (evaluations) => {
  const points = course(evaluations, "duplicates");
  const last = points.slice(-2);
  if (points.length <= EARLY_EVALUATIONS) return undefined;
  if (last.some(({ value }) => value <= DUPLICATES.share)) return undefined;
  const { value, step } = last[1]!;
  const at = { from: last[0]!.step, to: step };
  return {
    kind: "collapsed",
    since: at.from,
    certainty: value > DUPLICATES.sureShare ? "sure" : "likely",
    evidence: [{ signal: "duplicates", value, limit: DUPLICATES.share, is: "above", ...at }],
  };
};

const OVERFITS = { gap: 0.2, sureGap: 0.4 };

/**
 * D's mean for the examples that it trains with is far above that for examples of the same data
 * which it has not seen, twice in a row and more than before.
 */
const discriminatorOverfits: EvaluationRule = (evaluations, dRealAt) => {
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

const EVALUATION_RULES = [
  duplicates,
  samplesAlike,
  modesMissing,
  recallFalls,
  discriminatorOverfits,
];

/**
 * What the evaluations so far show, the last of them just made.
 *
 * @param dRealAt the mean of D(x) over the training rows of the window that holds a step
 */
export const lookAtEvaluations: (...args: Parameters<EvaluationRule>) => Sighting[] = (
  evaluations,
  dRealAt,
) => EVALUATION_RULES.map((rule) => rule(evaluations, dRealAt)).filter((one) => one !== undefined);
