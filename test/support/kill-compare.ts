import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { listCheckpoints, readCheckpoint, readRecord, runFiles } from "../../src/run";
import { METRIC_NAMES, type MetricRow } from "../../src/shared/run/metrics";
import type { Evaluation, RunEvent } from "../../src/shared/run/run";
import { first, present } from "./values";

/** A machine's clock is set right now and then, also backwards, by milliseconds. */
const CLOCK_STEP_MS = 1000;

/**
 * Asserts that a run that was killed and resumed is the run that was never interrupted: all its
 * files but for times, and for events, which tell of the kills. Files are read as they are, not by
 * the product's readers, which pass over what is torn.
 */
export async function assertSameRun(whole: string, resumed: string): Promise<void> {
  assertSameRows(whole, resumed);
  assert.deepEqual(evaluationsOf(resumed), evaluationsOf(whole), "evaluations");
  assertSameSamples(whole, resumed);
  await assertSameCheckpoints(whole, resumed);
  assertSaneEvents(whole, resumed);
  const { state, step, steps, error } = readRecord(resumed);
  assert.deepEqual({ state, step, error }, { state: "finished", step: steps, error: undefined });
  assert.ok(existsSync(runFiles(resumed).curves), "curves.svg");
  const left = allFiles(resumed).filter((name) => /\.tmp$|\.lock$/.test(name));
  assert.deepEqual(left, [], "what processes that were killed left behind");
}

const linesOf = <T>(file: string): T[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as T);

const allFiles = (dir: string): string[] =>
  readdirSync(dir, { recursive: true }).map(String).sort();

function assertSameRows(whole: string, resumed: string): void {
  const rowsOf = (dir: string) => linesOf<MetricRow>(runFiles(dir).metrics);
  const [a, b] = [rowsOf(whole), rowsOf(resumed)];
  const steps = (rows: readonly MetricRow[]) => rows.map(({ step }) => step);
  assert.deepEqual(steps(b), steps(a), "each row once, in order");
  for (const [i, row] of b.entries())
    for (const name of METRIC_NAMES)
      assert.equal(row[name], a[i]?.[name], `${name} at step ${row.step}`);
}

/** What was measured at each step, without the times. */
const evaluationsOf = (dir: string) => {
  const { evaluations } = runFiles(dir);
  const all = existsSync(evaluations) ? linesOf<Evaluation>(evaluations) : [];
  return all.map(({ step, results, failures }) => ({ step, results, failures }));
};

function assertSameSamples(whole: string, resumed: string): void {
  const [a, b] = [runFiles(whole).samples, runFiles(resumed).samples];
  assert.deepEqual(allFiles(b), allFiles(a), "files of samples");
  for (const name of allFiles(a))
    assert.ok(readFileSync(join(a, name)).equals(readFileSync(join(b, name))), `samples/${name}`);
}

async function assertSameCheckpoints(whole: string, resumed: string): Promise<void> {
  const names = (dir: string) => allFiles(runFiles(dir).checkpoints);
  assert.deepEqual(names(resumed), names(whole), "checkpoints");
  const [a, b] = await Promise.all(
    [whole, resumed].map((dir) => readCheckpoint(first(listCheckpoints(dir)))),
  );
  assert.deepEqual(present(b).tensors, present(a).tensors, "tensors of the last checkpoint");
  assert.deepEqual(present(b).settings, present(a).settings, "settings of the last checkpoint");
}

/** What events of a run may not lack, and what is not to be among them. */
function assertSaneEvents(whole: string, resumed: string): void {
  const [expected, events] = [whole, resumed].map((dir) =>
    linesOf<RunEvent>(runFiles(dir).events),
  ) as [RunEvent[], RunEvent[]];
  const types = events.map(({ type }) => type);
  assert.ok(types.includes("started"));
  assert.equal(types.at(-1), "finished");
  for (const type of ["failed", "warning"] as const)
    assert.deepEqual(
      events.filter((event) => event.type === type),
      [],
      `events: ${type}`,
    );
  const kept = (all: RunEvent[]) =>
    new Set(
      all
        .filter(({ type }) => ["checkpoint", "evaluated", "changed"].includes(type))
        .map(({ type, step }) => `${type} at step ${step}`),
    );
  assert.deepEqual([...kept(events)].sort(), [...kept(expected)].sort(), "events");
  const times = events.map(({ time }) => Date.parse(time));
  for (const [i, time] of times.entries())
    assert.ok(time >= Math.max(...times.slice(0, i)) - CLOCK_STEP_MS, "events are in their order");
}
