import { parseExperiment } from "../../experiment/parse";
import { withAbsolutePaths } from "../../experiment/paths";
import type { Experiment } from "../../experiment/schema";
import { withSettings } from "../../experiment/settings";
import { GanError } from "../../shared/errors";
import { SEED } from "../space/grid";
import type { PastTrial } from "../outcome/history";
import { objectivesOf as objectivesOfSearch } from "../study-file/objective";
import type { Varied } from "../space/parameters";
import type { SearchSettings, WorkerSettings } from "../schema";
import { settledPoint, spaceOfVaried } from "../space/settings-of-point";
import type { Condition, Point, Space } from "../space/space";
import { type WeightSteps, withWeightStep } from "./weight-steps";

/* What a study's folder holds of it in `study.json`, and the trials and runs that follow. */

/** One run of a study, as it is to be trained. */
export interface PlannedRun {
  /** Name of its folder below the study's `runs`. */
  id: string;
  /** For each parameter, the label of its choice or its number; of several seeds also the seed. */
  labels: Record<string, string>;
  experiment: Experiment;
}

/** What all studies have, with nothing left to look up. */
interface CommonPlan {
  name: string;
  description?: string;
  /** The experiment's file, as the study names it. */
  base: string;
  set: Record<string, unknown>;
  /** The trial that trains the experiment as it is, where there is one. */
  baseTrial?: number;
  /** The steps of the runs whose weights are taken without one. */
  weightSteps?: WeightSteps;
  measures?: string[];
  workers?: WorkerSettings;
}

/** A study in which every combination is trained. */
export interface GridPlan extends CommonPlan {
  format: 1;
  factors: { name: string; labels: string[]; when?: Condition }[];
  runs: PlannedRun[];
  /** Where the trials are also judged. */
  search?: SearchSettings;
}

/** A study whose trials are chosen while it goes on. */
export interface SearchPlan extends CommonPlan {
  format: 2;
  /** The text of the experiment's file. */
  text: string;
  /** The folder at which relative paths of that text start. */
  folder: string;
  vary: Varied["vary"];
  search: SearchSettings;
  /** Points that are tried first, in this order. */
  first: Point[];
  /** Trials of earlier studies that count as known; their numbers are below 0. */
  earlier: PastTrial[];
}

export type Plan = GridPlan | SearchPlan;

/** A point of the space that is trained, by the number that it has in the study. */
export interface PlannedTrial {
  number: number;
  point: Point;
}

/** A run of a trial. */
export interface TrialRun extends PlannedRun {
  seed: number;
}

/** What is searched; of a grid its factors without the seed. */
export const spaceOf = (plan: Plan): Space =>
  plan.format === 2
    ? spaceOfVaried(plan)
    : plan.factors
        .filter(({ name }) => name !== SEED)
        .map(({ name, labels, when }) => ({
          name,
          domain: { kind: "choice", labels },
          ...(when ? { when } : {}),
        }));

/** What a study makes small or large: none, one, or two. */
export const objectivesOf = (plan: Plan) => objectivesOfSearch(plan.search);

/** A trial of a grid, and its runs. */
export interface GridTrial extends PlannedTrial {
  runs: PlannedRun[];
}

/** The trials of a grid: its runs without the seed, in their order. */
export function trialsOfGrid(plan: GridPlan): GridTrial[] {
  const space = spaceOf(plan);
  const trials = new Map<string, GridTrial>();
  for (const run of plan.runs) {
    const point = pointOfLabels(space, run.labels);
    const key = JSON.stringify(point);
    const trial = trials.get(key) ?? { number: trials.size, point, runs: [] };
    trial.runs.push(run);
    trials.set(key, trial);
  }
  return [...trials.values()];
}

function pointOfLabels(space: Space, labels: Record<string, string>): Point {
  return Object.fromEntries(
    space.flatMap(({ name, domain }) => {
      const label = labels[name];
      if (label === undefined || domain.kind !== "choice") return [];
      return [[name, domain.labels.indexOf(label)]];
    }),
  );
}

/**
 * The runs of a trial, one for each seed, with their whole experiments; a trial of a grid needs a
 * number alone.
 *
 * @throws GanError `bad-config` where the settings of a point make no experiment
 */
export const runsOfTrial = (plan: Plan, trial: PlannedTrial): TrialRun[] =>
  plan.format === 2 ? searchedRuns(plan, trial) : gridRuns(plan, trial);

function gridRuns(plan: GridPlan, { number }: PlannedTrial): TrialRun[] {
  const wanted = trialsOfGrid(plan)[number];
  if (!wanted) throw new RangeError(`the study has no trial ${number}`);
  return wanted.runs.map((run) => ({
    ...run,
    experiment: withWeightStep(run.experiment, plan.weightSteps),
    seed: run.experiment.training.seed,
  }));
}

function searchedRuns(plan: SearchPlan, { number, point }: PlannedTrial): TrialRun[] {
  const { settings, labels } = settledPoint(plan, point);
  const { experiment, problems } = parseExperiment(withSettings(plan.text, settings), plan.folder);
  if (!experiment) {
    const [problem] = problems.filter(({ severity }) => severity === "error");
    throw new GanError(
      "bad-config",
      `the settings of trial ${number} make no experiment: ${problem?.message ?? ""}`,
      problem?.hint ?? "",
    );
  }
  const absolute = withWeightStep(withAbsolutePaths(experiment, plan.folder), plan.weightSteps);
  const seeds = plan.search.seeds ?? [experiment.training.seed];
  const ids = runIdsOf(plan, number);
  return seeds.map((seed, i) => ({
    id: ids[i] ?? "",
    labels: seeds.length > 1 ? { ...labels, [SEED]: String(seed) } : labels,
    seed,
    experiment: { ...absolute, training: { ...absolute.training, seed } },
  }));
}

/** The ids of a searched trial's runs, one for each seed: `00012`, or `00012-seed-3` of several. */
export function runIdsOf({ search }: SearchPlan, number: number): [string, ...string[]] {
  const id = trialId(number);
  const [first, ...more] = (search.seeds ?? []).map((seed) => `${id}-seed-${seed}`);
  return first === undefined || more.length === 0 ? [id] : [first, ...more];
}

/** A trial's number as files are named by it: `00012`. */
export const trialId = (number: number): string => String(number).padStart(5, "0");
