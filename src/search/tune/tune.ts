import { existsSync } from "node:fs";
import { basename, dirname, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Setting } from "../../experiment/settings";
import { withSettings } from "../../experiment/settings";
import { writeFileAtomic } from "../../run";
import { trustFile } from "../../run/trust";
import { importanceOf } from "../outcome/importance";
import { readHistory, readStudyView } from "../outcome/view";
import { openStudy, readPlan } from "../plan/folder";
import { objectivesOf, type Plan, type SearchPlan, spaceOf } from "../plan/plan";
import type { Source } from "../plan/plan-combinations";
import { writeReport } from "../report/report";
import { writeSearchReport } from "../report/search-report";
import { settledPoint } from "../space/settings-of-point";
import { studyFiles } from "../store/study-files";
import { budgetOf } from "./budget";
import { type Gain, gainOf } from "./gain";
import { tunedMeasure, type TunedMeasure } from "./measure";
import { readTuning, type TuneRecord, writeTuning } from "./record";
import { measureSpeed } from "./speed";
import { commentOf, gainText, mattersText, nothingText, type Story, triedText } from "./story";
import { comparison, experimentOf, searchStudy } from "./study";
import { type TuneContext, worked } from "./work";

/*
 * Searches better settings for a config without being told anything: finds out how fast this
 * machine is, searches, and compares the best trial with the config as it was, with seeds that the
 * search has not seen.
 */

export interface TuneOptions extends TuneContext {
  config: Source;
  /** What studies are called after. */
  name: string;
  minutes: number;
  studiesDir: string;
}

export interface TuneOutcome {
  /** The folder of the search. */
  dir: string;
  /** The folder of the comparison; undefined where nothing better was found. */
  comparison?: string;
  /** The config that was written; undefined where nothing is better. */
  file?: string;
  /** What was tried and found, in sentences. */
  said: string[];
  gain?: Gain;
}

/** Seeds that the config as it was and the best trial are compared with. */
const CHECK_SEEDS = 3;

export async function tune(options: TuneOptions): Promise<TuneOutcome> {
  const { config, name, minutes, studiesDir } = options;
  const experiment = experimentOf(config);
  const measure = tunedMeasure(experiment);
  const speed = await measureSpeed(config, options);
  const budget = budgetOf(experiment, speed, minutes);
  const plan = searchStudy(config, name, measure, budget);
  const dir = await openStudy(plan, { studiesDir });
  trustFile(studyFiles(dir).plan, options.cacheDirs);
  const record: TuneRecord = { format: 1, name, budget, done: false };
  writeTuning(dir, record);
  return searched({ dir, plan, measure, record }, options);
}

/**
 * Goes on with a tuning that was stopped, by the folder of its search: with the search, or the
 * comparison. The config is the one that tuning began with.
 */
export async function resumeTuning(dir: string, context: TuneContext): Promise<TuneOutcome> {
  const record = readTuning(dir);
  const plan = readPlan(dir);
  if (plan.format !== 2) throw new TypeError("the search of a tuning is no grid");
  const measure = tunedMeasure(experimentOf(configOf(plan)));
  return searched({ dir, plan, measure, record }, context);
}

/** A tuning whose search has begun. */
interface Tuning {
  /** The folder of the search. */
  dir: string;
  plan: SearchPlan;
  measure: TunedMeasure;
  record: TuneRecord;
}

const configOf = ({ base, text }: SearchPlan): Source => ({ file: base, text });

/** Searches what is left, compares, and writes what is better. */
async function searched(tuning: Tuning, context: TuneContext): Promise<TuneOutcome> {
  const { dir, plan, record } = tuning;
  await worked({ plan, dir, phase: "search", search: dir }, context);
  const view = await writeSearchReport(dir);
  const importance = importanceOf(spaceOf(plan), await readHistory(dir));
  const story: Story = { view, steps: record.budget.steps, importance };
  const [best] = view.best;
  const trial = view.trials.find(({ number }) => number === best);
  if (!trial || trial.number === 0) {
    writeTuning(dir, { ...record, done: true });
    return { dir, said: [triedText(story), nothingText(story)] };
  }
  const settings = changedSettings(plan, await pointOf(dir, trial.number));
  return written(tuning, { story, settings, ...(await compared(tuning, settings, context)) });
}

