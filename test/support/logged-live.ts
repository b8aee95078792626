import { mkdirSync, writeFileSync } from "node:fs";
import { appendLines, picturePath, RowsLog, runFiles } from "../../src/run";
import { openEventLog } from "../../src/run/tensorboard/event-log";
import { METRIC_NAMES, type MetricRow, toColumns } from "../../src/shared/run/metrics";
import { LOGGED_RUN } from "./logged-run";
import { first } from "./values";

/* A run that is written for TensorBoard while it trains, for tests of the files. */

const BEGIN = 1_800_000_000;
const { png } = first([...LOGGED_RUN.pictures]);

/** A row whose numbers tell its step, and in which of the run's sessions it was made. */
const row = (step: number, session: number): MetricRow => ({
  step,
  time: step,
  ...(Object.fromEntries(METRIC_NAMES.map((name) => [name, 10 * session + step])) as Omit<
    MetricRow,
    "step" | "time"
  >),
});
const rows = (session: number, ...steps: number[]) =>
  toColumns(steps.map((step) => row(step, session)));

const evaluation = (step: number, value: number) => ({
  step,
  time: new Date((BEGIN + step) * 1000).toISOString(),
  results: { frechetDistance: { value, settings: {} } },
});

/**
 * Fills a folder as a branch has it that begins at step 2, trains it to step 4, and again from step
 * 3 to step 5.
 */
export async function logLive(dir: string): Promise<void> {
  mkdirSync(runFiles(dir).samples, { recursive: true });
  const before = await RowsLog.open(dir, 0);
  before.append([row(1, 0), row(2, 0)]);
  writeFileSync(picturePath(dir, 2), png);
  appendLines(runFiles(dir).evaluations, [evaluation(2, 12)]);
  let now = BEGIN;
  const config = { training: { batchSize: 64 } };
  const onFailure = (error: unknown) => {
    throw error;
  };
  const opening = { config, onFailure, clock: () => now };
  const trained = await openEventLog(dir, { ...opening, step: 2 });
  trained.rows(rows(1, 3));
  trained.rows(rows(1, 4));
  now += 2;
  trained.flush();
  trained.picture(4, png);
  trained.evaluation(evaluation(4, 14));
  const resumed = await openEventLog(dir, { ...opening, step: 3 });
  now += 2;
  resumed.rows(rows(2, 4, 5));
  resumed.flush();
  resumed.picture(5, png);
  resumed.evaluation(evaluation(5, 25));
  resumed.end("finished");
}
