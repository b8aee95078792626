import "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fetchData } from "../../src/data/fetch-data";
import { marginals, openSource, type Source } from "../../src/data/source";
import { createEagerProgram } from "../../src/engine/eager/program";
import type { Program, Step } from "../../src/engine/program";
import { parseExperiment } from "../../src/experiment/parse";
import type { Experiment } from "../../src/experiment/schema";
import { initialState, type Model, modelOf } from "../../src/gan/model";
import { flattenState } from "../../src/gan/state";
import { STEP_METRICS } from "../../src/gan/step";
import { cacheDirs } from "../../src/shared/files/cache";
import { valuesOf } from "../../src/tensor/tensor-values";
import type { Values } from "../../src/tensor/values";
import { stepOf } from "../../src/trainer/session/step";
import { REPOSITORY } from "./paths";
import { entry, present } from "./values";

/** The four experiments of bench/, on which the project's speed is measured. */
export const WORKLOADS = ["toy", "ring", "mnist", "dcgan"] as const;
export type Workload = (typeof WORKLOADS)[number];

/** An experiment of bench/ with changes. */
export function workload(
  name: Workload,
  change: (experiment: Experiment) => void = () => undefined,
): Experiment {
  const { experiment } = parseExperiment(
    readFileSync(join(REPOSITORY, "bench", `${name}.gan.json`), "utf8"),
  );
  change(present(experiment));
  return present(experiment);
}

export interface Prepared {
  model: Model;
  source: Source;
  step: Step;
  state: Record<string, Values>;
}

/** What a trainer makes of an experiment before it trains. An engine must be loaded. */
export async function prepare(experiment: Experiment): Promise<Prepared> {
  const dataDir = await fetchData(experiment.data, cacheDirs(), {
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const source = await openSource(experiment.data, dataDir);
  const model = modelOf(experiment);
  const means = await marginals(source);
  return {
    model,
    source,
    step: stepOf(model, source, () => model),
    state: valuesOf(() => flattenState(initialState(model, means))),
  };
}

/**
 * Everything that a program trains, and what it logged while it took `counts` iterations a call.
 */
export async function train(
  program: Program,
  counts: readonly number[],
): Promise<{ log: number[]; state: Record<string, Values> }> {
  const log: number[] = [];
  let from = 0;
  for (const count of counts) {
    log.push(...(await program.run(from, count)));
    from += count;
  }
  const state = await program.state();
  program.dispose();
  return { log, state };
}

/**
 * Does something while TensorFlow's environment says that operations may use so many threads: the
 * library reads it once, this project each time.
 */
export function withTensorFlowThreads<T>(threads: number, run: () => T): T {
  const before = process.env["TF_NUM_INTRAOP_THREADS"];
  process.env["TF_NUM_INTRAOP_THREADS"] = String(threads);
  const restore = () => {
    if (before === undefined) delete process.env["TF_NUM_INTRAOP_THREADS"];
    else process.env["TF_NUM_INTRAOP_THREADS"] = before;
  };
  const result = run();
  if (result instanceof Promise) return result.finally(restore) as T;
  restore();
  return result;
}

/**
 * Fails where a program's metrics or its state after so many iterations are not those of the same
 * step op by op: metrics to 1e-4, the state to `bound`, but for tensors whose names fit `ignore`.
 */
export async function assertAsOpByOp(
  program: Program,
  { step, state }: Prepared,
  steps: number,
  { bound = 1e-4, ignore }: { bound?: number; ignore?: RegExp } = {},
): Promise<void> {
  const actual = await train(program, [steps]);
  const expected = await train(createEagerProgram(step, state), [steps]);
  assert.equal(actual.log.length, steps * STEP_METRICS.length);
  for (const [i, metric] of STEP_METRICS.entries()) {
    const of = (log: number[]) => log.filter((_, at) => at % STEP_METRICS.length === i);
    assertClose(metric, of(actual.log), of(expected.log), 1e-4);
  }
  assert.deepEqual(Object.keys(actual.state), Object.keys(expected.state));
  for (const [key, { values, shape, dtype }] of Object.entries(expected.state)) {
    assert.deepEqual(
      [entry(actual.state, key).shape, entry(actual.state, key).dtype],
      [shape, dtype],
      key,
    );
    if (!ignore?.test(key)) assertClose(key, entry(actual.state, key).values, values, bound);
  }
}

/**
 * Fails where a number differs by more than `bound` from the one expected, relative to that or to
 * the root mean square of all.
 */
export function assertClose(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: number,
): void {
  assert.equal(actual.length, expected.length, what);
  let squares = 0;
  for (let i = 0; i < expected.length; i++) squares += expected[i]! ** 2;
  const size = Math.sqrt(squares / expected.length);
  for (let i = 0; i < expected.length; i++) {
    // Not greater: a NaN fails.
    const close =
      Math.abs(actual[i]! - expected[i]!) <= bound * Math.max(Math.abs(expected[i]!), size);
    if (!close)
      assert.fail(
        `${what}, number ${i}: ${actual[i]} instead of ${expected[i]}; root mean square ${size}`,
      );
  }
}
