import { existsSync } from "node:fs";
import { GanError } from "../shared/errors";
import { type HeldLock, holderOf, tryLock } from "../shared/files/lock";
import { runFiles } from "./files";

/* The lock of a run folder: one process trains a run at a time. */

/** The right to train a run, which one process has. */
export interface RunLock extends HeldLock {
  /** Throws where this process has lost the run: nothing may be written to it any more. */
  assertOwn(): void;
}

/** The pid of the process that trains a run now, or undefined. */
export function ownerOf(dir: string): number | undefined {
  try {
    return holderOf(runFiles(dir).lock)?.pid;
  } catch {
    return undefined;
  }
}

/**
 * Makes this process the only one that trains a run.
 *
 * @param onLost called once if another process takes the run over while this one stands still, or
 * its lock is deleted
 * @throws GanError `busy` where another process trains it
 */
export async function takeLock(
  dir: string,
  onLost: () => void = () => undefined,
): Promise<RunLock> {
  const { lock: file } = runFiles(dir);
  const attempt = await tryLock(file, onLost);
  if ("lock" in attempt) {
    const { lock } = attempt;
    const assertOwn = () => {
      if (!lock.isOwn()) throw lostRun(dir);
    };
    return { ...lock, assertOwn };
  }
  const { pid, description } = attempt.holder;
  throw new GanError(
    "busy",
    `${description} is training this run already (${dir})`,
    pid === undefined
      ? `if nothing trains it, delete ${file}`
      : "stop it first, or open its dashboard",
  );
}

/**
 * As `takeLock`, for who deletes something. On a disk that is full there is no room for a lock:
 * where nobody has one, nobody can take one either.
 */
export async function takeLockToDelete(dir: string): Promise<Pick<RunLock, "release">> {
  try {
    return await takeLock(dir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isFull = code === "ENOSPC" || code === "EDQUOT";
    if (!isFull || ownerOf(dir) !== undefined) throw error;
    return { release: () => undefined };
  }
}

/** Why a process has no right to a run any more that it has trained. */
function lostRun(dir: string): GanError {
  const { record, lock } = runFiles(dir);
  if (!existsSync(record))
    return new GanError(
      "bad-run",
      `the folder of the run was removed while it was trained (${dir})`,
      "start a new run",
    );
  const owner = ownerOf(dir);
  return owner === undefined
    ? new GanError(
        "busy",
        `the lock of the run was removed while it was trained (${lock})`,
        "resume the run: it continues from its last checkpoint",
      )
    : new GanError(
        "busy",
        `process ${owner} has taken over the run while this process stood still (${dir})`,
        "nothing is lost: that process went on from the last checkpoint",
      );
}
