import type { PastTrial, Pruner, Report } from "../outcome/history";
import type { PruneSettings } from "../schema";

type MedianSettings = Extract<PruneSettings, { type: "median" }>;

/**
 * The median stopping rule (Golovin et al. 2017, "Google Vizier", section 3.2.2) as Optuna has it:
 * a trial is pruned if the least loss of all its reports is greater than the median loss of the
 * complete trials at the same step. A trial whose losses are all NaN is pruned.
 */
export function medianPruner(settings: MedianSettings): Pruner {
  return (trial, others) => {
    const complete = others.filter(({ state }) => state === "complete");
    if (complete.length === 0 || complete.length < settings.startupTrials) return false;
    const report = trial.reports.at(-1);
    if (!report || !isJudged(trial.reports, report.step, settings)) return false;
    const losses = trial.reports.map(({ loss }) => loss).filter((loss) => !Number.isNaN(loss));
    if (losses.length === 0) return true;
    const there = lossesAt(report.step, complete);
    if (there.length < settings.minTrials) return false;
    const middle = median(there);
    return middle !== undefined && Math.min(...losses) > middle;
  };
}

/** Whether a step is beyond the warm-up, and its report the first of its interval. */
function isJudged(
  reports: readonly Report[],
  step: number,
  { warmupSteps, intervalSteps }: MedianSettings,
): boolean {
  if (step < warmupSteps) return false;
  const start = step - ((step - warmupSteps) % intervalSteps);
  const before = reports.at(-2);
  return before === undefined || before.step < start;
}

function lossesAt(step: number, trials: readonly PastTrial[]): number[] {
  return trials.flatMap(({ reports }) =>
    reports.filter((report) => report.step === step).map(({ loss }) => loss),
  );
}

/**
 * The median of the losses that are numbers; of an even count the middle between two, as NumPy
 * rounds it. Where one of the two is infinite it is the greater one, where NumPy has NaN.
 */
function median(losses: readonly number[]): number | undefined {
  const sorted = losses.filter((loss) => !Number.isNaN(loss)).sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) return undefined;
  return Number.isFinite(upper) && Number.isFinite(lower) ? upper - (upper - lower) / 2 : upper;
}
