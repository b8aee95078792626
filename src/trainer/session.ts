import type { Experiment, OptimizerConfig } from "../experiment/schema";
import { batchAt, marginals, openSource, type Source } from "../data/source";
import { hyperAt, initialState, type Model, modelOf, settingsAt } from "../gan/model";
import { trainable } from "../gan/network";
import { carryOver, optimizer } from "../gan/optimizers";
import { slotsPrefix, below, type State, under } from "../gan/state";
import { STEP_METRICS, trainingStep } from "../gan/step";
import { dispose, scalar, tensor, tidy } from "../shared/tf";
import { type Checkpoint, latestCheckpoint } from "../run/checkpoints";
import type { StoredTensor } from "../run/safetensors";
import { GanError } from "../shared/errors";
import type { MetricRow } from "../shared/metrics";
import type { NetworkName } from "../shared/run";

/** A run in memory: what it is, and how far its training has come. Only the functions below change it. */
export interface Session {
  readonly experiment: Experiment;
  readonly source: Source;
  model: Model;
  state: State;
  /** Iterations done. */
  step: number;
  /** Time spent in training before `since`, in seconds. */
  trainingSeconds: number;
}

/** Opens a run at its latest checkpoint, or at its beginning. */
export async function openSession(runDir: string, experiment: Experiment, cacheDir: string): Promise<{ session: Session; resumed: boolean }> {
  const source = await openSource(experiment.data, cacheDir);
  const model = modelOf(experiment);
  const checkpoint = latestCheckpoint(runDir);
  if (!checkpoint) {
    return { resumed: false, session: { experiment, source, model, state: tidy(() => initialState(model, marginals(source))), step: 0, trainingSeconds: 0 } };
  }
  const state = Object.fromEntries(Object.entries(checkpoint.tensors).map(([name, { dtype, shape, values }]) => [name, tensor(values, shape, dtype)]));
  return {
    resumed: true,
    session: { experiment, source, model: { ...model, optimizers: checkpoint.optimizers }, state, step: checkpoint.step, trainingSeconds: checkpoint.trainingSeconds },
  };
}

/** One iteration. Throws `not-finite` where a loss is no number any more; the state is then the one before. */
export function iterate(session: Session): MetricRow {
  const { model, source, step } = session;
  const started = performance.now();
  const { next, values } = tidy(() => {
    const k = model.discriminatorSteps;
    const result = trainingStep(model, session.state, {
      step: scalar(step, "int32"),
      real: Array.from({ length: k }, (_, i) => batchAt(source, model.seed, step * k + i, model.batchSize)),
      hyper: { generator: hyperAt(model.optimizers.generator, step), discriminator: hyperAt(model.optimizers.discriminator, step) },
    });
    return { next: result.state, values: result.metrics.dataSync() };
  });
  const metrics = Object.fromEntries(STEP_METRICS.map((name, i) => [name, values[i]!])) as Record<(typeof STEP_METRICS)[number], number>;
  const broken = STEP_METRICS.filter((name) => !Number.isFinite(metrics[name]));
  if (broken.length > 0) {
    dispose(next);
    throw new GanError("not-finite", `training diverged: ${broken.join(", ")} is not a finite number at step ${step + 1}`,
      "lower the learning rate of the network that grew, or use another optimizer; resuming goes back to the last checkpoint");
  }
  dispose(session.state);
  session.state = next;
  session.step = step + 1;
  session.trainingSeconds += (performance.now() - started) / 1000;
  const lr = (network: NetworkName) => settingsAt(model.optimizers[network], step)["learningRate"]!;
  return { step: session.step, time: session.trainingSeconds, ...metrics, lrD: lr("discriminator"), lrG: lr("generator") };
}

/**
 * Gives a network another optimizer from the next iteration on. `keep`: slots that both have are carried over. Returns
 * the names of those.
 */
export function exchangeOptimizer(session: Session, network: NetworkName, config: OptimizerConfig, slots: "keep" | "reset"): string[] {
  const prefix = slotsPrefix(network);
  const old = under(session.state, prefix);
  const fresh = tidy(() => optimizer(config).init(trainable(under(session.state, network))));
  const result = slots === "keep" ? carryOver(old, fresh) : { slots: fresh, carriedOver: [] };
  const inUse = new Set(Object.values(result.slots));
  dispose([...Object.values(old), ...Object.values(fresh)].filter((slot) => !inUse.has(slot)));
  const rest = Object.fromEntries(Object.entries(session.state).filter(([name]) => !name.startsWith(`${prefix}/`)));
  session.state = { ...rest, ...below(prefix, result.slots) };
  session.model = { ...session.model, optimizers: { ...session.model.optimizers, [network]: config } };
  return result.carriedOver;
}

/** The session as a checkpoint. Throws `not-finite` rather than keep a state that cannot be trained on. */
export function checkpointOf(session: Session): Checkpoint {
  const tensors = Object.fromEntries(Object.entries(session.state).map(([name, value]): [string, StoredTensor] => {
    const values = value.dataSync() as Float32Array | Int32Array;
    if (!values.every(Number.isFinite)) {
      throw new GanError("not-finite", `training diverged: ${name} holds values that are not finite numbers after step ${session.step}`,
        "lower the learning rate, or use another optimizer; resuming goes back to the last checkpoint");
    }
    return [name, { dtype: value.dtype as "float32" | "int32", shape: value.shape, values }];
  }));
  return { step: session.step, trainingSeconds: session.trainingSeconds, optimizers: session.model.optimizers, tensors };
}
