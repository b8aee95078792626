import { changeableSettings } from "../../experiment/changeable";
import type { Experiment } from "../../experiment/schema";
import { arrayRangeFindings } from "../../data/npy-data";
import type { Source } from "../../data/source";
import type { LoadOptions } from "../../data/splits";
import type { LoadedEngine } from "../../engine/load";
import type { Program } from "../../engine/program";
import type { Model } from "../../gan/model";
import {
  type Checkpoint,
  type CheckpointChecks,
  firstNotFinite,
  latestCheckpoint,
  listCheckpoints,
} from "../../run/checkpoints";
import type { GanError } from "../../shared/errors";
import type { MetricRow } from "../../shared/run/metrics";
import type { Values } from "../../tensor/values";
import { keepModules, loadModules, tryOut } from "../modules";
import { divergedState } from "../process/failures";
import { type FirstState, firstState } from "./first-state";
import { metricRows } from "./metric-rows";
import { checkpointMismatch, experimentAt, modelAt } from "./model-at";
import { ModelProgram } from "./model-program";
import type { NetworkName } from "../../shared/run/run";
import { isPretraining, maxIterations, prepareBatches, stepKind } from "./step";

/* A run in memory: opened from its folder, made ready for an engine, advanced. */

type OpenOptions = LoadOptions & Pick<CheckpointChecks, "onPassedOver">;

/** A run in memory: what it is, and how far its training has come. */
export class Session {
  #experiment: Experiment;
  #trained: ModelProgram;
  #step: number;
  #trainingSeconds: number;
  /** What it began with of another run's weights. */
  readonly weights: FirstState["weights"];

  private constructor(
    readonly source: Source,
    readonly engine: LoadedEngine,
    experiment: Experiment,
    trained: ModelProgram,
    /** Whether it was opened at a checkpoint. */
    readonly resumed: boolean,
    at: Pick<Checkpoint, "step" | "trainingSeconds"> & Pick<FirstState, "weights">,
  ) {
    this.#experiment = experiment;
    this.#trained = trained;
    this.#step = at.step;
    this.#trainingSeconds = at.trainingSeconds;
    this.weights = at.weights;
  }

  /**
   * Opens a run on its data, at its latest checkpoint that can be used or at its beginning.
   * `onPassedOver` is told of those that cannot.
   */
  static async open(
    runDir: string,
    config: Experiment,
    source: Source,
    engine: LoadedEngine,
    { onPassedOver, ...options }: OpenOptions = {},
  ): Promise<Session> {
    sayRange(config, source, options);
    // From the first checkpoint on a run is what it was begun with.
    const keepsModules = listCheckpoints(runDir).length > 0;
    const modules = await loadModules(config, { dir: runDir, keepsModules });
    const checkpoint = await latestCheckpoint(runDir, {
      mismatch: (found) => checkpointMismatch(config, modules, found),
      ...(onPassedOver ? { onPassedOver } : {}),
    });
    const experiment = experimentAt(config, checkpoint);
    const model = modelAt(config, modules, checkpoint);
    if (!checkpoint) tryOut(model);
    const at = checkpoint ?? {
      step: 0,
      trainingSeconds: 0,
      ...(await firstState(model, source, config.weightsFrom)),
    };
    const { compile } = experiment;
    const trained = await ModelProgram.make(
      { source, engine, compile },
      model,
      at.step,
      at.tensors,
    );
    if (!checkpoint) keepModules(runDir, modules);
    return new Session(source, engine, experiment, trained, checkpoint !== undefined, at);
  }

  /** What is trained now: the run's config with the changes since. */
  get experiment(): Experiment {
    return this.#experiment;
  }

  get model(): Model {
    return this.#trained.model;
  }

  /** The step, ready to run, with the state that it trains. */
  get program(): Program {
    return this.#trained.program;
  }

  /** How long the program took to make, in milliseconds. */
  get compileMs(): number {
    return this.#trained.compileMs;
  }

  /** Iterations done. */
  get step(): number {
    return this.#step;
  }

  /** Time spent in training, in seconds. */
  get trainingSeconds(): number {
    return this.#trainingSeconds;
  }

  /** How many iterations the next call can take. */
  get capacity(): number {
    const { model, program } = this;
    return Math.min(
      program.capacity,
      this.#trained.kind === "pretraining" ? model.pretrainDiscriminator - this.#step : Infinity,
      maxIterations(model, this.source),
    );
  }

  /**
   * Makes a piece of what the next `count` iterations, at most `capacity`, are fed with, where that
   * takes long. @returns whether all of it is there
   */
  prepare(count: number): boolean {
    return prepareBatches(this.model, this.source, this.#step, count);
  }

  /**
   * Trains `count` iterations, at most `capacity`. `failure`: `not-finite` where a loss is no
   * number any more; `rows` then ends before that iteration, and the session is of no more use.
   */
  async advance(count: number): Promise<{ rows: MetricRow[]; failure?: GanError }> {
    const { model, program } = this;
    const first = this.#step;
    const before = this.#trainingSeconds;
    const started = performance.now();
    const log = await program.run(first, count);
    const seconds = (performance.now() - started) / 1000;
    const measured = metricRows(model, { first, count, before, seconds }, log);
    this.#step += count;
    this.#trainingSeconds += seconds;
    if (this.#trained.kind === "pretraining" && !isPretraining(model, this.#step))
      await this.#exchange(model, await program.state());
    return measured;
  }

  /**
   * Trains one network alone from the next iteration on, while the other is held fixed; without a
   * name both again. While D is trained before the game begins nothing changes.
   */
  async trainAlone(network?: NetworkName): Promise<void> {
    if (stepKind(this.model, this.#step, network) === this.#trained.kind) return;
    await this.#exchange(this.model, await this.program.state(), network);
  }

  /** Goes on with other numbers for the same program. */
  feedFrom(experiment: Experiment, model: Model): void {
    this.#experiment = experiment;
    this.#trained.feedFrom(model);
  }

  /** Goes on with the program of another model, from a state of its own. */
  async rebuild(
    experiment: Experiment,
    model: Model,
    state: Record<string, Values>,
  ): Promise<void> {
    await this.#exchange(model, state);
    this.#experiment = experiment;
  }

  /** What the program before held is freed. */
  async #exchange(model: Model, state: Record<string, Values>, alone?: NetworkName): Promise<void> {
    const { source, engine } = this;
    const { compile } = this.#experiment;
    const before = this.#trained;
    const parts = { source, engine, compile };
    this.#trained = await ModelProgram.make(parts, model, this.#step, state, alone);
    before.program.dispose();
  }

  /**
   * The session as a checkpoint. Throws `not-finite` rather than keep a state that cannot be
   * trained on.
   */
  async checkpoint(): Promise<Checkpoint> {
    const tensors = await this.program.state();
    const notFinite = await firstNotFinite(tensors);
    if (notFinite !== undefined) throw divergedState(notFinite, this.#step);
    return {
      step: this.#step,
      trainingSeconds: this.#trainingSeconds,
      settings: changeableSettings(this.#experiment),
      batchOffset: this.model.batchOffset,
      tensors,
    };
  }
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
