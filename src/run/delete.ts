import { lstatSync, realpathSync, unlinkSync } from "node:fs";
import { GanError } from "../shared/errors";
import { isLive } from "../shared/run/state";
import { takeLockToDelete } from "./lock";
import { assertOfNoStudy } from "./study-of";
import { deleteOwnFiles } from "./own-files";
import { settledRecord } from "./record";

/**
 * Deletes a run for good: what it made, and its folder if nothing else is in it.
 *
 * @returns what is still there, by its path within the folder: files that the run did not make
 * @throws GanError `busy` while the run is being trained, or is about to be; `bad-usage` where it
 * is a part of a study
 */
export async function deleteRun(dir: string): Promise<string[]> {
  const { name, state } = settledRecord(dir);
  if (isLive(state))
    throw new GanError("busy", `"${name}" is being trained (${dir})`, "stop it first");
  assertOfNoStudy(dir);
  const folder = realpathSync(dir);
  const lock = await takeLockToDelete(folder);
  try {
    const left = deleteOwnFiles(folder);
    if (left.length === 0 && lstatSync(dir, { throwIfNoEntry: false })?.isSymbolicLink())
      unlinkSync(dir);
    return left;
  } finally {
    lock.release();
  }
}
