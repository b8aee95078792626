import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DataConfig } from "../experiment/schema";
import { fetchMnist } from "./mnist";

/**
 * Makes sure that what a config's data needs is on this machine. Returns the cache folder that has it: the first of
 * `cacheDirs` where it is already, else the first of all, into which it is fetched.
 */
export async function fetchData(
  config: DataConfig, cacheDirs: readonly string[],
  { signal, onProgress }: { signal: AbortSignal; onProgress(what: string, fraction: number): void },
): Promise<string> {
  const cacheDir = cacheDirs.find((dir) => existsSync(join(dir, "data", config.source))) ?? cacheDirs[0]!;
  if (config.source === "mnist") {
    await fetchMnist({ cacheDir, signal, onProgress: (done, total) => onProgress("Fetching MNIST", total ? done / total : 0) });
  }
  return cacheDir;
}