/** What the best trial sets, with numbers of four digits: a person reads them. */
function changedSettings(plan: SearchPlan, point: Readonly<Record<string, number>>): Setting[] {
  const { settings } = settledPoint({ vary: plan.vary, set: {} }, point);
  return settings.map(({ path, value }) => ({
    path,
    value: typeof value === "number" ? Number(value.toPrecision(4)) : value,
  }));
}

async function pointOf(dir: string, number: number): Promise<Readonly<Record<string, number>>> {
  const history = await readHistory(dir);
  return history.find((trial) => trial.number === number)?.point ?? {};
}

/** Trains both configs with seeds that the search has not seen. */
async function compared(
  { dir: search, plan: searchPlan, measure, record }: Tuning,
  settings: readonly Setting[],
  context: TuneContext,
): Promise<{ comparison: string; gain: Gain }> {
  const config = configOf(searchPlan);
  const own = experimentOf(config).training.seed;
  const seeds = Array.from({ length: CHECK_SEEDS }, (_, i) => own + 1 + i);
  const set = Object.fromEntries(settings.map(({ path, value }) => [path, value]));
  const { name, budget } = record;
  const { weightSteps } = searchPlan;
  const plan = {
    ...comparison(config, name, measure, { budget, settings: set, seeds }),
    ...(weightSteps ? { weightSteps } : {}),
  };
  const dir = isBegun(record.comparison, plan)
    ? record.comparison
    : await openStudy(plan, { studiesDir: dirname(search) });
  trustFile(studyFiles(dir).plan, context.cacheDirs);
  writeTuning(search, { ...record, comparison: dir });
  await worked({ plan, dir, phase: "check", search }, context);
  await writeReport(dir);
  const { trials } = await readStudyView(dir);
  const [objective] = objectivesOf(plan);
  return { comparison: dir, gain: gainOf(trials, objective?.direction ?? "least") };
}

/** Whether a comparison was begun that compares the same. */
function isBegun(dir: string | undefined, plan: Plan): dir is string {
  if (dir === undefined || !existsSync(studyFiles(dir).plan)) return false;
  return isDeepStrictEqual(readPlan(dir), JSON.parse(JSON.stringify(plan)));
}

interface Found {
  story: Story;
  settings: readonly Setting[];
  comparison: string;
  gain: Gain;
}

function written(
  { dir, plan, record }: Tuning,
  { story, settings, comparison, gain }: Found,
): TuneOutcome {
  const matters = mattersText(story);
  const said = [triedText(story), gainText(gain, story), ...(matters ? [matters] : [])];
  const end = { ...record, comparison, done: true };
  if (!gain.isBetter) {
    writeTuning(dir, end);
    const none = "That is no gain: no config was written.";
    return { dir, comparison, gain, said: [...said, none] };
  }
  const config = configOf(plan);
  const file = record.file ?? freeFile(config.file);
  const comment = commentOf([
    `${basename(config.file)}, tuned by gan tune.`,
    ...said,
    `The study: ${relative(dirname(config.file), dir)}`,
  ]);
  // First its name: whoever goes on with a tuning that was killed here writes no second one.
  writeTuning(dir, { ...end, file });
  if (!existsSync(file)) writeFileAtomic(file, `${comment}${withSettings(config.text, settings)}`);
  return { dir, comparison, file, gain, said };
}

/** `ring.tuned.gan.json` beside `ring.gan.json`; what is there already stays. */
function freeFile(file: string): string {
  const stem = file.replace(/(\.gan)?\.json$/, "");
  const name = (n: number) => `${stem}.tuned${n > 1 ? `-${n}` : ""}.gan.json`;
  let n = 1;
  while (existsSync(name(n))) n++;
  return name(n);
}
