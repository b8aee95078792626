import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
} from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bucket, concatColumns, joinRows, type RunRows } from "../shared/run/coarse";
import { type MetricColumns, toColumns } from "../shared/run/metrics";
import { runFiles } from "./files";
import { ownerOf } from "./lock";
import { type OnProgress, rowBatches } from "./rows-file";
import {
  BLOCK_ROWS,
  blocksAbove,
  DamagedIndex,
  FAN_OUT,
  levelFile,
  LEVELS,
  RowsIndex,
} from "./rows-index";
import { RowsIndexWriter } from "./rows-writer";

/* Reads rows of metrics.jsonl: all of a short run, some of a long one. */

/** So many rows are read one by one. */
const MAX_ROWS = 512 * BLOCK_ROWS;
/** Of more than that no more buckets than this are read, and a quarter of it at least. */
const MAX_BUCKETS = 2048;
/** A stretch without an index that is shorter than this is read rather than indexed. */
const UNINDEXED_BYTES = 1 << 23;

/** Rows between two steps, with some before and after. */
export interface StepRange {
  from?: number;
  to?: number;
}

/**
 * The rows of a run: each of them, or where they are too many to be held or drawn, buckets of them.
 * What is read is bounded however long the run is, once its index is made.
 *
 * @param onIndexing is told how much of the index is made, where there is none yet and making it
 * takes a while
 */
export async function readRows(
  dir: string,
  range: StepRange = {},
  onIndexing?: OnProgress,
): Promise<RunRows> {
  const { metrics, index } = runFiles(dir);
  if (!existsSync(metrics)) return { columns: toColumns([]) };
  const file = await open(metrics, "r");
  try {
    return await readIndexed(dir, file, range, onIndexing).catch((error: unknown) => {
      if (!(error instanceof DamagedIndex)) throw error;
      rmSync(index, { recursive: true, force: true });
      return readIndexed(dir, file, range, onIndexing);
    });
  } finally {
    await file.close();
  }
}

async function readIndexed(
  dir: string,
  file: FileHandle,
  range: StepRange,
  onIndexing?: OnProgress,
): Promise<RunRows> {
  const folder = runFiles(dir).index;
  const isComplete = (index: RowsIndex, size: number) =>
    size - index.endOf(index.length) <= UNINDEXED_BYTES;
  const rows = await withIndex(folder, file, (index, size) =>
    isComplete(index, size) ? readRange(index, file, size, range) : undefined,
  );
  if (rows) return rows;
  // A run at rest is given its index; of others it is made for this reading alone.
  const keep = ownerOf(dir) === undefined && isWritable(dir);
  const made = keep ? folder : mkdtempSync(join(tmpdir(), "gan-index-"));
  try {
    await onceFor(made, onIndexing, (told) => makeIndex(folder, made, file, told));
    return await withIndex(made, file, (index, size) => readRange(index, file, size, range));
  } finally {
    if (!keep) rmSync(made, { recursive: true, force: true });
  }
}

async function withIndex<T>(
  folder: string,
  file: FileHandle,
  use: (index: RowsIndex, size: number) => T | Promise<T>,
): Promise<T> {
  const index = new RowsIndex(folder, file.fd);
  try {
    const { size } = await file.stat();
    return await use(index, size);
  } finally {
    index.close();
  }
}

const underWay = new Map<string, { done: Promise<void>; listeners: Set<OnProgress> }>();

/** Callers that want the same at the same time share it, and all are told how far it is. */
function onceFor(
  key: string,
  onProgress: OnProgress | undefined,
  work: (onProgress: OnProgress) => Promise<void>,
): Promise<void> {
  const shared = underWay.get(key);
  const listeners = shared?.listeners ?? new Set();
  if (onProgress) listeners.add(onProgress);
  if (shared) return shared.done;
  const tellAll: OnProgress = (fraction) => {
    for (const listener of listeners) listener(fraction);
  };
  const done = work(tellAll).finally(() => underWay.delete(key));
  underWay.set(key, { done, listeners });
  return done;
}

function isWritable(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes the index in the folder `to` from what can be believed of that in `from`, and from
 * metrics.jsonl.
 */
async function makeIndex(
  from: string,
  to: string,
  file: FileHandle,
  onProgress: OnProgress,
): Promise<void> {
  mkdirSync(to, { recursive: true });
  const stagingOf = (level: number) => `${levelFile(to, level)}.${process.pid}.tmp`;
  const levels = Array.from({ length: LEVELS }, (_, level) => ({
    source: levelFile(from, level),
    staging: stagingOf(level),
    target: levelFile(to, level),
  }));
  try {
    await withIndex(from, file, async (index, size) => {
      for (const { source, staging } of levels)
        if (existsSync(source)) copyFileSync(source, staging);
      const writer = new RowsIndexWriter(stagingOf, index, index.length);
      const { start, lastStep } = writer;
      for await (const batch of rowBatches(file, start, size, lastStep, onProgress)) {
        writer.add(batch);
        writer.flush();
      }
    });
    for (const { staging, target } of levels) if (existsSync(staging)) renameSync(staging, target);
  } finally {
    for (const { staging } of levels) rmSync(staging, { force: true });
  }
}

/** Rows of an index that reaches almost to the end of the file. */
async function readRange(
  index: RowsIndex,
  file: FileHandle,
  size: number,
  { from = -Infinity, to = Infinity }: StepRange,
): Promise<RunRows> {
  const first = Math.max(0, index.find(from) - 1);
  const end = Math.min(index.length, index.find(to) + 2);
  const read = (fromBlock: number, toByte: number) =>
    readColumns(file, index.endOf(fromBlock), toByte, index.lastStepOf(fromBlock));
  const tail = end < index.length ? toColumns([]) : await read(index.length, size);
  if ((end - first) * BLOCK_ROWS > MAX_ROWS) return joinRows(coverBlocks(index, first, end), tail);
  const whole = await read(first, index.endOf(end));
  return { columns: concatColumns([whole, tail]) };
}

async function readColumns(
  file: FileHandle,
  from: number,
  to: number,
  after: number,
): Promise<MetricColumns> {
  const parts: MetricColumns[] = [];
  for await (const { columns } of rowBatches(file, from, to, after)) parts.push(columns);
  return concatColumns(parts);
}

/**
 * The blocks [first, end) of level 0, or as much as that in higher blocks, of which there are at
 * most `MAX_BUCKETS` and a few.
 */
function coverBlocks(index: RowsIndex, first: number, end: number): Bucket[] {
  let level = 0;
  while (level + 1 < LEVELS && blocksAbove(end - first, level) > MAX_BUCKETS) level++;
  const buckets: Bucket[] = [];
  for (let at = blocksAbove(first, level); level >= 0; level--) {
    const last = blocksAbove(end, level);
    buckets.push(...index.levels[level]!.read(at, last));
    // What is too short for this level's blocks follows in blocks of the level below.
    at = last * FAN_OUT;
  }
  return buckets;
}
