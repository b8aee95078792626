import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
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

/**
 * Deletes pictures and figures of later steps, which belong to a past that a resumed run does not
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

/**
 * Replaces a file in one stroke: whoever reads it, and whenever this process or the machine dies,
 * sees the old content or the new, never a part.
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

/**
 * As `writeFileAtomic`, of content that is made a piece at a time, also while the old file is read.
 */
export const streamFileAtomic = (file: string, content: AsyncIterable<string>): Promise<void> =>
  replaceFile(file, async (handle) => {
    let piece = "";
    for await (const text of content) {
      piece += text;
      if (piece.length < PIECE_CHARACTERS) continue;
      await handle.appendFile(piece);
      piece = "";
    }
    await handle.appendFile(piece);
  });

/** Bytes that are handed to the system at a time. */
const WRITTEN_AT_ONCE = 16_000_000;

/**
 * The same for what is large, part after part; while the disk is at work others have their turn.
 * `assertMayReplace` is asked at the end: meanwhile the folder may have become another process's.
 */
export const writePiecesAtomic = (
  file: string,
  pieces: readonly Uint8Array[],
  assertMayReplace?: () => void,
): Promise<void> =>
  replaceFile(
    file,
    async (handle) => {
      for (const part of partsOf(pieces)) await handle.appendFile(part);
    },
    assertMayReplace,
  );

async function replaceFile(
  file: string,
  write: (handle: FileHandle) => Promise<void>,
  assertMayReplace: () => void = () => undefined,
): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await onFileAsync(file, async () => {
      const handle = await open(temporary, "w");
      try {
        await write(handle);
        await handle.sync();
      } finally {
        await handle.close();
      }
      assertMayReplace();
      renameSync(temporary, file);
    });
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The same bytes in parts of a good size: small pieces together, large ones cut. */
function* partsOf(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  let small: Uint8Array[] = [];
  let length = 0;
  for (const piece of pieces) {
    for (let from = 0; from < piece.length; from += WRITTEN_AT_ONCE) {
      const part = piece.subarray(from, from + WRITTEN_AT_ONCE);
      if (length + part.length > WRITTEN_AT_ONCE) {
        yield joined(small);
        small = [];
        length = 0;
      }
      small.push(part);
      length += part.length;
    }
  }
  yield joined(small);
}

const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
