import { valueAt } from "../../experiment/schedules";
import type { Model } from "../../gan/model";
import { STEP_METRICS } from "../../gan/step";
import type { GanError } from "../../shared/errors";
import type { MetricRow } from "../../shared/run/metrics";
import { divergence } from "../process/failures";

/* The rows of metrics that a call of the engine gives. */

/** Some iterations of a call, and the training time up to the end of each. */
export interface Iterations {
  /** The first, counted from 0. */
  first: number;
  count: number;
  /** Seconds of training before the call, and within it. */
  before: number;
  seconds: number;
}

/**
 * What the iterations of a call have measured: the rows of a log. `failure`: `not-finite` where a
 * loss is no number any more; `rows` then ends before that iteration.
 */
export function metricRows(
  model: Model,
  { first, count, before, seconds }: Iterations,
  log: Float32Array,
): { rows: MetricRow[]; failure?: GanError } {
  const rows: MetricRow[] = [];
  for (let i = 0; i < count; i++) {
    const time = before + (seconds * (i + 1)) / count;
    const row = rowOf(model, first + i, time, log, i);
    const broken = STEP_METRICS.filter((name) => !Number.isFinite(row[name]));
    if (broken.length > 0) return { rows, failure: divergence(broken, row.step) };
    rows.push(row);
  }
  return { rows };
}

function rowOf(
  { optimizers }: Model,
  iteration: number,
  time: number,
  log: Float32Array,
  place: number,
): MetricRow {
  const metric = (name: (typeof STEP_METRICS)[number]): number =>
    log[place * STEP_METRICS.length + STEP_METRICS.indexOf(name)]!;
  return {
    step: iteration + 1,
    time,
    lossD: metric("lossD"),
    lossG: metric("lossG"),
    dReal: metric("dReal"),
    dFake: metric("dFake"),
    gradNormD: metric("gradNormD"),
    gradNormG: metric("gradNormG"),
    lrD: valueAt(optimizers.discriminator.learningRate, iteration),
    lrG: valueAt(optimizers.generator.learningRate, iteration),
  };
}
