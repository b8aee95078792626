import { changeableSettings, withChangeableSettings } from "../../experiment/changeable";
import type { Experiment } from "../../experiment/schema";
import { arrayRangeFindings } from "../../data/npy-data";
import { marginals, type Source } from "../../data/source";
import type { LoadOptions } from "../../data/splits";
import type { LoadedEngine } from "../../engine/load";
import type { Program } from "../../engine/program";
import { createProgram } from "../../engine/create-program";
import { dataShape } from "../../experiment/shapes";
import { initialState, type Model, modelOf, type Modules } from "../../gan/model";
import { settingsAt } from "../../gan/optimizers";
import { flattenState } from "../../gan/state";
import { STEP_METRICS } from "../../gan/step";
import {
  type Checkpoint,
  type CheckpointChecks,
  firstNotFinite,
  latestCheckpoint,
  listCheckpoints,
  stateMismatch,
} from "../../run/checkpoints";
import type { GanError } from "../../shared/errors";
import type { MetricRow } from "../../shared/run/metrics";
import type { NetworkName } from "../../shared/run/run";
import { tidy } from "../../tensor/tf";
import { valuesOf } from "../../tensor/tensor-values";
import type { Values } from "../../tensor/values";
import { keepModules, loadModules, tryOut } from "../modules";
import { divergedState, divergence } from "../process/failures";
import { isPretraining, maxIterations, prepareBatches, stepOf } from "./step";

/* A run in memory: opened from its folder, made ready for an engine, advanced. */

/**
 * A run in memory: what it is, and how far its training has come. Only the functions below change
 * it.
 */
export interface Session {
  /** What is trained now: the run's config with the changes since. */
  experiment: Experiment;
  readonly source: Source;
  readonly engine: LoadedEngine;
  model: Model;
  /** The step, ready to run, with the state that it trains. */
  program: Program;
  /** Whether it is the program of the steps in which D alone is trained. */
  pretraining: boolean;
  /** How long the program took to make, in milliseconds. */
  compileMs: number;
  /** Iterations done. */
  step: number;
  /** Time spent in training, in seconds. */
  trainingSeconds: number;
}

/**
 * Opens a run on its data, at its latest checkpoint that can be used or at its beginning.
 * `onPassedOver` is told of those that cannot.
 */
export async function openSession(
  runDir: string,
  experiment: Experiment,
  source: Source,
  engine: LoadedEngine,
  { onPassedOver, ...options }: LoadOptions & Pick<CheckpointChecks, "onPassedOver"> = {},
): Promise<{ session: Session; resumed: boolean }> {
  sayRange(experiment, source, options);
  // From the first checkpoint on a run is what it was begun with.
  const keepsModules = listCheckpoints(runDir).length > 0;
  const modules = await loadModules(experiment, { dir: runDir, keepsModules });
  const checkpoint = await latestCheckpoint(runDir, {
    mismatch: (found) => checkpointMismatch(experiment, modules, found),
    ...(onPassedOver ? { onPassedOver } : {}),
  });
  const model = modelAt(experiment, modules, checkpoint);
  if (!checkpoint) tryOut(model);
  const means = checkpoint ? undefined : await marginals(source);
  const state = checkpoint?.tensors ?? valuesOf(() => flattenState(initialState(model, means)));
  const session = {
    experiment: experimentAt(experiment, checkpoint),
    source,
    engine,
    model,
    step: checkpoint?.step ?? 0,
    trainingSeconds: checkpoint?.trainingSeconds ?? 0,
  } as Session;
  await makeProgram(session, model, state);
  if (!checkpoint) keepModules(runDir, modules);
  return { session, resumed: checkpoint !== undefined };
}

/** Says where G cannot reach an array's numbers; of other data the config told it. */
function sayRange(
  { data, generator }: Experiment,
  source: Source,
  { onRemark }: LoadOptions,
): void {
  if (data.source !== "npy" || source.kind !== "examples") return;
  for (const { message, hint } of arrayRangeFindings(data, generator, source.dataset.values))
    onRemark?.(`${message}; ${hint}`);
}

/**
 * What a run trains at a checkpoint: its config with what was changed on the way there; without one
 * its config.
 */
export const experimentAt = (config: Experiment, checkpoint?: Checkpoint): Experiment =>
  checkpoint ? withChangeableSettings(config, checkpoint.settings) : config;

