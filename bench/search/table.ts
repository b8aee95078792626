import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "jsonc-parser";
import { parseStudy, type Plan, planStudy } from "../../src/search";
import { StudyReader } from "../../src/search/outcome/standing";
import type { StudyRun } from "../../src/search/plan/trials";
import { readEvaluations } from "../../src/run";
import { runDirOf } from "../../src/search";
import { gan } from "../paper/gan";
import type { Recording } from "./replay";

/*
 * A small space of settings of a GAN, all of whose combinations were trained to the end: a study of
 * its own for each seed, in the folder of the benchmark's work.
 */

const FOLDER = join(__dirname, "tables");

/** All runs of a space with one training.seed. */
export interface Table {
  seed: number;
  recordings: ReadonlyMap<string, Recording>;
  /** Of all combinations. */
  steps: number;
  /** In training, of all combinations. */
  seconds: number;
  /** What trained them, with its version. */
  engines: string[];
}

/** What tells a combination, whatever the order of its parameters. */
export const keyOf = (labels: Record<string, string>): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => a.localeCompare(b)));

export function recordingIn({ recordings }: Table, run: Pick<StudyRun, "labels">): Recording {
  const recording = recordings.get(keyOf(run.labels));
  if (!recording) throw new Error(`no run with ${keyOf(run.labels)}`);
  return recording;
}

/** Trains what is left of a table. */
export async function trainTable(name: string, seed: number, work: string): Promise<void> {
  const file = join(FOLDER, `${name}.study.json`);
  const dir = folderOf(name, seed, work);
  if (await readTable(name, seed, work)) return;
  await gan("search", file, "--study-dir", dir, "--set", `training.seed=${seed}`, "--json");
}

const folderOf = (name: string, seed: number, work: string): string =>
  join(work, `${name}-${seed}`);

/** Undefined where not every run of it has ended. */
export async function readTable(
  name: string,
  seed: number,
  work: string,
): Promise<Table | undefined> {
  const dir = folderOf(name, seed, work);
  if (!existsSync(dir)) return undefined;
  const wanted = new Set(combinationsOf(name));
  const { trials } = await new StudyReader(dir).read();
  const recordings = new Map<string, Recording>();
  let steps = 0;
  let seconds = 0;
  const engines = new Set<string>();
  for (const { run, state, record } of trials.flatMap(({ runs }) => runs)) {
    // The study may once have had more.
    if (!wanted.has(keyOf(run.labels))) continue;
    if (state !== "finished" && state !== "diverged") return undefined;
    const evaluations = await readEvaluations(runDirOf(dir, run));
    const { step = 0, trainingSeconds = 0 } = record ?? {};
    recordings.set(keyOf(run.labels), { evaluations, state, step });
    steps += step;
    seconds += trainingSeconds;
    if (record) engines.add(`${record.engine.name} ${record.engine.version ?? ""}`.trim());
  }
  return recordings.size === wanted.size
    ? { seed, recordings, steps, seconds, engines: [...engines] }
    : undefined;
}

function combinationsOf(name: string): string[] {
  const plan = planOver(name, {});
  return plan.format === 1 ? plan.runs.map(({ labels }) => keyOf(labels)) : [];
}

/** A study over a table's space, with a search of its own. */
export function planOver(name: string, search: object): Plan {
  const file = join(FOLDER, `${name}.study.json`);
  const given = studyOf(name, search);
  const { base } = given;
  const text = JSON.stringify(given);
  const { study } = parseStudy(text);
  const planned = study
    ? planStudy(study, name, { file, text }, { file: base, text: readFileSync(base, "utf8") })
    : undefined;
  if (!planned?.plan) throw new Error(`the study over ${file} has a mistake`);
  return planned.plan;
}

/** The study file of a table with a search of its own; its base is named from anywhere. */
export function studyOf(name: string, search: object): { base: string; search: object } {
  const text = readFileSync(join(FOLDER, `${name}.study.json`), "utf8");
  const given = parse(text) as { search: object; base: string };
  return {
    ...given,
    base: join(FOLDER, given.base),
    search: { ...given.search, ...search },
  };
}
