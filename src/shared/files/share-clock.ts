import { rmSync, statSync, writeFileSync } from "node:fs";

/*
 * The clock of a file system. That of a network share is another machine's: how old a file is there
 * is told by it alone, however far this machine's clock is off.
 */

/** For so long a file system's clock is taken to go as this process's own does. */
const KNOWN_MS = 60_000;

/** By the file system: what its clock showed at a moment of this process's own. */
const seen = new Map<number, { time: number; at: number }>();

/**
 * The time now by the clock of the file system that a file is on; by this machine's where nothing
 * can be written beside it.
 *
 * @param device the file system, as `Stats.dev` names it
 */
export function timeBeside(file: string, device: number): number {
  const known = seen.get(device);
  const now = performance.now();
  if (known && now - known.at < KNOWN_MS) return known.time + now - known.at;
  const probe = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(probe, "");
    const time = statSync(probe).mtimeMs;
    seen.set(device, { time, at: now });
    return time;
  } catch {
    return Date.now();
  } finally {
    rmSync(probe, { force: true });
  }
}
