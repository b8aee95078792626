import type { PastTrial } from "../../history";

/** Trials that count as good, and all others, both by ascending numbers. */
export interface Split {
  below: PastTrial[];
  above: PastTrial[];
}

/**
 * Divides trials as Optuna 5.0.0 does: complete trials by their loss, then pruned ones, the
 * longest first and among those as long the better first; the first `count` are below. Trials that
 * still run are above: so the next trial keeps away from them (the constant liar).
 */
export function splitTrials(trials: readonly PastTrial[], count: number): Split {
  const complete = trials.filter(({ state }) => state === "complete");
  const pruned = trials.filter(({ state }) => state === "pruned");
  const running = trials.filter(({ state }) => state === "running");
  const ranked = [...sortedBy(complete, completeScore), ...sortedBy(pruned, prunedScore)];
  return {
    below: byNumber(ranked.slice(0, count)),
    above: byNumber([...ranked.slice(count), ...running]),
  };
}

function completeScore({ losses }: PastTrial): [number, number] {
  return [orWorst(losses?.[0]), 0];
}

function prunedScore({ reports }: PastTrial): [number, number] {
  const last = reports.at(-1);
  return last ? [-last.step, orWorst(last.loss)] : [1, 0];
}

function orWorst(loss: number | undefined): number {
  return loss === undefined || Number.isNaN(loss) ? Infinity : loss;
}

/** Sorts by a pair of numbers; equal ones keep their order. */
function sortedBy(
  trials: readonly PastTrial[],
  score: (trial: PastTrial) => [number, number],
): PastTrial[] {
  return trials
    .map((trial) => ({ trial, score: score(trial) }))
    .sort(({ score: [a, b] }, { score: [c, d] }) => compare(a, c) || compare(b, d))
    .map(({ trial }) => trial);
}

/** Infinity equals Infinity, whose difference is not a number. */
function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function byNumber(trials: readonly PastTrial[]): PastTrial[] {
  return [...trials].sort((a, b) => a.number - b.number);
}
