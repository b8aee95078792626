import { parseExperiment } from "../experiment/parse";
import { withAbsolutePaths } from "../experiment/paths";
import type { Experiment } from "../experiment/schema";
import { withSettings } from "../experiment/settings";
import { GanError } from "../shared/errors";
import { SEED } from "./grid";
import type { PastTrial } from "./history";
import { objectivesOf as objectivesOfSearch } from "./objective";
import type { Varied } from "./parameters";
import type { SearchSettings, WorkerSettings } from "./schema";
import { settledPoint, spaceOfVaried } from "./settings-of-point";
import type { Condition, Point, Space } from "./space";

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

/** The trials of a grid: its runs without the seed, in their order. */
export function trialsOfGrid(plan: GridPlan): PlannedTrial[] {
  const space = spaceOf(plan);
  const points = new Map<string, Point>();
  for (const { labels } of plan.runs) {
    const point = pointOfLabels(space, labels);
    points.set(JSON.stringify(point), point);
  }
  return [...points.values()].map((point, number) => ({ number, point }));
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
  const space = spaceOf(plan);
  const wanted = trialsOfGrid(plan)[number];
  if (!wanted) throw new RangeError(`the study has no trial ${number}`);
  const key = JSON.stringify(wanted.point);
  return plan.runs
    .filter(({ labels }) => JSON.stringify(pointOfLabels(space, labels)) === key)
    .map((run) => ({ ...run, seed: run.experiment.training.seed }));
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
  const absolute = withAbsolutePaths(experiment, plan.folder);
  const seeds = plan.search.seeds ?? [experiment.training.seed];
  const id = trialId(number);
  return seeds.map((seed) => ({
    id: seeds.length > 1 ? `${id}-seed-${seed}` : id,
    labels: seeds.length > 1 ? { ...labels, [SEED]: String(seed) } : labels,
    seed,
    experiment: { ...absolute, training: { ...absolute.training, seed } },
  }));
}

/** A trial's number as files are named by it: `00012`. */
export const trialId = (number: number): string => String(number).padStart(5, "0");
