import { type DataConfig, isPublished } from "../experiment/schema";
import { fetchFiles } from "./cached-files";
import { cacheOf, PUBLISHED_FILES } from "./published";

/* Fetches what the data of a config needs from the network, unless the cache has it. */

/**
 * Makes sure that what a config's data needs from the network is on this machine. Returns the cache
 * folder that has it: the first of `cacheDirs` where it is already, else the first of all, into
 * which it is fetched. Data that is drawn, or the user's own, needs nothing.
 */
export async function fetchData(
  config: DataConfig,
  cacheDirs: readonly string[],
  { signal, onProgress }: { signal: AbortSignal; onProgress(what: string, fraction: number): void },
): Promise<string> {
  if (!isPublished(config)) return cacheDirs[0]!;
  const set = PUBLISHED_FILES[config.source];
  const cacheDir = cacheOf(set, cacheDirs);
  await fetchFiles(set, {
    cacheDir,
    signal,
    onProgress: (done, total) => onProgress(`Fetching ${set.title}`, total ? done / total : 0),
  });
  return cacheDir;
}
