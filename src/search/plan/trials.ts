import type { Experiment } from "../../experiment/schema";
import { SEED } from "../space/grid";
import {
  type GridPlan,
  type Plan,
  runIdsOf,
  runsOfTrial,
  type SearchPlan,
  spaceOf,
  trialsOfGrid,
} from "./plan";
import { settledPoint } from "../space/settings-of-point";
import type { Point, Space } from "../space/space";
import type { StoredTrial } from "../store/trial-store";
import type { Stage } from "./generations";
import { withWeightStep } from "./weight-steps";

/*
 * Trials and their runs, by what is known of them without their experiments: of a search these are
 * worked out when they are needed.
 */

/** A run, and the trial that it belongs to. */
export interface StudyRun {
  id: string;
  trial: number;
  /** For each parameter, the label of its choice or its number; of several seeds also the seed. */
  readonly labels: Record<string, string>;
  /** Its folder below the study's `runs`, where that has another name. */
  folder?: string;
  /** Of a population: what of the run is trained. */
  stage?: Stage;
  /** @throws GanError `bad-config` where the settings of a point make no experiment */
  experiment(): Experiment;
}

export interface StudyTrial {
  /** From 0 on. */
  number: number;
  point: Point;
  /** For each parameter that it has: a number, or the label of a choice. */
  values: Record<string, number | string>;
  runs: StudyRun[];
  /** What it was taken from: a point to try first, an earlier study. */
  origin?: string;
}

export const withoutSeed = (labels: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).filter(([factor]) => factor !== SEED));

/** The trials of a grid, in their order. */
export function trialsInGrid(plan: GridPlan): StudyTrial[] {
  return trialsOfGrid(plan).map(({ number, point, runs }) => ({
    number,
    point,
    values: withoutSeed(runs[0]?.labels ?? {}),
    runs: runs.map(({ id, labels, experiment }) => ({
      id,
      trial: number,
      labels,
      experiment: () => withWeightStep(experiment, plan.weightSteps),
    })),
  }));
}

/** Trials of a search. */
export function searchedTrials(plan: SearchPlan, stored: readonly StoredTrial[]): StudyTrial[] {
  const space = spaceOf(plan);
  return stored.map((trial) => searchedTrial(plan, space, trial));
}

/** @param named gives a run another name and folder than its own id */
export function searchedTrial(
  plan: SearchPlan,
  space: Space,
  { number, point, origin }: Pick<StoredTrial, "number" | "point" | "origin">,
  named: (id: string, index: number) => Pick<StudyRun, "id" | "folder" | "stage"> = (id) => ({
    id,
  }),
): StudyTrial {
  const seeds = plan.search.seeds ?? [];
  return {
    number,
    point,
    values: valuesOf(space, point),
    runs: runIdsOf(plan, number).map((id, index) => ({
      ...named(id, index),
      trial: number,
      get labels() {
        const { labels } = settledPoint(plan, point);
        return seeds.length > 1 ? { ...labels, [SEED]: String(seeds[index]) } : labels;
      },
      experiment() {
        const run = runsOfTrial(plan, { number, point })[index];
        if (!run) throw new RangeError(`trial ${number} has no run ${index}`);
        return run.experiment;
      },
    })),
    ...(origin === undefined ? {} : { origin }),
  };
}

const valuesOf = (space: Space, point: Point): StudyTrial["values"] =>
  Object.fromEntries(
    space.flatMap(({ name, domain }) => {
      const value = point[name];
      if (value === undefined) return [];
      return [[name, domain.kind === "choice" ? (domain.labels[value] ?? "") : value]];
    }),
  );

/** The trials of a study that there are so far, in their order. */
export const trialsOf = (plan: Plan, stored: () => readonly StoredTrial[]): StudyTrial[] =>
  plan.format === 1 ? trialsInGrid(plan) : searchedTrials(plan, stored());
