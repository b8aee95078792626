import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseExperiment } from "../../src/experiment/parse";
import { PRESETS } from "../../src/experiment/presets";
import type { Experiment } from "../../src/experiment/schema";
import { createRun, latestCheckpoint, readRun } from "../../src/run";
import { trustRun } from "../../src/run/trust";
import { METRIC_NAMES } from "../../src/shared/run/metrics";
import { cacheDirs } from "../../src/shared/files/cache";
import type { FromTrainer } from "../../src/shared/protocol/messages";
import type { RunRecord } from "../../src/shared/run/run";
import { startTrainer, type Trainer } from "../../src/trainer-client/client";
import type { SpareTrainer } from "../../src/trainer-client/spare";
import { TRAINER } from "./paths";
import { found, last, present } from "./values";

/** A template's experiment with changes. */
export function template(
  id: string,
  change: (experiment: Experiment) => void = () => undefined,
): Experiment {
  const { experiment } = parseExperiment(found(PRESETS, (preset) => preset.id === id).text);
  change(present(experiment));
  return present(experiment);
}

/** A run as a command of the user begins one. */
export async function newRun(experiment: Experiment): Promise<string> {
  const runsDir = mkdtempSync(join(tmpdir(), "gan-engine-"));
  const dir = await createRun({ runsDir, name: "test", experiment });
  trustRun(dir, cacheDirs());
  return dir;
}

const started = new Set<Trainer>();
// A test that fails leaves its trainer behind.
afterEach(() => {
  for (const trainer of started) trainer.kill();
});

export interface WatchedTrainer extends Trainer {
  readonly messages: readonly FromTrainer[];
  /** Resolves when a message fits; rejects when the trainer ends before. */
  until(fits: (message: FromTrainer) => boolean, what: string): Promise<void>;
}

/** A real trainer process whose messages a test can wait for. */
export function watch(
  runDir: string,
  options: {
    steps?: number;
    fromStep?: number;
    paused?: boolean;
    execPath?: string;
    cacheDirs?: readonly string[];
    spare?: SpareTrainer;
  } = {},
): WatchedTrainer {
  const messages: FromTrainer[] = [];
  const waiting = new Set<() => void>();
  const trainer = startTrainer({
    trainerFile: TRAINER,
    runDir,
    cacheDirs: cacheDirs(),
    ...options,
    onMessage(message) {
      messages.push(message);
      for (const look of waiting) look();
    },
  });
  started.add(trainer);
  void trainer.done.then(() => started.delete(trainer));
  const until = (fits: (message: FromTrainer) => boolean, what: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!messages.some(fits)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      void trainer.done.then(({ code, signal, stderrTail }) =>
        reject(new Error(`the trainer ended before ${what} (${code ?? signal}): ${stderrTail}`)),
      );
    });
  return { ...trainer, messages, until };
}

/** Whether a message tells of a row at or after a step. */
export const reached =
  (step: number) =>
  (message: FromTrainer): boolean =>
    message.type === "metrics" && last(message.columns.step) >= step;

export const isPaused = (message: FromTrainer): boolean =>
  message.type === "summary" && message.summary.record.state === "paused";

/**
 * A run whose trainer was killed once it had made a step. A new one is begun where it had come to
 * its end by then, as it may while this process waits for its turn.
 */
export async function killedAt(
  experiment: Experiment,
  step: number,
  options: { paused?: boolean } = {},
): Promise<{ dir: string; record: RunRecord }> {
  for (;;) {
    const dir = await newRun(experiment);
    const trainer = watch(dir, options);
    if (options.paused) {
      await trainer.until(isPaused, "it is paused at its beginning");
      await trainer.command({ type: "resume" });
    }
    await trainer.until(reached(step), `step ${step}`);
    trainer.kill();
    const { record, signal } = await trainer.done;
    if (signal === "SIGKILL" && record.state === "interrupted") return { dir, record };
  }
}

/** Trains a new run to its end. @returns its folder */
export async function finished(
  experiment: Experiment,
  options: { steps?: number } = {},
): Promise<string> {
  const dir = await newRun(experiment);
  const { record, stderrTail } = await watch(dir, options).done;
  assert.equal(record.state, "finished", stderrTail);
  return dir;
}

/** The same metrics at the same steps, and the same final state, to the last bit. */
export async function assertSame(dirA: string, dirB: string): Promise<void> {
  const a = await readRun(dirA);
  const b = await readRun(dirB);
  for (const name of ["step", ...METRIC_NAMES] as const)
    assert.deepEqual(b.columns[name], a.columns[name], name);
  assert.deepEqual(
    present(await latestCheckpoint(dirB)).tensors,
    present(await latestCheckpoint(dirA)).tensors,
  );
}

/** A .npy file of version 1 with rows of `rowShape`. */
export function npy(
  descr: string,
  rowShape: readonly number[],
  values: Uint8Array | Float32Array,
): Buffer {
  const shape = [values.length / rowShape.reduce((a, b) => a * b, 1), ...rowShape];
  const head =
    `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`.padEnd(117) +
    "\n";
  return Buffer.concat([
    Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1"),
    Buffer.from(head, "latin1"),
    Buffer.from(values.buffer),
  ]);
}
