import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  checkpointStep,
  checkpointSteps,
  listCheckpoints,
  readRecord,
  writeRecord,
} from "../../src/run";

/* Copies of runs, also such as if their process had died on the way. */

/** A copy of a run, which may be changed. */
export function copyOf(run: string): string {
  const dir = join(mkdtempSync(join(tmpdir(), "gan-engine-")), "copy");
  cpSync(run, dir, { recursive: true });
  return dir;
}

/** A copy of a run as if its process had died soon after a step. */
export function copyAsDied(run: string, step: number): string {
  const dir = copyOf(run);
  for (const file of listCheckpoints(dir)) if (checkpointStep(file) > step) rmSync(file);
  assert.ok(checkpointSteps(dir).length > 0, "it has a checkpoint to go on from");
  writeRecord(dir, { ...readRecord(dir), state: "running", step });
  return dir;
}
