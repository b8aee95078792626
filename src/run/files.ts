import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { stepName, stepOfName } from "../shared/run/figure";
import { onFile, onFileAsync } from "../shared/files/errors";

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
  };
}

export const picturePath = (dir: string, step: number): string =>
  join(runFiles(dir).samples, `${stepName(step)}.png`);
export const nearestPath = (dir: string, step: number): string =>
  join(runFiles(dir).samples, `${stepName(step)}.nearest.png`);
/** The samples of a table, as comma-separated values. */
export const tablePath = (dir: string, step: number): string =>
  join(runFiles(dir).samples, `${stepName(step)}.csv`);
export const figurePath = (dir: string, step: number): string =>
  join(runFiles(dir).samples, `${stepName(step)}.json`);

/** Deletes pictures and figures of later steps, which belong to a past that a resumed run does not have. */
export function deleteSamplesAfter(dir: string, step: number): void {
  const { samples } = runFiles(dir);
  for (const name of readdirSync(samples)) {
    if ((stepOfName(name) ?? 0) > step) rmSync(join(samples, name), { force: true });
  }
}

/** `<folder>/.gan/runs`. */
export const runsDirOf = (workspaceFolder: string): string => join(workspaceFolder, ".gan", "runs");

/**
 * Replaces a file in one stroke: whoever reads it, and whenever this process or the machine dies, sees the old content
 * or the new, never a part.
 */
export function writeFileAtomic(file: string, content: string | Uint8Array): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    onFile(file, () => {
      const handle = openSync(temporary, "w");
      try {
        writeFileSync(handle, content);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      renameSync(temporary, file);
    });
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** So many characters are written at once. */
const PIECE_CHARACTERS = 1 << 16;

/** As `writeFileAtomic`, of content that is made a piece at a time, also while the old file is read. */
export async function streamFileAtomic(
  file: string,
  content: AsyncIterable<string>,
): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await onFileAsync(file, async () => {
      await writePieces(temporary, content);
      renameSync(temporary, file);
    });
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

async function writePieces(file: string, content: AsyncIterable<string>): Promise<void> {
  const handle = await open(file, "w");
  try {
    let piece = "";
    for await (const text of content) {
      piece += text;
      if (piece.length < PIECE_CHARACTERS) continue;
      await handle.appendFile(piece);
      piece = "";
    }
    await handle.appendFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
