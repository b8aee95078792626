import { existsSync } from "node:fs";
import { runFiles } from "../../run";
import { explore, takeOvers } from "../methods/population";
import { lossOfRun, overSeeds } from "../outcome/outcomes";
import { outcomeIn } from "../outcome/past-trials";
import { runDirOf } from "../plan/folder";
import {
  type GenerationTrial,
  generationsOf,
  generationTrials,
  isPopulation,
  membersOf,
  type PopulationPlan,
  stepsOf,
} from "../plan/generations";
import { objectivesOf, type Plan, spaceOf } from "../plan/plan";
import type { StudyRun } from "../plan/trials";
import type { Closing, StudyLog } from "../store/study-log";
import { describeGeneration } from "./describe-generation";
import { GenerationStore, type StoredMember, tryGeneration } from "../store/generation-store";
import type { StoredTrial } from "../store/trial-store";

/*
 * The generations of a population as a worker sees them: which stages there are to train, and when
 * the next generation begins. All workers come to the same, from what the journals say.
 */

export interface GenerationsOptions {
  dir: string;
  plan: PopulationPlan;
  worker: string;
  log: StudyLog;
  /** How the newest claim of a run ended; undefined while it lasts, or where there is none. */
  closingOf(run: string): Closing | undefined;
  onFault(message: string): void;
}

export class Generations {
  readonly #options: GenerationsOptions;
  readonly #store: GenerationStore;
  /** Of each generation its members. */
  #all: GenerationTrial[][] = [];
  /** How many there will be. */
  #generations = 0;
  /** Of how many a person knows; those that were there at the beginning are no news. */
  #told: number;
  readonly #begins = new Map<string, number>();
  /** Runs whose branches are there. */
  readonly #made = new Set<string>();

  /** Those of a plan that has a population. */
  static of(plan: Plan, options: Omit<GenerationsOptions, "plan">): Generations | undefined {
    return isPopulation(plan) ? new Generations({ plan, ...options }) : undefined;
  }

  private constructor(options: GenerationsOptions) {
    this.#options = options;
    this.#store = new GenerationStore(options.dir, options.onFault);
    this.#told = this.#store.read().length;
  }

  /**
   * Takes in what there is now.
   *
   * @returns the runs that were not there before; those first for which others wait
   */
  refresh(trials: readonly StoredTrial[]): StudyRun[] {
    const { plan } = this.#options;
    const generations = this.#store.read();
    const [first = []] = this.#all;
    if (trials.length === first.length && generations.length + 1 === this.#all.length) return [];
    if (trials.length === 0) return [];
    const known = new Set(this.#runs.map(({ id }) => id));
    this.#all = generationTrials(plan, trials, generations);
    this.#generations = generationsOf(plan, stepsOf(plan, trials));
    for (const { id, stage } of this.#runs) this.#begins.set(id, stage?.from ?? 0);
    return this.#runs
      .filter(({ id }) => !known.has(id))
      .sort(
        (a, b) =>
          Number(b.stage?.takesOver !== undefined) - Number(a.stage?.takesOver !== undefined),
      );
  }

  get #runs(): StudyRun[] {
    return this.#all.flat().flatMap(({ runs }) => runs);
  }

  /** The members in the newest generation. */
  get current(): readonly GenerationTrial[] {
    return this.#all.at(-1) ?? [];
  }

  /** What was decided since the last call, in words for a person. */
  news(): string[] {
    const { plan } = this.#options;
    const all = this.#store.read();
    const fresh = all.slice(this.#told);
    this.#told = all.length;
    return fresh.map((generation) => describeGeneration(plan, generation, this.#generations));
  }

  /** The steps that runs had before their stages, and which none of those has trained. */
  stepsBefore(runs: Iterable<string>): number {
    let steps = 0;
    for (const run of runs) steps += this.#begins.get(run) ?? 0;
    return steps;
  }

  /** Whether a run is of the newest generation, after which nothing is decided yet. */
  isCurrent({ stage }: StudyRun): boolean {
    return stage?.generation === this.#all.length - 1;
  }

  /**
   * Whether a run has to wait until another member has taken over its state: as soon as it goes on
   * there may be no checkpoint of it any more.
   */
  isWaitedFor({ folder, stage }: StudyRun): boolean {
    if (!stage) return false;
    return (this.#all[stage.generation] ?? []).some(({ runs }) =>
      runs.some((other) => other.stage?.takesOver?.folder === folder && !this.#hasTakenOver(other)),
    );
  }

  #hasTakenOver(run: StudyRun): boolean {
    if (this.#made.has(run.id)) return true;
    const isThere =
      existsSync(runFiles(runDirOf(this.#options.dir, run)).record) ||
      this.#options.closingOf(run.id)?.type === "ended";
    if (isThere) this.#made.add(run.id);
    return isThere;
  }

  /**
   * Begins the next generation where the newest one is over.
   *
   * @returns whether there is a new one, made by this worker or another one
   */
  makeNext(): boolean {
    const { dir, worker } = this.#options;
    const { current } = this;
    const generation = this.#all.length;
    if (current.length === 0 || generation >= this.#generations || !this.#isOver(current))
      return false;
    tryGeneration(dir, { generation, members: this.#decide(generation), worker });
    return true;
  }

  /** Whether all members have come to the end of a generation. */
  #isOver(members: readonly GenerationTrial[]): boolean {
    const { plan, closingOf } = this.#options;
    if (this.#all.length === 1 && members.length < membersOf(plan)) return false;
    return members.every(({ runs }) =>
      runs.every(({ id }) => {
        const closing = closingOf(id);
        return closing?.type === "ended" && closing.state !== "interrupted";
      }),
    );
  }

  #decide(generation: number): StoredMember[] {
    const { plan, log, closingOf } = this.#options;
    const { population, seed } = plan.search;
    const objectives = objectivesOf(plan);
    const [objective] = objectives;
    const members = Array.from({ length: membersOf(plan) }, (_, number) =>
      this.current.find((trial) => trial.number === number),
    );
    const canGoOn = members.map(
      (member) =>
        member?.runs.every(({ id }) => {
          const closing = closingOf(id);
          return closing?.type === "ended" && closing.state === "finished";
        }) ?? false,
    );
    const losses = members.map((member, i) => {
      if (!member || !objective || !canGoOn[i]) return Infinity;
      const ofRuns = member.runs.map(({ id }) =>
        lossOfRun(objectives, 0, outcomeIn(log.runs.get(id))),
      );
      return overSeeds(objective, ofRuns);
    });
    const from = takeOvers(losses, canGoOn, population, { seed, generation });
    return members.map((member, number): StoredMember => {
      const loss = losses[number] ?? Infinity;
      const kept = { loss: Number.isFinite(loss) ? loss : null };
      const source = from[number];
      const other = source === undefined ? undefined : members[source];
      if (!other) {
        const point = member?.point ?? {};
        return { ...kept, point, ...(canGoOn[number] ? {} : { over: true }) };
      }
      const draw = { seed, generation, member: number };
      const point = explore(spaceOf(plan), other.point, population, draw);
      return { ...kept, point, from: other.number };
    });
  }
}
