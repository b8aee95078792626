import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changeableSettings } from "../../src/experiment/changeable";
import { parseExperiment } from "../../src/experiment/parse";
import { PRESETS } from "../../src/experiment/presets";
import type { Experiment } from "../../src/experiment/schema";
import {
  appendLines,
  createRun,
  picturePath,
  readRecord,
  recordEvaluation,
  RowsLog,
  runFiles,
  writeCheckpoint,
  writeRecord,
} from "../../src/run";
import type { ErrorCode } from "../../src/shared/errors";
import type { DataRecord } from "../../src/shared/run/data-record";
import { METRIC_NAMES, type MetricRow } from "../../src/shared/run/metrics";
import { first, present } from "./values";

/* Runs with several checkpoints, to branch from and to take back, without a trainer. */

export const EXPERIMENT: Experiment = present(parseExperiment(first(PRESETS).text).experiment);

export const row = (step: number): MetricRow => ({
  step,
  time: step / 100,
  ...(Object.fromEntries(METRIC_NAMES.map((name) => [name, step])) as Omit<
    MetricRow,
    "step" | "time"
  >),
});

const withLoss = (loss: Experiment["objective"]["loss"]): Experiment => ({
  ...EXPERIMENT,
  objective: { ...EXPERIMENT.objective, loss },
});

export const save = (dir: string, step: number, trained: Experiment) =>
  writeCheckpoint(
    dir,
    {
      step,
      trainingSeconds: step / 100,
      settings: changeableSettings(trained),
      batchOffset: 7,
      tensors: {
        "generator/w": { shape: [2], dtype: "float32", values: new Float32Array([step, 1]) },
      },
    },
    10,
  );

/** A run with checkpoints at 10, 20 and 30, whose loss was changed at step 20. */
export async function trainedRun(runsDir: string): Promise<string> {
  const dir = await createRun({ runsDir, name: "parent", experiment: EXPERIMENT });
  const log = await RowsLog.open(dir, 0);
  const event = (step: number, rest: object) =>
    appendLines(runFiles(dir).events, [{ ...rest, step, time: new Date().toISOString() }]);
  event(0, { type: "started", engine: "test" });
  log.append(Array.from({ length: 30 }, (_, i) => row(i + 1)));
  for (const step of [10, 20, 30]) {
    await save(dir, step, step >= 20 ? withLoss("hinge") : EXPERIMENT);
    recordEvaluation(dir, step, { results: {} });
    writeFileSync(picturePath(dir, step), `picture ${step}`);
  }
  event(21, { type: "changed", set: [{ path: "objective.loss", from: "minimax", to: "hinge" }] });
  event(30, { type: "finished" });
  writeRecord(dir, { ...readRecord(dir), state: "finished", step: 30, steps: 30 });
  return dir;
}

/** A run of `trainedRun` in a fresh folder, before a suite or before each of its tests. */
export function withTrainedRun(
  per: "suite" | "test",
  use: (made: { runsDir: string; run: string }) => void,
): void {
  let runsDir: string;
  const make = async () => {
    runsDir = mkdtempSync(join(tmpdir(), "gan-branched-"));
    use({ runsDir, run: await trainedRun(runsDir) });
  };
  const remove = () => rmSync(runsDir, { recursive: true, force: true });
  if (per === "suite") {
    before(make);
    after(remove);
  } else {
    beforeEach(make);
    afterEach(remove);
  }
}

/** What a run knows of its data: files of which all bytes are one letter. */
export const dataOf = (letter: string, fromStep: number): DataRecord => ({
  format: 1,
  source: "npy",
  time: "2026-11-28T20:00:00.000Z",
  sha256: letter.repeat(64),
  files: 1,
  bytes: 80,
  examples: 10 + fromStep,
  fromStep,
  shape: [2],
  mean: fromStep,
  stddev: 1,
});

export const fails = (code: ErrorCode, message: RegExp) => (error: unknown) => {
  const { code: found, message: text, hint } = error as Error & { code: string; hint: string };
  assert.equal(found, code, text);
  assert.match(`${text}; ${hint}`, message);
  return true;
};
