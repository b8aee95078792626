import { existsSync } from "node:fs";
import { type Checksum, download, matches } from "../../fetch/download";
import type { StageContext } from "./types";

/* Fetches an archive for the installation of TensorFlow. */

export interface Archive {
  url: string;
  /** Where it goes. */
  file: string;
  checksum: Checksum;
  /** What is said while it comes. */
  message: string;
}

/**
 * A company's proxy may look through the whole of a large file before it lets the first byte pass.
 */
const STALL_MS = 60_000;

/**
 * Downloads an archive, unless an earlier attempt got that far.
 * @throws GanError `download` or `cancelled`; what has arrived is kept for the next attempt unless
 * its checksum is wrong.
 */
export async function fetchArchive(
  { url, file, checksum, message }: Archive,
  { report, signal }: Pick<StageContext, "report" | "signal">,
): Promise<void> {
  if (existsSync(file) && (await matches(file, checksum, signal))) return;
  await download({
    url,
    file,
    checksum,
    signal,
    stallTimeout: STALL_MS,
    onProgress: (done, total) =>
      report({ stage: "download", message, done, ...(total ? { total } : {}) }),
  });
}
