import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { GanError } from "../shared/errors";
import { runFiles } from "./files";

/** A trainer touches its lock every second; one untouched for so long has no owner, even if its pid exists again. */
const STALE_MS = 20_000;
const TOUCH_MS = 1_000;

/** The pid of the process that trains a run now, or undefined. */
export function ownerOf(dir: string): number | undefined {
  const { lock } = runFiles(dir);
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    return processExists(pid) && Date.now() - statSync(lock).mtimeMs < STALE_MS ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Makes this process the only one that trains a run; returns what gives it up again. Throws `busy` where another does. */
export function takeLock(dir: string): () => void {
  const { lock } = runFiles(dir);
  const owner = ownerOf(dir);
  if (owner !== undefined)
    throw new GanError(
      "busy",
      `process ${owner} is training this run already (${dir})`,
      "stop it first, or open its dashboard",
    );
  rmSync(lock, { force: true });
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
  } catch (error) {
    throw new GanError(
      "busy",
      `another process has just begun to train this run (${dir})`,
      "open its dashboard",
      { cause: error },
    );
  }
  const timer = setInterval(() => {
    try {
      utimesSync(lock, new Date(), new Date());
    } catch {
      // The run folder was deleted under us: the next write of the trainer says so.
    }
  }, TOUCH_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    rmSync(lock, { force: true });
  };
}

function processExists(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
