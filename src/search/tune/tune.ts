import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import type { Setting } from "../../experiment/settings";
import { withSettings } from "../../experiment/settings";
import { writeFileAtomic } from "../../run";
import { trustFile } from "../../run/trust";
import { GanError } from "../../shared/errors";
import { openStudy } from "../plan/folder";
import { studyFiles } from "../store/study-files";
import { importanceOf } from "../outcome/importance";
import { objectivesOf, type Plan, type SearchPlan, spaceOf } from "../plan/plan";
import type { Source } from "../plan/plan-combinations";
import { settledPoint } from "../space/settings-of-point";
import type { StudyEvent } from "../work/train-run";
import { readHistory, readStudyView } from "../outcome/view";
import { type Execution, workOn } from "../work/worker";
import { type Budget, budgetOf, type Speed } from "./budget";
import { type Gain, gainOf } from "./gain";
import { tunedMeasure, type TunedMeasure } from "./measure";
import { commentOf, gainText, mattersText, type Story, triedText } from "./story";
import { comparison, experimentOf, searchStudy, trialRun } from "./study";

/*
 * Searches better settings for a config without being told anything: finds out how fast this
 * machine is, searches, and compares the best trial with the config as it was, with seeds that the
 * search has not seen.
 */

export type TunePhase = "speed" | "search" | "check";

export interface TuneOptions {
  config: Source;
  /** What studies are called after. */
  name: string;
  minutes: number;
  studiesDir: string;
  /** The bundled `trainer.js`. */
  trainerFile: string;
  cacheDirs: readonly string[];
  /** Ends tuning; the search can be gone on with. */
  signal: AbortSignal;
  onPhase(phase: TunePhase, plan: Plan, dir: string): void;
  onEvent(event: StudyEvent, phase: TunePhase): void;
}

export interface TuneOutcome {
  /** The folder of the search. */
  dir: string;
  /** The config that was written; undefined where nothing better was found. */
  file?: string;
  /** What was tried and found, in sentences. */
  said: string[];
  gain?: Gain;
}

/** Seeds that the config as it was and the best trial are compared with. */
const CHECK_SEEDS = 3;

export async function tune(options: TuneOptions): Promise<TuneOutcome> {
  const { config, name, minutes } = options;
  const experiment = experimentOf(config);
  const measure = tunedMeasure(experiment);
  const speed = await measureSpeed(options);
  const budget = budgetOf(experiment, speed, minutes);
  const plan = searchStudy(config, name, measure, budget);
  const dir = await worked(plan, "search", options);
  const view = await readStudyView(dir);
  const importance = importanceOf(spaceOf(plan), await readHistory(dir));
  const story: Story = { view, steps: budget.steps, importance };
  const [best] = view.best;
  const trial = view.trials.find(({ number }) => number === best);
  if (!trial || trial.number === 0)
    return { dir, said: [triedText(story), "Nothing was better than the config as it is."] };
  const settings = changedSettings(plan, await pointOf(dir, trial.number));
  const gain = await checked(options, measure, { budget, settings });
  return written(options, { dir, story, settings, gain });
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
async function checked(
  options: TuneOptions,
  measure: TunedMeasure,
  { budget, settings }: { budget: Budget; settings: readonly Setting[] },
): Promise<Gain> {
  const { config, name } = options;
  const own = experimentOf(config).training.seed;
  const seeds = Array.from({ length: CHECK_SEEDS }, (_, i) => own + 1 + i);
  const set = Object.fromEntries(settings.map(({ path, value }) => [path, value]));
  const plan = comparison(config, name, measure, { budget, settings: set, seeds });
  const dir = await worked(plan, "check", options);
  const { trials } = await readStudyView(dir);
  const [objective] = objectivesOf(plan);
  return gainOf(trials, objective?.direction ?? "least");
}

interface Found {
  dir: string;
  story: Story;
  settings: readonly Setting[];
  gain: Gain;
}

function written({ config }: TuneOptions, { dir, story, settings, gain }: Found): TuneOutcome {
  const matters = mattersText(story);
  const said = [triedText(story), gainText(gain, story), ...(matters ? [matters] : [])];
  if (!gain.isBetter)
    return { dir, gain, said: [...said, "That is no gain: no config was written."] };
  const file = freeFile(config.file);
  const study = relative(dirname(config.file), dir);
  const comment = commentOf([
    `${basename(config.file)}, tuned by gan tune.`,
    ...said,
    `The study: ${study}`,
  ]);
  writeFileAtomic(file, `${comment}${withSettings(config.text, settings)}`);
  return { dir, file, gain, said };
}

/** `ring.tuned.gan.json` beside `ring.gan.json`; what is there already stays. */
function freeFile(file: string): string {
  const stem = file.replace(/(\.gan)?\.json$/, "");
  const name = (n: number) => `${stem}.tuned${n > 1 ? `-${n}` : ""}.gan.json`;
  let n = 1;
  while (existsSync(name(n))) n++;
  return name(n);
}

/** Makes a study's folder, and works on it until nothing is left. Returns the folder. */
async function worked(plan: Plan, phase: TunePhase, options: TuneOptions): Promise<string> {
  const dir = await openStudy(plan, { studiesDir: options.studiesDir });
  trustFile(studyFiles(dir).plan, options.cacheDirs);
  options.onPhase(phase, plan, dir);
  const execution = execute(plan, dir, phase, options);
  await untilDone(execution, options.signal);
  if (options.signal.aborted)
    throw new GanError("bad-usage", "tuning was stopped", `go on with: gan search --resume ${dir}`);
  return dir;
}

const execute = (
  plan: Plan,
  dir: string,
  phase: TunePhase,
  { trainerFile, cacheDirs, onEvent }: TuneOptions,
): Execution =>
  workOn({
    dir,
    plan,
    jobs: 1,
    trainerFile,
    cacheDirs,
    onEvent: (event) => onEvent(event, phase),
  });

async function untilDone(execution: Execution, signal: AbortSignal): Promise<void> {
  const stop = () => execution.stop();
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  try {
    await execution.done;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Seconds of training after which a machine's speed is known well enough. */
const SPEED_SECONDS = 4;

/** Trains the config for some seconds in a folder that is thrown away. */
async function measureSpeed(options: TuneOptions): Promise<Speed> {
  const plan = trialRun(options.config);
  const parent = mkdtempSync(join(tmpdir(), "gan-tune-"));
  try {
    const dir = await openStudy(plan, { studiesDir: parent, dir: join(parent, "speed") });
    trustFile(studyFiles(dir).plan, options.cacheDirs);
    options.onPhase("speed", plan, dir);
    const began = performance.now();
    let speed: Speed | undefined;
    let failure = "";
    const execution = execute(plan, dir, "speed", {
      ...options,
      onEvent(event, phase) {
        options.onEvent(event, phase);
        if (event.type !== "runProgress" && event.type !== "runEnded") return;
        const { step, trainingSeconds, error } = event.record;
        failure = error?.message ?? "";
        if (step === 0 || trainingSeconds === 0) return;
        const seconds = (performance.now() - began) / 1000;
        speed = {
          stepsPerSecond: step / trainingSeconds,
          startSeconds: Math.max(0, seconds - trainingSeconds),
        };
        if (trainingSeconds > SPEED_SECONDS) execution.stop();
      },
    });
    await untilDone(execution, options.signal);
    if (speed) return speed;
    const message = `the config does not train${failure && `: ${failure}`}`;
    throw new GanError("bad-run", message, `try it: gan train ${options.config.file}`);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}
