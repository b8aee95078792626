import type {
  ParameterView,
  StudyView,
  TrialRunView,
  TrialState,
  TrialView,
  ViewCurve,
} from "../../shared/study/study-view";
import type { PastTrial } from "./history";
import { importanceOf } from "./importance";
import { bestTrials, figureOfRun, type Objective, overSeeds, pastTrial } from "./outcomes";
import { parametersOf as variedParameters } from "../space/parameters";
import { isPopulation, membersOf } from "../plan/generations";
import { objectivesOf, type Plan, spaceOf } from "../plan/plan";
import { spreadOf } from "../report/series";
import {
  outcomeOf,
  type RunStanding,
  StudyReader,
  type StudyStanding,
  type TrialStanding,
} from "./standing";

/* A study as its page, its report and the side panel show it, from its folder alone. */

/** The view of a study, once. Whoever follows one keeps a `StudyViewer`. */
export const readStudyView = (dir: string): Promise<StudyView> => new StudyViewer(dir).read();

/** The trials of a study that have begun, as methods and pruners see them. */
export async function readHistory(dir: string): Promise<PastTrial[]> {
  const standing = await new StudyReader(dir).read();
  return historyOf(standing);
}

/** Follows a study: what has not changed since the last reading is not read again. */
export class StudyViewer {
  readonly #reader: StudyReader;

  constructor(dir: string, onFault?: (message: string) => void) {
    this.#reader = new StudyReader(dir, onFault);
  }

