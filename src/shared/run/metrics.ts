/* What a run records at each step: the names of the metrics, and rows and columns of them. */

/** What is recorded at each step, beside `step` and `time`. D = discriminator, G = generator. */
export const METRICS = {
  lossD: "loss of D",
  lossG: "loss of G",
  dReal: "mean D(x) over the real batch",
  dFake: "mean D(G(z)) over the generated batch",
  gradNormD: "Euclidean norm of D's gradient",
  gradNormG: "Euclidean norm of G's gradient",
  lrD: "learning rate of D",
  lrG: "learning rate of G",
} as const;
export type MetricName = keyof typeof METRICS;
export const METRIC_NAMES = Object.keys(METRICS) as MetricName[];

/** One line of `metrics.jsonl`. `time`: seconds of training so far, pauses left out. */
export type MetricRow = { step: number; time: number } & Record<MetricName, number>;

export const COLUMN_NAMES = ["step", "time", ...METRIC_NAMES] as const;
export type ColumnName = (typeof COLUMN_NAMES)[number];

/**
 * Rows as columns, all of one length and in the order of their steps: how metrics travel between
 * processes.
 */
export type MetricColumns = Record<ColumnName, Float64Array>;

/** JSON has no NaN: what is missing or null in a row is NaN in its column. */
export function toColumns(rows: readonly MetricRow[]): MetricColumns {
  const column = (name: ColumnName): Float64Array => {
    const values = new Float64Array(rows.length);
    rows.forEach((row, i) => {
      values[i] = row[name] ?? NaN;
    });
    return values;
  };
  return Object.fromEntries(COLUMN_NAMES.map((name) => [name, column(name)])) as MetricColumns;
}
