import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let home: string | undefined;

/** A new empty folder for runs. It is gone when this program ends, however it ends. */
export function scratchFolder(): string {
  if (home === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "gan-bench-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    home = folder;
  }
  return mkdtempSync(join(home, "run-"));
}
