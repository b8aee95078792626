import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readEvaluations, readRecord } from "../../src/run";
import { readStudyView, studyFiles } from "../../src/search";
import { gan, trained } from "../paper/gan";
import { studyOf } from "./table";

/*
 * Populations over the space of a table. A population changes the settings of its runs while they
 * train, so nothing can be read from the table's recordings: its runs are trained.
 */

export interface PopulationSettings {
  members: number;
  /** Steps of a generation. */
  every: number;
}

/** What a population has come to. */
export interface PopulationOutcome {
  members: number;
  /** Of all members. */
  steps: number;
  /** The best member's loss at the end. */
  loss: number;
  /** The last figure of runs with the schedule that was found, each with one of the other seeds. */
  others: number[];
}

/**
 * Trains a population, or what is left of it, and then the schedule that it has found with seeds
 * that it has not seen.
 *
 * @param name of the table
 * @param seed of the population's draws, and `training.seed` of its runs
 */
export async function trainPopulation(
  name: string,
  seed: number,
  population: PopulationSettings,
  otherSeeds: readonly number[],
  work: string,
): Promise<void> {
  mkdirSync(work, { recursive: true });
  const file = join(work, `population-${name}-${seed}.study.json`);
  const study = studyOf(name, { method: "population", seed, population });
  writeFileSync(file, JSON.stringify({ ...study, set: { "training.seed": seed } }, undefined, 2));
  const dir = populationDir(name, seed, work);
  await gan("search", file, "--study-dir", dir, "--json");
  for (const other of otherSeeds) {
    const runDir = scheduleDir(name, seed, other, work);
    const options = ["--set", `training.seed=${other}`, "--json"];
    await trained(runDir, studyFiles(dir).schedule, ...options).catch((error: unknown) => {
      if (stateOf(runDir) !== "failed") throw error;
    });
  }
}

const populationDir = (name: string, seed: number, work: string): string =>
  join(work, `population-${name}-${seed}`);

const scheduleDir = (name: string, seed: number, other: number, work: string): string =>
  join(work, `schedule-${name}-${seed}-with-${other}`);

/** Undefined where it, or a run with its schedule, was not trained to its end. */
export async function readPopulation(
  name: string,
  seed: number,
  measure: string,
  otherSeeds: readonly number[],
  work: string,
): Promise<PopulationOutcome | undefined> {
  const view = await readStudyView(populationDir(name, seed, work)).catch(() => undefined);
  if (!view?.trials.every(({ state }) => state === "finished" || state === "diverged"))
    return undefined;
  const best = view.trials.find(({ number }) => number === view.best[0]);
  const loss = best?.objectives?.[0]?.value;
  if (typeof loss !== "number") return undefined;
  const others: number[] = [];
  for (const other of otherSeeds) {
    const figure = await lastFigure(scheduleDir(name, seed, other, work), measure);
    if (figure === undefined) return undefined;
    others.push(figure);
  }
  return { members: view.trials.length, steps: view.spent.steps, loss, others };
}

/** The worst where a run failed, since it diverged; undefined where it has not ended. */
async function lastFigure(runDir: string, measure: string): Promise<number | undefined> {
  const state = stateOf(runDir);
  if (state === "failed") return Infinity;
  if (state !== "finished") return undefined;
  const evaluations = await readEvaluations(runDir);
  const figure = evaluations.at(-1)?.results[measure]?.value;
  return typeof figure === "number" ? figure : Infinity;
}

const stateOf = (runDir: string) => (existsSync(runDir) ? readRecord(runDir).state : undefined);
