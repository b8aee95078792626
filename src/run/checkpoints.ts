import { renameSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setImmediate as immediate } from "node:timers/promises";
import type { ChangeableSettings } from "../experiment/changeable";
import { GanError, toGanError } from "../shared/errors";
import { areFinite } from "../shared/finite";
import { stepName } from "../shared/run/picture";
import type { Values } from "../tensor/values";
import { type ReadEntry, settingsIn } from "./checkpoint-settings";
import { writePiecesAtomic } from "./atomic-files";
import { runFiles } from "./files";
import { checkpointStep, listCheckpoints } from "./checkpoint-files";
import { type CheckpointPolicy, deleteOldCheckpoints } from "./retention";
import { decodeSafetensors, safetensorsPieces } from "./safetensors";

/* Checkpoints: writes, lists, reads and checks the state of a run in files. */

/**
 * Everything a run needs to go on as if it had never stopped. Random numbers and data order follow
 * from the step.
 */
export interface Checkpoint {
  step: number;
  trainingSeconds: number;
  /**
   * What can be changed in the middle of a run, as it is now; what is left out is as in the run's
   * config.
   */
  settings: ChangeableSettings;
  /** Where the numbers of data batches are counted from, see `src/data/numbering.ts`. */
  batchOffset: number;
  tensors: Record<string, Values>;
}

/**
 * Writes `checkpoints/step-00001000.safetensors` and deletes those before it that do not stay.
 * Returns the file's name.
 *
 * @param policy which stay; a number: so many of the latest
 */
export async function writeCheckpoint(
  dir: string,
  checkpoint: Checkpoint,
  policy: number | CheckpointPolicy,
  assertMayReplace?: () => void,
): Promise<string> {
  const { checkpoints } = runFiles(dir);
  const file = join(checkpoints, `${stepName(checkpoint.step)}.safetensors`);
  await writePiecesAtomic(
    file,
    safetensorsPieces(checkpoint.tensors, {
      step: String(checkpoint.step),
      trainingSeconds: String(checkpoint.trainingSeconds),
      settings: JSON.stringify(checkpoint.settings),
      batchOffset: String(checkpoint.batchOffset),
    }),
    assertMayReplace,
  );
  const keeping = typeof policy === "number" ? { keep: policy } : policy;
  await deleteOldCheckpoints(dir, checkpoint.step, keeping);
  return basename(file);
}

/**
 * Reads a checkpoint and checks all of it that can be checked without the run's model. The event
 * loop turns meanwhile. @throws GanError `bad-run` that says what is wrong
 */
export async function readCheckpoint(file: string): Promise<Checkpoint> {
  const bad = (why: string, cause?: unknown) =>
    new GanError(
      "bad-run",
      `not a whole checkpoint: ${why} (${file})`,
      "take an earlier checkpoint",
      { cause },
    );
  let bytes: Uint8Array;
  try {
    if (!statSync(file).isFile()) throw bad("it is no file");
    bytes = await readFile(file);
  } catch (error) {
    throw error instanceof GanError ? error : bad((error as Error).message, error);
  }
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const number = (name: string): number => {
    const text = metadata[name]?.trim();
    const value = text ? Number(text) : NaN;
    if (!(Number.isFinite(value) && value >= 0))
      throw bad(text === undefined ? `it has no ${name}` : `its ${name} is "${text}"`);
    return value;
  };
  const entry: ReadEntry = (name, schema) => {
    try {
      return schema.parse(JSON.parse(metadata[name] ?? "null"));
    } catch (error) {
      throw bad(metadata[name] ? `its ${name} cannot be read` : `it has no ${name}`, error);
    }
  };
  const step = number("step");
  if (step !== checkpointStep(file)) throw bad(`its step is ${step}`);
  const notFinite = await firstNotFinite(tensors);
  if (notFinite !== undefined) throw bad(`"${notFinite}" holds values that are not finite`);
  return {
    step,
    trainingSeconds: number("trainingSeconds"),
    ...settingsIn(metadata, entry),
    tensors,
  };
}

/** Numbers that are looked at between two turns of the event loop. */
const NUMBERS_AT_ONCE = 1 << 22;

/** The first tensor that holds a number that is not finite. Of a large state it takes a while. */
export async function firstNotFinite(tensors: Record<string, Values>): Promise<string | undefined> {
  let since = 0;
  for (const [name, { values }] of Object.entries(tensors)) {
    for (let from = 0; from < values.length; from += NUMBERS_AT_ONCE) {
      const some = values.subarray(from, from + NUMBERS_AT_ONCE);
      if (!areFinite(some)) return name;
      since += some.length;
      if (since < NUMBERS_AT_ONCE) continue;
      await immediate();
      since = 0;
    }
  }
  return undefined;
}

/**
 * What sets two states apart, in words; undefined where they have the same tensors, of the same
 * shapes and types.
 */
export function stateMismatch(
  tensors: Record<string, Values>,
  expected: Record<string, Pick<Values, "shape" | "dtype">>,
): string | undefined {
  const described = ({ shape, dtype }: Pick<Values, "shape" | "dtype">) =>
    `${dtype} [${shape.join(", ")}]`;
  for (const [name, wanted] of Object.entries(expected)) {
    const found = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
    if (!found) return `it has no "${name}"`;
    if (described(found) !== described(wanted))
      return `"${name}" is ${described(found)}, and the run's is ${described(wanted)}`;
  }
  const foreign = Object.keys(tensors).find((name) => !Object.hasOwn(expected, name));
  return foreign === undefined ? undefined : `the run has no "${foreign}"`;
}

export { checkpointStep, listCheckpoints };

export interface CheckpointChecks {
  /** Why a whole checkpoint is none of this run; undefined where it is. */
  mismatch?(checkpoint: Checkpoint): string | undefined;
  /** Is told of each checkpoint that is passed over, in a sentence. */
  onPassedOver?(sentence: string): void;
}

/**
 * The latest checkpoint that can be used; undefined where there is none at all, `bad-run` where all
 * are damaged.
 */
export async function latestCheckpoint(
  dir: string,
  { mismatch, onPassedOver }: CheckpointChecks = {},
): Promise<Checkpoint | undefined> {
  const files = listCheckpoints(dir);
  const faults: GanError[] = [];
  for (const file of files) {
    try {
      const checkpoint = await readCheckpoint(file);
      const fault = mismatch?.(checkpoint);
      if (fault === undefined) return checkpoint;
      throw new GanError("bad-run", `not a checkpoint of this run: ${fault} (${file})`);
    } catch (error) {
      const fault = toGanError(error);
      faults.push(fault);
      onPassedOver?.(`Skipped a checkpoint, which is ${fault.message}`);
    }
  }
  const [newest] = faults;
  if (!newest) return undefined;
  throw new GanError(
    "bad-run",
    `none of the ${files.length} checkpoints can be used (${dir}); the newest is ${newest.message}`,
    "restore an earlier copy of the run, or start a new one",
    { cause: newest },
  );
}

/**
 * Sets checkpoints of later steps aside, under another name: those that were passed over, lest they
 * be taken for the newest.
 */
export function setAsideCheckpointsAfter(dir: string, step: number): void {
  for (const file of listCheckpoints(dir))
    if (checkpointStep(file) > step) renameSync(file, `${file}.damaged`);
}
