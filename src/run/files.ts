import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stepName, stepOfName } from "../shared/run/picture";

/* Where things are in a run folder. */

/** Where things are in a run folder. */
export function runFiles(dir: string) {
  return {
    record: join(dir, "run.json"),
    config: join(dir, "config.json"),
    metrics: join(dir, "metrics.jsonl"),
    /** The index of metrics.jsonl, derived from it. */
    index: join(dir, "index"),
    /** What the run knows of its data. */
    data: join(dir, "data.json"),
    events: join(dir, "events.jsonl"),
    evaluations: join(dir, "evaluations.jsonl"),
    samples: join(dir, "samples"),
    checkpoints: join(dir, "checkpoints"),
    /** The steps of checkpoints that a person wants to keep. */
    pins: join(dir, "pins.json"),
    /** What was cut off when the run was taken back, a folder each time. */
    rewound: join(dir, "rewound"),
    log: join(dir, "log.txt"),
    /** The files of networks that are modules, as they were when the run began. */
    modules: join(dir, "modules"),
    /** Commands for a live trainer from outside its host, a line each. */
    inbox: join(dir, "inbox.jsonl"),
    /** What the trainer answers to commands of the inbox that ask for an answer. */
    outbox: join(dir, "outbox.jsonl"),
    /** Holds the pid of the one process that trains; touched every second. */
    lock: join(dir, "trainer.lock"),
    curves: join(dir, "curves.svg"),
    /** What a person says of the run; no trainer touches it. */
    notes: join(dir, "notes.json"),
  };
}

export const picturePath = (dir: string, step: number): string =>
  join(runFiles(dir).samples, `${stepName(step)}.png`);
export const nearestPath = (dir: string, step: number): string =>
  join(runFiles(dir).samples, `${stepName(step)}.nearest.png`);
/** The samples of a table, as comma-separated values. */
export const tablePath = (dir: string, step: number): string =>
  join(runFiles(dir).samples, `${stepName(step)}.csv`);
export const pictureDataPath = (dir: string, step: number): string =>
  join(runFiles(dir).samples, `${stepName(step)}.json`);

/**
 * Deletes the pictures of later steps, which belong to a past that a resumed run does not
 * have.
 */
export function deleteSamplesAfter(dir: string, step: number): void {
  const { samples } = runFiles(dir);
  for (const name of readdirSync(samples)) {
    if ((stepOfName(name) ?? 0) > step) rmSync(join(samples, name), { force: true });
  }
}

/** `<folder>/.gan/runs`. */
export const runsDirOf = (workspaceFolder: string): string => join(workspaceFolder, ".gan", "runs");
