import type { Setting } from "../../experiment/settings";
import { parametersOf } from "../space/parameters";
import { changesBetween } from "../space/changes-between";
import type { Point } from "../space/space";
import type { StoredGeneration } from "../store/generation-store";
import type { StoredTrial } from "../store/trial-store";
import { runsOfTrial, type SearchPlan, spaceOf } from "./plan";
import { searchedTrial, type StudyTrial } from "./trials";

/*
 * The generations of a population. A member is a trial; what it trains between two looks at who is
 * better is a stage, which workers claim as they claim runs. Stages that go on with each other
 * share a run folder; whoever takes over another one's state gets a folder of its own, a branch of
 * that one's.
 */

/** What a member trains in one generation. */
export interface Stage {
  /** From 0 on. */
  generation: number;
  /** The step at which it begins. */
  from: number;
  /** The step at which it ends. */
  to: number;
  /** The steps of the whole training. */
  steps: number;
  /** Where it takes over another member's state: from which run folder, and what it changes. */
  takesOver?: { folder: string; changes(): Setting[] };
}

/** A member in one generation: its point, and the runs that are trained. */
export interface GenerationTrial extends StudyTrial {
  /** The member whose state it took over at the beginning of this generation. */
  from?: number;
}

/** A plan whose trials are the members of a population. */
export type PopulationPlan = SearchPlan & {
  search: { population: NonNullable<SearchPlan["search"]["population"]> };
};

export const isPopulation = (plan: { format: number; search?: object }): plan is PopulationPlan =>
  plan.format === 2 && (plan as SearchPlan).search.method === "population";

/** How many members there are. */
export const membersOf = ({ search }: PopulationPlan): number =>
  Math.min(search.population.members, search.trials ?? Infinity);

/** How many generations there are until the runs have all their steps. */
export const generationsOf = ({ search }: PopulationPlan, steps: number): number =>
  Math.ceil(steps / search.population.every);

/** The generations that there are so far: of each the members that are in it. */
export function generationTrials(
  plan: PopulationPlan,
  trials: readonly StoredTrial[],
  generations: readonly StoredGeneration[],
): GenerationTrial[][] {
  const [first] = trials;
  if (!first) return [];
  const space = spaceOf(plan);
  const steps = stepsOf(plan, trials);
  const { every } = plan.search.population;
  const spanOf = (generation: number) => ({
    generation,
    from: generation * every,
    to: Math.min((generation + 1) * every, steps),
    steps,
  });
  const all: GenerationTrial[][] = [
    trials.map((trial) =>
      searchedTrial(plan, space, trial, (id) => ({ id, folder: id, stage: spanOf(0) })),
    ),
  ];
  for (const { generation, members } of generations) {
    const before = all.at(-1) ?? [];
    const memberOf = (number: number) => before.find((trial) => trial.number === number);
    const next = members.flatMap(({ point, from, over }, number): GenerationTrial[] => {
      const source = memberOf(from ?? number);
      if (over || !source) return [];
      const trial = searchedTrial(plan, space, { number, point }, (base, index) => {
        const id = `${base}-gen${generation + 1}`;
        const folder = source.runs[index]?.folder ?? base;
        const stage: Stage = spanOf(generation);
        if (from === undefined) return { id, folder, stage };
        const changes = () => changesFrom(plan, source.point, point);
        return { id, folder: id, stage: { ...stage, takesOver: { folder, changes } } };
      });
      return [{ ...trial, ...(from === undefined ? {} : { from }) }];
    });
    all.push(next);
  }
  return all;
}

/** What a run with the settings of one point changes to have those of another. */
export function changesFrom(plan: PopulationPlan, before: Point, after: Point): Setting[] {
  const [old, next] = [before, after].map((point) => experimentOf(plan, point));
  if (!old || !next) return [];
  return changesBetween(old, next, placesOf(plan));
}

/** The places that the study varies. */
const placesOf = (plan: PopulationPlan): string[] =>
  parametersOf(plan).flatMap((parameter) =>
    parameter.kind === "range"
      ? parameter.paths
      : parameter.choices.flatMap(({ settings }) => settings.map(({ path }) => path)),
  );

/** @throws GanError `bad-config` where the point makes no experiment */
export const experimentOf = (plan: PopulationPlan, point: Point) =>
  runsOfTrial(plan, { number: 0, point })[0]?.experiment;

/** The steps of a member's whole training, which no parameter varies. */
export function stepsOf(plan: PopulationPlan, trials: readonly StoredTrial[]): number {
  for (const { point } of trials)
    try {
      return experimentOf(plan, point)?.training.steps ?? 0;
    } catch {
      // This member's settings do not go together; another one's will.
    }
  return plan.search.population.every;
}
