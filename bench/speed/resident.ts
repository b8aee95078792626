import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/**
 * The most memory that a process has had resident (Linux), or has now (`ps`), in megabytes;
 * undefined where nothing tells.
 */
export const peakResidentMB = (pid: number): Promise<number | undefined> => memoryOf(pid, "VmHWM");

/** The memory that a process has resident now, in megabytes; undefined where nothing tells. */
export const residentMB = (pid: number): Promise<number | undefined> => memoryOf(pid, "VmRSS");

async function memoryOf(pid: number, line: "VmHWM" | "VmRSS"): Promise<number | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    const kilobytes = new RegExp(`^${line}:\\s*(\\d+) kB`, "m").exec(status)?.[1];
    if (kilobytes) return (Number(kilobytes) * 1024) / 1e6;
  } catch {
    // No such files on this system.
  }
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
    return (Number(stdout.trim()) * 1024) / 1e6 || undefined;
  } catch {
    return undefined;
  }
}