  async read(): Promise<StudyView> {
    return viewOf(await this.#reader.read());
  }
}

function historyOf({ plan, trials }: StudyStanding): PastTrial[] {
  const objectives = objectivesOf(plan);
  return trials
    .filter(({ runs }) => runs.some(({ record }) => record !== undefined))
    .map(({ trial, runs, prunedAt }) =>
      pastTrial(
        { number: trial.number, point: trial.point, isPruned: prunedAt !== undefined },
        runs.map(outcomeOf),
        objectives,
      ),
    );
}

function viewOf(standing: StudyStanding): StudyView {
  const { plan, trials, workers } = standing;
  const objectives = objectivesOf(plan);
  const runs = trials.flatMap((trial) => trial.runs);
  const records = runs.flatMap(({ record }) => (record ? [record] : []));
  const spent = spentOf(standing);
  const history = historyOf(standing);
  const left = secondsLeft(runs, { ...spent, isWorkedOn: workers.length > 0 });
  const { population } = standing;
  const planned = trialsPlanned(standing);
  return {
    name: plan.name,
    ...(plan.description ? { description: plan.description } : {}),
    base: plan.base,
    ...(plan.baseTrial === undefined ? {} : { baseTrial: plan.baseTrial }),
    method: plan.search?.method ?? "grid",
    objectives,
    parameters: parametersOf(plan),
    trials: trials.map((trial) => trialView(trial, objectives)),
    ...(planned === undefined ? {} : { trialsPlanned: planned }),
    limits: limitsOf(plan),
    spent,
    ...(left === undefined ? {} : { secondsLeft: left }),
    workers,
    best: population ? [population.best].filter(isKnown) : bestTrials(history),
    ...(population ? { members: population.members } : importanceIn(plan, history)),
    engines: [
      ...new Set(
        records.map(({ engine }) => [engine.name, engine.version].filter(Boolean).join(" ")),
      ),
    ].filter(Boolean),
  };
}

function trialsPlanned({ plan, trials }: StudyStanding): number | undefined {
  if (isPopulation(plan)) return membersOf(plan);
  return plan.format === 1 ? trials.length : plan.search.trials;
}

const isKnown = (number: number | undefined): number is number => number !== undefined;

/** Trials below which nothing can be said of the parameters. */
const MIN_TRIALS = 4;

function importanceIn(plan: Plan, history: readonly PastTrial[]): Pick<StudyView, "importance"> {
  const judged = history.filter(({ state }) => state === "complete" || state === "pruned");
  const objectives = objectivesOf(plan);
  if (objectives.length === 0 || judged.length < MIN_TRIALS) return {};
  const space = spaceOf(plan);
  return { importance: objectives.map((_, index) => importanceOf(space, judged, index)) };
}

function spentOf({ trials, seconds }: StudyStanding): StudyView["spent"] {
  const records = trials.flatMap(({ runs }) => runs.flatMap(({ record }) => record ?? []));
  return {
    trials: trials.filter(({ runs }) => runs.some(({ record }) => record !== undefined)).length,
    seconds: seconds ?? records.reduce((sum, { trainingSeconds }) => sum + trainingSeconds, 0),
    steps: records.reduce((sum, { step }) => sum + step, 0),
  };
}

function limitsOf({ search }: Plan): StudyView["limits"] {
  const { trials, minutes, steps } = search ?? {};
  return {
    ...(trials === undefined ? {} : { trials }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(steps === undefined ? {} : { steps }),
  };
}

function parametersOf(plan: Plan): ParameterView[] {
  const varied = plan.format === 2 ? variedParameters(plan) : [];
  return spaceOf(plan).map(({ name, domain, when }) => ({
    name,
    paths: varied.find((parameter) => parameter.name === name)?.paths ?? [name],
    domain:
      domain.kind === "choice"
        ? { kind: "choice", labels: [...domain.labels] }
        : { kind: domain.kind, from: domain.from, to: domain.to, log: domain.log },
    ...(when ? { when: `${when.parameter} is ${when.labels.join(" or ")}` } : {}),
  }));
}

/** Seconds until all that is planned is trained, at the speed so far. */
function secondsLeft(
  runs: readonly RunStanding[],
  { steps, seconds, isWorkedOn }: { steps: number; seconds: number; isWorkedOn: boolean },
): number | undefined {
  if (!isWorkedOn || steps === 0 || seconds === 0) return undefined;
  const stepsLeft = runs
    .filter(({ state }) => state === "waiting" || state === "running" || state === "interrupted")
    .reduce((sum, run) => sum + stepsOf(run) - (run.record?.step ?? 0), 0);
  return (stepsLeft * seconds) / steps;
}

const stepsOf = ({ run, record }: RunStanding): number =>
  record?.steps ?? run.experiment().training.steps;

function trialView(
  { trial, runs, prunedAt }: TrialStanding,
  objectives: readonly Objective[],
): TrialView {
  const views = runs.map((run) => runView(run, objectives));
  return {
    number: trial.number,
    state: stateOfTrial(runs.map(({ state }) => state)),
    values: trial.values,
    runs: views,
    objectives: figuresOf(views, objectives),
    ...(prunedAt === undefined ? {} : { prunedAt }),
    ...(trial.origin === undefined ? {} : { origin: trial.origin }),
  };
}

function runView(standing: RunStanding, objectives: readonly Objective[]): TrialRunView {
  const { run, state, record, reports } = standing;
  const history = [...reports].flatMap(([step, [figure]]): ViewCurve =>
    typeof figure === "number" ? [[step, figure]] : [],
  );
  return {
    id: run.id,
    seed: record?.seed ?? run.experiment().training.seed,
    state,
    step: record?.step ?? 0,
    steps: stepsOf(standing),
    trainingSeconds: record?.trainingSeconds ?? 0,
    history: history.sort(([a], [b]) => a - b),
    values: objectives.map((_, index) => figureOfRun(objectives, index, outcomeOf(standing))),
    ...(record?.error ? { error: record.error.message } : {}),
  };
}

/** The objectives over the seeds that have a figure; null where one of them has none. */
function figuresOf(
  runs: readonly TrialRunView[],
  objectives: readonly Objective[],
): TrialView["objectives"] {
  if (objectives.length === 0) return null;
  const figures = objectives.map((objective, index) => {
    const values = runs.flatMap(({ values: own }) => own[index] ?? []);
    const spread = spreadOf(values);
    return spread && { ...withoutMean(spread), value: overSeeds(objective, values) };
  });
  return figures.every((figure) => figure !== undefined) ? figures : null;
}

const withoutMean = ({ n, stddev }: { n: number; stddev?: number }) =>
  stddev === undefined ? { n } : { n, stddev };

/** What a trial does, by what its runs do: the first of these that one of them does. */
const FIRST: readonly TrialState[] = [
  "running",
  "pruned",
  "interrupted",
  "failed",
  "waiting",
  "diverged",
];

const stateOfTrial = (states: readonly TrialState[]): TrialState =>
  FIRST.find((state) => states.includes(state)) ?? "finished";
