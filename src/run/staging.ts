import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { processExists } from "../shared/files/lock";

/*
 * Folders that appear in one stroke: what is to be in them is written to a folder beside, which
 * then takes their name. Whenever this process or the machine dies, the folder is there whole or
 * not at all.
 */

/** Begins with a dot and names its process: no run's folder is called so. */
const STAGING = /^\.(.+)\.[\da-f]{8}\.(\d+)\.tmp$/;

/** Whether a folder is one that is still being filled, or that a killed process left so. */
export const isStaging = (name: string): boolean => STAGING.test(name);

/**
 * Fills a folder and gives it its name. On any error nothing of it is left.
 *
 * @param claim makes an empty folder, the caller's alone, and returns its path
 */
export async function makeFolder(
  dir: string,
  fill: (staging: string) => Promise<void>,
  claim: (dir: string) => string,
): Promise<string> {
  const parent = dirname(dir);
  mkdirSync(parent, { recursive: true });
  sweepStaging(parent);
  const token = randomBytes(4).toString("hex");
  const staging = join(parent, `.${basename(dir)}.${token}.${process.pid}.tmp`);
  mkdirSync(staging);
  try {
    await fill(staging);
    const claimed = claim(dir);
    moveOnto(staging, claimed);
    return claimed;
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    throw named(error, staging, dir);
  }
}

/** An error of a file in one folder, as one of the same file in another. */
function named(error: unknown, from: string, to: string): unknown {
  if (!(error instanceof Error)) return error;
  const system = error as NodeJS.ErrnoException & { dest?: string };
  for (const key of ["path", "dest", "message"] as const) {
    const text = system[key];
    if (text !== undefined) system[key] = text.replaceAll(from, to);
  }
  return error;
}

/** Renames a folder to the name of an empty one. */
function moveOnto(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // Windows renames to names alone that are free.
    rmdirSync(to);
    renameSync(from, to);
  }
}

/** Deletes what processes that were killed left half filled. */
function sweepStaging(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(STAGING.exec(name)?.[2]);
    const folder = join(parent, name);
    if (pid > 0 && !processExists(pid) && statSync(folder).isDirectory())
      rmSync(folder, { recursive: true, force: true });
  }
}
