import { ownerOf, readRecord } from "../../src/run";

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether the process that trained a run has left. Its record says `finished` or `stopped` somewhat
 * earlier: until the trainer has left, files may go while the folder is copied, and whoever resumes
 * or deletes the run may be told that it is being trained.
 */
export function trainerHasLeft(dir: string): boolean {
  return ownerOf(dir) === undefined && !isAlive(readRecord(dir).pid);
}
