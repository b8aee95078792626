import type { ObjectiveView } from "../../shared/study/study-view";
import type { PastTrial, Report } from "./history";
import { undominated } from "../methods/pareto";
import type { Point } from "../space/space";

/*
 * From the evaluations of a trial's runs to what the trial is worth. What methods and pruners see
 * are losses, of which less is better.
 */

/** What a search makes small or large. */
export type Objective = Pick<ObjectiveView, "measure" | "direction" | "take" | "over">;

/** For each objective its figure at a step; null where it is no finite number. */
export type Figures = readonly (number | null)[];

/** What a run has come to, as far as its objectives are concerned. */
export interface RunOutcome {
  state: "waiting" | "running" | "finished" | "diverged" | "failed";
  reports: ReadonlyMap<number, Figures>;
}

/** A figure as a loss, and back. */
const signed = ({ direction }: Pick<Objective, "direction">, value: number): number =>
  direction === "least" ? value : -value;

const lossOf = (objective: Objective, figure: number | null | undefined): number =>
  typeof figure === "number" && Number.isFinite(figure) ? signed(objective, figure) : NaN;

/**
 * A run's loss: of its last evaluation or its best one. What diverged, or could not be evaluated,
 * is the worst.
 */
export function lossOfRun(
  objectives: readonly Objective[],
  index: number,
  run: RunOutcome,
): number {
  const objective = objectives[index];
  if (!objective || run.state === "diverged") return Infinity;
  const steps = [...run.reports.keys()].sort((a, b) => a - b);
  const losses = steps.map((step) => lossOf(objective, run.reports.get(step)?.[index]));
  const loss =
    objective.take === "last"
      ? (losses.at(-1) ?? NaN)
      : Math.min(...losses.filter((one) => !Number.isNaN(one)));
  return Number.isNaN(loss) ? Infinity : loss;
}

/** A run's figure in the objective's own direction; null where it has none. */
export function figureOfRun(
  objectives: readonly Objective[],
  index: number,
  run: RunOutcome,
): number | null {
  const objective = objectives[index];
  const loss = lossOfRun(objectives, index, run);
  return objective && Number.isFinite(loss) ? signed(objective, loss) : null;
}

/** The middle of some numbers; of an even count the mean of the two in the middle. */
function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? NaN;
  if (sorted.length % 2 === 1) return upper;
  const lower = sorted[half - 1] ?? NaN;
  return lower === upper ? lower : (lower + upper) / 2;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The figures or losses of a trial's runs as one. NaN of nothing, and where one of them is NaN. */
export function overSeeds({ over }: Pick<Objective, "over">, values: readonly number[]): number {
  if (values.length === 0 || values.some(Number.isNaN)) return NaN;
  return over === "mean" ? meanOf(values) : medianOf(values);
}

/** What a trial has come to at each step, of the first objective. */
function reportsOf(objectives: readonly Objective[], runs: readonly RunOutcome[]): Report[] {
  const [objective] = objectives;
  if (!objective) return [];
  const steps = [...new Set(runs.flatMap(({ reports }) => [...reports.keys()]))];
  return steps
    .sort((a, b) => a - b)
    .map((step) => {
      const losses = runs.flatMap(({ reports }) => {
        const figures = reports.get(step);
        return figures ? [lossOf(objective, figures[0])] : [];
      });
      return { step, loss: overSeeds(objective, losses) };
    });
}

/** A trial as methods and pruners see it. */
export function pastTrial(
  { number, point, isPruned }: { number: number; point: Point; isPruned: boolean },
  runs: readonly RunOutcome[],
  objectives: readonly Objective[],
): PastTrial {
  const reports = reportsOf(objectives, runs);
  const isOver = runs.every(({ state }) => state === "finished" || state === "diverged");
  if (isPruned && !isOver) return { number, point, state: "pruned", reports };
  if (isOver)
    return {
      number,
      point,
      state: "complete",
      reports,
      losses: objectives.map((objective, index) =>
        overSeeds(
          objective,
          runs.map((run) => lossOfRun(objectives, index, run)),
        ),
      ),
    };
  const isFailed = runs.some(({ state }) => state === "failed");
  return { number, point, state: isFailed ? "failed" : "running", reports };
}

/** The numbers of the trials that no other complete trial dominates: one, or a Pareto front. */
export function bestTrials(trials: readonly PastTrial[]): number[] {
  const complete = trials.flatMap(({ number, state, losses = [] }) =>
    state === "complete" && losses.length > 0 && losses.every(Number.isFinite)
      ? [{ number, losses }]
      : [],
  );
  const front = undominated(complete.map(({ losses }) => losses));
  const numbers = front.flatMap((place) => complete[place]?.number ?? []);
  return complete[0]?.losses.length === 1 ? numbers.slice(0, 1) : numbers;
}
