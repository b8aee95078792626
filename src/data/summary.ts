import { setImmediate as immediate } from "node:timers/promises";
import type { DataSummary, RecordedColumn } from "../shared/run/data-record";
import { type FiniteDataset, viewRange } from "./dataset";
import { type ColumnScale, PLAIN_SCALE, type Table } from "./table-columns";

/* What a data set is like, in a few numbers, for a person and for the run's record. */

/** Numbers that are gone through between two turns of the event loop. */
const AT_ONCE = 1 << 22;

/** What a run keeps of the examples that it is trained with, beside their content's hash. */
export async function summaryOf(dataset: FiniteDataset): Promise<DataSummary> {
  const { count, sampleShape, labels, table } = dataset;
  const view = viewRange(dataset);
  return {
    examples: count,
    shape: sampleShape,
    ...(table ? { columns: columnsOf(table) } : await momentsOf(dataset)),
    ...(view && !table ? { view } : {}),
    ...(labels ? { classCounts: countsOf(labels) } : {}),
  };
}

const columnsOf = ({ columns, scales }: Table): RecordedColumn[] =>
  columns.map((column, i) => ({
    name: column.name,
    type: column.type,
    ...(scales[i] ?? PLAIN_SCALE),
    ...(column.type === "categorical" ? { values: column.values } : {}),
  }));

/** The scales that a run has recorded of its table. */
export const recordedScales = ({
  columns,
}: Pick<DataSummary, "columns">): ColumnScale[] | undefined =>
  columns?.map(({ mean, stddev, decimals }) => ({ mean, stddev, decimals }));

/** Mean and standard deviation over all numbers, as scaled for training. */
async function momentsOf({
  values,
  scale,
  offset,
}: FiniteDataset): Promise<{ mean: number; stddev: number }> {
  const first = values[0] ?? 0;
  let sum = 0;
  let squares = 0;
  for (let from = 0; from < values.length; from += AT_ONCE) {
    for (const value of values.subarray(from, from + AT_ONCE)) {
      const distance = value - first;
      sum += distance;
      squares += distance * distance;
    }
    await immediate();
  }
  const mean = sum / values.length;
  const variance = Math.max(0, squares / values.length - mean * mean);
  return { mean: (first + mean) * scale + offset, stddev: Math.sqrt(variance) * Math.abs(scale) };
}

function countsOf(labels: Uint8Array): number[] {
  const counts: number[] = [];
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return Array.from(counts, (count) => count ?? 0);
}
