import type { PastTrial, Pruner, Report } from "../outcome/history";
import type { PruneSettings } from "../schema";

export type HalvingSettings = Omit<Extract<PruneSettings, { type: "asha" }>, "type">;

/**
 * Asynchronous successive halving (Li et al. 2020, "A System for Massively Parallel Hyperparameter
 * Tuning") as Optuna's `SuccessiveHalvingPruner` decides it: at rung r, after
 * `minResource * reductionFactor ** (minEarlyStoppingRate + r)` steps, a trial goes on if its loss
 * is among the best `1 / reductionFactor` of all that came to this rung, and at least the best of
 * them. A loss of NaN is pruned.
 *
 * Optuna keeps in its storage what each trial had at each rung; here that follows from the reports,
 * so that any worker decides alike. One case stays open: where one report passes several rungs and
 * the trial is pruned by it, the reports do not say at which. It then counts at the first of them.
 */
export function halvingPruner(settings: HalvingSettings): Pruner {
  return (trial, others) => {
    const minResource = minResourceOf(settings.minResource, others);
    const report = trial.reports.at(-1);
    if (minResource === undefined || !report) return false;
    const stepOf = (rung: number): number =>
      minResource * settings.reductionFactor ** (settings.minEarlyStoppingRate + rung);
    const before = passedRungs(trial.reports.slice(0, -1), stepOf);
    if (report.step < stepOf(before.length)) return false;
    const rivals = others.map((other) => rungsOf(other, stepOf));
    for (let rung = before.length; report.step >= stepOf(rung); rung++) {
      if (Number.isNaN(report.loss)) return true;
      const competing = rivals.flatMap((losses) => losses[rung] ?? []);
      if (!isPromoted(report.loss, [...competing, report.loss], settings)) return true;
    }
    return false;
  };
}

/**
 * Steps to the first rung; undefined where they are not known yet. `auto` is a hundredth of the
 * longest complete trial's, as Optuna has it, but no less than the first evaluation's: a report
 * that passes several rungs at once would be judged at each of them, and few would be left.
 */
export function minResourceOf(
  setting: number | "auto",
  others: readonly PastTrial[],
): number | undefined {
  if (setting !== "auto") return setting;
  const complete = others.filter(({ state }) => state === "complete");
  const first = complete.flatMap(({ reports }) => reports.slice(0, 1));
  const last = complete.flatMap(({ reports }) => reports.slice(-1));
  if (last.length === 0) return undefined;
  const longest = Math.max(...last.map(({ step }) => step));
  return Math.max(Math.floor(longest / 100), Math.min(...first.map(({ step }) => step)), 1);
}

/** A trial's loss at each rung that it has come to. */
function rungsOf({ reports, state }: PastTrial, stepOf: (rung: number) => number): number[] {
  if (state !== "pruned") return passedRungs(reports, stepOf);
  const before = passedRungs(reports.slice(0, -1), stepOf);
  const report = reports.at(-1);
  const came = report && !Number.isNaN(report.loss) && report.step >= stepOf(before.length);
  return came ? [...before, report.loss] : before;
}

/** The loss at each rung of a trial that went on after all these reports. */
function passedRungs(reports: readonly Report[], stepOf: (rung: number) => number): number[] {
  const losses: number[] = [];
  for (const { step, loss } of reports)
    while (step >= stepOf(losses.length) && !Number.isNaN(loss)) losses.push(loss);
  return losses;
}

/** @param competing all losses at the rung, the trial's own among them */
function isPromoted(
  loss: number,
  competing: readonly number[],
  { reductionFactor, bootstrapCount }: HalvingSettings,
): boolean {
  if (competing.length <= bootstrapCount) return false;
  const count = Math.max(Math.floor(competing.length / reductionFactor), 1);
  const better = competing.filter((other) => other < loss).length;
  return better < count;
}
