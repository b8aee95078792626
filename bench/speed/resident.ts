import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** The most memory that a process has had resident (Linux), or has now (`ps`), in megabytes; undefined where nothing tells. */
export async function peakResidentMB(pid: number): Promise<number | undefined> {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(
      await readFile(`/proc/${pid}/status`, "utf8"),
    )?.[1];
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
