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

const CLASSES = { share: 0.3, sureShare: 0.5 };

/** A classifier finds few of the data's classes among the samples, twice in a row. */
const classesMissing: EvaluationRule = (evaluations) => {
  const last = evaluations.filter(({ results }) => results.classesCovered).slice(-2);
  if (last.length < 2) return undefined;
  const shares = last.map(({ results: { classesCovered } }) => {
    const of = Number(classesCovered!.settings.of);
    return 1 - classesCovered!.value / of;
  });
  if (!shares.every((share) => share >= CLASSES.share)) return undefined;
  const value = shares.at(-1)!;
  const at = { from: last[0]!.step, to: last[1]!.step };
  return {
    kind: "modesMissing",
    since: at.from,
    certainty: value >= CLASSES.sureShare ? "sure" : "likely",
    evidence: [{ signal: "classesMissing", value, limit: CLASSES.share, is: "above", ...at }],
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

const EVALUATION_RULES = [recallFalls, classesMissing, discriminatorOverfits];

/**
 * What the evaluations so far show, the last of them just made.
 *
 * @param dRealAt the mean of D(x) over the training rows of the window that holds a step
 */
export const lookAtEvaluations: (...args: Parameters<EvaluationRule>) => Sighting[] = (
  evaluations,
  dRealAt,
) => EVALUATION_RULES.map((rule) => rule(evaluations, dRealAt)).filter((one) => one !== undefined);
