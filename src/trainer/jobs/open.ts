import { fetchData } from "../../data/fetch-data";
import { type LoadedEngine, loadEngine } from "../../engine/load";
import type { EngineRequest } from "../../engine/names";
import type { Step } from "../../engine/program";
import type { Experiment } from "../../experiment/schema";
import type { Modules } from "../../gan/model";
import { createProgram } from "../../engine/create-program";
import {
  assertFiles,
  assertOriginalConfig,
  type Checkpoint,
  type CheckpointChecks,
  checkpointStep,
  latestCheckpoint,
  listCheckpoints,
  readCheckpoint,
  readExperiment,
  readRecord,
} from "../../run";
import { cacheDirs } from "../../shared/files/cache";
import { ENGINES } from "../../shared/engines";
import { GanError } from "../../shared/errors";
import type { Job } from "../../shared/protocol/jobs";
import type { FromTrainer } from "../../shared/protocol/messages";
import type { OpenedRun } from "../evaluation";
import { loadModules } from "../modules";
import { checkpointMismatch, modelAt } from "../session/model-at";

/* Opens a run for a job, without a change of it. */

export type Post = (message: FromTrainer) => void;

/** Nothing is trained: the state stays as it is. */
const REST: Step = {
  inputs: {},
  run: (state, _, iteration) => ({
    state: Object.fromEntries(
      Object.entries(state).map(([name, tensor]) => [name, tensor.clone()]),
    ),
    metrics: iteration.cast("float32").reshape([1]),
  }),
};

type Asked = Pick<Extract<Job, { kind: "evaluate" }>, "runDir" | "at" | "engine">;

/** A run whose engine is there, to be opened at one checkpoint after another. */
export interface ReadyRun {
  runDir: string;
  name: string;
  experiment: Experiment;
  engine: LoadedEngine;
  modules: Modules;
  /** Where its data are, if they were fetched. */
  dataDir: string;
}

/**
 * Opens a run at a checkpoint, for a job. Nothing of the run is changed, and whether it is
 * being trained makes no difference.
 */
export async function openRun(
  asked: Asked,
  post: Post,
  options: { trainsConvolution?: boolean } = {},
): Promise<OpenedRun> {
  return openAt(await readyRun(asked, post, options), asked.at, post);
}

/** Reads what a run is and starts the engine. */
export async function readyRun(
  { runDir, at, engine: wanted }: Asked,
  post: Post,
  { trainsConvolution = false } = {},
): Promise<ReadyRun> {
  const record = readRecord(runDir);
  assertFiles(runDir);
  const { name } = record;
  const experiment = await readExperiment(runDir);
  assertOriginalConfig(runDir, record);
  requireCheckpoint(runDir, name, at);
  const engine = await startEngine(wanted, trainsConvolution, runDir, post);
  const dataDir = await fetchData(experiment.data, cacheDirs(), {
    signal: new AbortController().signal,
    onProgress: (what, fraction) => post({ type: "progress", what, fraction }),
  });
  const modules = await loadModules(experiment, { dir: runDir, keepsModules: true });
  return { runDir, name, experiment, engine, modules, dataDir };
}

/** Opens a run at the checkpoint of a step, by default at the latest. */
export async function openAt(
  { runDir, name, experiment, engine, modules }: ReadyRun,
  at: number | undefined,
  post: Post,
): Promise<OpenedRun> {
  requireCheckpoint(runDir, name, at);
  const checkpoint = await checkpointAt(runDir, at, {
    mismatch: (found) => checkpointMismatch(experiment, modules, found),
    onPassedOver: (message) => post({ type: "notice", message }),
  });
  const weights = Object.fromEntries(
    Object.entries(checkpoint.tensors).filter(([tensor]) => !tensor.startsWith("optimizer/")),
  );
  const program = await createProgram(engine, REST, weights, "loop");
  return {
    experiment,
    engine,
    program,
    step: checkpoint.step,
    model: modelAt(experiment, modules, checkpoint),
  };
}

export async function startEngine(
  wanted = "auto",
  trainsConvolution: boolean,
  folder: string,
  post: Post,
) {
  if (wanted !== "auto" && !ENGINES.some((engine) => engine === wanted))
    throw new GanError(
      "bad-usage",
      `there is no engine "${wanted}"`,
      `use one of: auto, ${ENGINES.join(", ")}`,
    );
  const engine = await loadEngine(
    wanted as EngineRequest,
    { convolution: trainsConvolution },
    { cacheDirs: cacheDirs(), folders: [folder, process.cwd()] },
  );
  if (engine.notice) post({ type: "notice", message: engine.notice });
  return engine;
}

/** Throws where a run has no checkpoint, or none of the step that is asked for. */
function requireCheckpoint(runDir: string, name: string, at: number | undefined): void {
  const steps = listCheckpoints(runDir).map(checkpointStep);
  if (at === undefined ? steps.length > 0 : steps.includes(at)) return;
  const which = at === undefined ? "" : ` of step ${at}`;
  throw new GanError(
    "bad-run",
    `"${name}" has no checkpoint${which} (${runDir})`,
    steps.length > 0
      ? `there are those of ${steps.reverse().join(", ")}; "checkpoint": { "keep": N } keeps more`
      : "train it first: gan resume RUN",
  );
}

/** The checkpoint of a step, or the latest that can be used. */
async function checkpointAt(
  runDir: string,
  at: number | undefined,
  checks: Required<CheckpointChecks>,
): Promise<Checkpoint> {
  const wanted = listCheckpoints(runDir).find((file) => checkpointStep(file) === at);
  const checkpoint = await (wanted ? readCheckpoint(wanted) : latestCheckpoint(runDir, checks));
  const fault = wanted && checkpoint && checks.mismatch(checkpoint);
  if (checkpoint && fault === undefined) return checkpoint;
  throw new GanError(
    "bad-run",
    `not a checkpoint of this run: ${fault} (${wanted ?? runDir})`,
    "look at another step with --at",
  );
}
