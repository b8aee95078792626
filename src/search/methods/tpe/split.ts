import type { PastTrial } from "../../outcome/history";
import { bestByFronts } from "./fronts";

/** Trials that count as good, and all others, both by ascending numbers. */
export interface Split {
  below: PastTrial[];
  above: PastTrial[];
}

/**
 * Divides trials as Optuna 5.0.0 does: complete trials by their loss, then pruned ones, the
 * longest first and among those as long the better first; the first `count` are below. Complete
 * trials with two losses are chosen by their fronts. Trials that still run are above: so the next
 * trial keeps away from them (the constant liar).
 */
export function splitTrials(trials: readonly PastTrial[], count: number): Split {
  const running = trials.filter(({ state }) => state === "running");
  const ended = trials.filter(({ state }) => state === "complete" || state === "pruned");
  const ranked = rankedTrials(ended, 0);
  const complete = ended.filter(({ state }) => state === "complete");
  const best = hasObjectives(complete) ? bestFronts(complete, count) : [];
  const isBest = new Set(best);
  const order = [...best, ...ranked.filter((trial) => !isBest.has(trial))];
  return {
    below: byNumber(order.slice(0, count)),
    above: byNumber([...order.slice(count), ...running]),
  };
}

/** Whether trials have two losses or more. */
export function hasObjectives(trials: readonly PastTrial[]): boolean {
  return trials.some(({ losses = [] }) => losses.length > 1);
}

function bestFronts(complete: readonly PastTrial[], count: number): PastTrial[] {
  const losses = complete.map((trial) => (trial.losses ?? []).map(orWorst));
  return bestByFronts(losses, count).flatMap((place) => complete[place] ?? []);
}

/** Complete and pruned trials, the better one first. @param objective which of the losses */
export function rankedTrials(trials: readonly PastTrial[], objective: number): PastTrial[] {
  return trials
    .map((trial) => ({ trial, score: scoreOf(trial, objective) }))
    .sort((a, b) => compareScores(a.score, b.score))
    .map(({ trial }) => trial);
}

/** Orders complete and pruned trials, the better one first. @param objective which of the losses */
export function compareTrials(objective: number): (a: PastTrial, b: PastTrial) => number {
  return (a, b) => compareScores(scoreOf(a, objective), scoreOf(b, objective));
}

type Score = readonly [kind: number, first: number, second: number];

const compareScores = (a: Score, b: Score): number =>
  compare(a[0], b[0]) || compare(a[1], b[1]) || compare(a[2], b[2]);

/** Numbers that are compared one after another, less being better. */
function scoreOf({ state, losses, reports }: PastTrial, objective: number): Score {
  if (state === "complete") return [0, orWorst(losses?.[objective]), 0];
  const last = reports.at(-1);
  return last ? [1, -last.step, orWorst(last.loss)] : [1, 1, 0];
}

function orWorst(loss: number | undefined): number {
  return loss === undefined || Number.isNaN(loss) ? Infinity : loss;
}

/** Infinity equals Infinity, whose difference is not a number. */
function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function byNumber(trials: readonly PastTrial[]): PastTrial[] {
  return [...trials].sort((a, b) => a.number - b.number);
}