/** The model of a run at a checkpoint; without one that of its beginning. */
export function modelAt(config: Experiment, modules: Modules, checkpoint?: Checkpoint): Model {
  const model = modelOf(experimentAt(config, checkpoint), modules);
  return checkpoint ? { ...model, batchOffset: checkpoint.batchOffset } : model;
}

/**
 * Why a checkpoint's tensors are not those of the run's model at that time; undefined where they
 * are.
 */
export function checkpointMismatch(
  experiment: Experiment,
  modules: Modules,
  checkpoint: Checkpoint,
): string | undefined {
  // What an example is like on average changes no tensor's shape.
  const marginals = new Float32Array(dataShape(experiment.data).reduce((a, b) => a * b, 1));
  return tidy(() =>
    stateMismatch(
      checkpoint.tensors,
      flattenState(initialState(modelAt(experiment, modules, checkpoint), marginals)) as Record<
        string,
        Pick<Values, "shape" | "dtype">
      >,
    ),
  );
}

/** Gives a session the program of a model; what the one before held is freed. */
export async function makeProgram(
  session: Session,
  model: Model,
  state: Record<string, Values>,
): Promise<void> {
  const started = performance.now();
  const pretraining = isPretraining(model, session.step);
  const step = stepOf(model, session.source, () => session.model, { pretraining });
  const program = await createProgram(session.engine, step, state, session.experiment.compile);
  (session.program as Program | undefined)?.dispose();
  Object.assign(session, { model, program, pretraining, compileMs: performance.now() - started });
  // Recording leaves thousands of small objects, which V8 would let grow to tens of megabytes
  // before it looks at them.
  globalThis.gc?.();
}

/** How many iterations the next call can take. */
export const capacityOf = ({ program, pretraining, model, step, source }: Session): number =>
  Math.min(
    program.capacity,
    pretraining ? model.pretrainDiscriminator - step : Infinity,
    maxIterations(model, source),
  );

/**
 * Makes a piece of what the next `count` iterations, at most `capacityOf`, are fed with, where that
 * takes long. @returns whether all of it is there
 */
export const prepare = ({ model, source, step }: Session, count: number): boolean =>
  prepareBatches(model, source, step, count);

/**
 * Trains `count` iterations, at most `capacityOf`. `failure`: `not-finite` where a loss is no
 * number any more; `rows` then ends before that iteration, and the session is of no more use.
 */
export async function advance(
  session: Session,
  count: number,
): Promise<{ rows: MetricRow[]; failure?: GanError }> {
  const first = session.step;
  const started = performance.now();
  const log = await session.program.run(first, count);
  const seconds = (performance.now() - started) / 1000;
  const rows = Array.from({ length: count }, (_, i) =>
    rowOf(session, first + i, session.trainingSeconds + (seconds * (i + 1)) / count, log, i),
  );
  session.step += count;
  session.trainingSeconds += seconds;
  if (session.pretraining && !isPretraining(session.model, session.step))
    await makeProgram(session, session.model, await session.program.state());
  const broken = rows.findIndex((row) => !STEP_METRICS.every((name) => Number.isFinite(row[name])));
  if (broken < 0) return { rows };
  const names = STEP_METRICS.filter((name) => !Number.isFinite(rows[broken]![name]));
  return {
    rows: rows.slice(0, broken),
    failure: divergence(names, rows[broken]!.step),
  };
}

/**
 * What an iteration, counted from 0, has measured: a row of the log. Filled in place, for there are
 * ten thousand a second.
 */
function rowOf(
  { model }: Session,
  iteration: number,
  time: number,
  log: Float32Array,
  place: number,
): MetricRow {
  const rate = (network: NetworkName) =>
    settingsAt(model.optimizers[network], iteration)["learningRate"]!;
  const row = { step: iteration + 1, time } as MetricRow;
  STEP_METRICS.forEach((name, i) => {
    row[name] = log[place * STEP_METRICS.length + i]!;
  });
  row.lrD = rate("discriminator");
  row.lrG = rate("generator");
  return row;
}

/**
 * The session as a checkpoint. Throws `not-finite` rather than keep a state that cannot be trained
 * on.
 */
export async function checkpointOf(session: Session): Promise<Checkpoint> {
  const tensors = await session.program.state();
  const notFinite = await firstNotFinite(tensors);
  if (notFinite !== undefined) throw divergedState(notFinite, session.step);
  return {
    step: session.step,
    trainingSeconds: session.trainingSeconds,
    settings: changeableSettings(session.experiment),
    batchOffset: session.model.batchOffset,
    tensors,
  };
}
