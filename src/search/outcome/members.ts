import type { MemberView } from "../../shared/study/study-view";
import type { GenerationTrial } from "../plan/generations";
import type { StudyRun } from "../plan/trials";
import type { StudyLog } from "../store/study-log";
import { type Figures, figureOfRun, type Objective, overSeeds, type RunOutcome } from "./outcomes";
import { outcomeIn } from "./past-trials";
import type { RunStanding } from "./standing";

/* What the members of a population came to, generation by generation. */

/** The stages of a member, in their order. */
export const stagesOf = (
  generations: readonly (readonly GenerationTrial[])[],
  member: number,
): GenerationTrial[] => generations.flatMap((trials) => trials.find(isNumber(member)) ?? []);

const isNumber =
  (member: number) =>
  ({ number }: GenerationTrial): boolean =>
    number === member;

/** A member as it is now, with the evaluations of all its stages. */
export interface MemberNow {
  trial: GenerationTrial;
  /** By the runs of the trial. */
  reports: ReadonlyMap<number, Figures>[];
}

/** The members of a population, each in its newest stage. */
export function membersNow(
  generations: readonly (readonly GenerationTrial[])[],
  log: StudyLog,
): MemberNow[] {
  const [first = []] = generations;
  return first.map((begun) => {
    const stages = stagesOf(generations, begun.number);
    const trial = stages.at(-1) ?? begun;
    const origin = begun.origin === undefined ? {} : { origin: begun.origin };
    return {
      trial: { ...trial, ...origin },
      reports: trial.runs.map(
        (_, index) =>
          new Map(stages.flatMap(({ runs }) => [...(reportsOf(runs[index], log) ?? [])])),
      ),
    };
  });
}

const reportsOf = (run: StudyRun | undefined, log: StudyLog) =>
  log.runs.get(run?.id ?? "")?.reports;

/** The members over the generations that they have begun. */
export function memberViews(
  generations: readonly (readonly GenerationTrial[])[],
  log: StudyLog,
  objectives: readonly Objective[],
): MemberView[] {
  const [first = []] = generations;
  return first.map(({ number }) => ({
    member: number,
    generations: stagesOf(generations, number).flatMap((trial): MemberView["generations"] => {
      const [run] = trial.runs;
      if (!run?.stage || !log.runs.has(run.id)) return [];
      const { generation, from, to } = run.stage;
      const isOver = trial.runs.every(({ id }) => hasEnded(id, log));
      const step = isOver ? to : Math.max(from, log.runs.get(run.id)?.step ?? 0);
      return [
        {
          generation,
          step,
          runId: run.folder ?? run.id,
          value: isOver ? valueOf(trial, log, objectives) : null,
          ...(trial.from === undefined ? {} : { from: trial.from }),
          values: trial.values,
        },
      ];
    }),
  }));
}

const hasEnded = (id: string, log: StudyLog): boolean =>
  [...(log.runs.get(id)?.closings.values() ?? [])].some(({ type }) => type === "ended");

/** What a member had come to at the end of a stage; null where it has no figure. */
function valueOf(
  { runs }: GenerationTrial,
  log: StudyLog,
  objectives: readonly Objective[],
): number | null {
  const [objective] = objectives;
  if (!objective) return null;
  const outcomes: RunOutcome[] = runs.map(({ id }) => outcomeIn(log.runs.get(id)));
  const figures = outcomes.map((outcome) => figureOfRun(objectives, 0, outcome) ?? NaN);
  const value = overSeeds(objective, figures);
  return Number.isFinite(value) ? value : null;
}

/** The best member at the end of the last generation that all of its members have ended. */
export function bestMember(
  generations: readonly (readonly GenerationTrial[])[],
  log: StudyLog,
  objectives: readonly Objective[],
): number | undefined {
  const sign = objectives[0]?.direction === "greatest" ? -1 : 1;
  for (const trials of [...generations].reverse()) {
    if (!trials.every(({ runs }) => runs.every(({ id }) => hasEnded(id, log)))) continue;
    const [best] = trials
      .flatMap((trial) => {
        const value = valueOf(trial, log, objectives);
        return value === null ? [] : [{ number: trial.number, loss: sign * value }];
      })
      .sort((one, other) => one.loss - other.loss);
    if (best) return best.number;
  }
  return undefined;
}

/**
 * A run of a member as one that goes on to the end of the whole training: between two generations
 * it waits for the others.
 *
 * @param isWorkedOn whether anybody works on the study
 */
export function memberRun(
  { run, state, record }: RunStanding,
  reports: RunStanding["reports"],
  isWorkedOn: boolean,
): RunStanding {
  const { folder = run.id, stage, trial, labels } = run;
  const steps = stage?.steps ?? 0;
  const isWaiting = state === "finished" && record !== undefined && record.step < steps;
  const betweenTwo = isWorkedOn ? "running" : "interrupted";
  return {
    run: { id: folder, trial, labels, experiment: () => run.experiment() },
    state: isWaiting ? betweenTwo : state,
    ...(record ? { record: { ...record, steps } } : {}),
    reports,
  };
}
