import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/*
 * The event files in a run's folder. Each process that trains the run writes one of its own, as
 * TensorBoard expects it: it reads a folder's files in the order of their names, and does not come
 * back to one after a later one has begun.
 */

const EVENT_FILE = /^events\.out\.tfevents\.(\d+)\.gan$/;

export const isEventFile = (name: string): boolean => EVENT_FILE.test(name);

/** @param seconds since 1970 */
export const eventFileName = (seconds: number): string =>
  `events.out.tfevents.${Math.floor(seconds)}.gan`;

/** The seconds in the names of a folder's event files. */
const secondsIn = (dir: string): number[] =>
  readdirSync(dir).flatMap((name) => {
    const seconds = EVENT_FILE.exec(name)?.[1];
    return seconds === undefined ? [] : [Number(seconds)];
  });

/** The next event file of a run, whose name comes after those that are there; and how many are. */
export function nextEventFile(dir: string, now: number): { file: string; earlier: number } {
  const there = secondsIn(dir);
  const seconds = Math.max(now, ...there.map((one) => one + 1));
  return { file: join(dir, eventFileName(seconds)), earlier: there.length };
}

/** Deletes a run's event files: what is trained next writes the run's history anew. */
export function deleteEventFiles(dir: string): void {
  for (const seconds of secondsIn(dir)) rmSync(join(dir, eventFileName(seconds)), { force: true });
}
