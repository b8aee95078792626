import { lstat, mkdir, mkdtemp, readdir, rename, rm, statfs, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { digestOf } from "../../fetch/download";
import { withLock } from "../../shared/files/with-lock";
import { GanError, toGanError } from "../../shared/errors";
import { ADDON_NAPI } from "../versions";
import { checkAddon } from "./check";
import { findTensorFlow, type FoundTensorFlow } from "./find";
import {
  ADDON_PATH,
  engineDir,
  installationName,
  type Manifest,
  MANIFEST,
  UNFINISHED_PREFIX,
} from "./layout";
import { throttled } from "./throttle";
import { tfjsDownloadsSource } from "./tfjs-downloads";
import type { EngineSource, InstallProgress } from "./types";
import { wheelSource } from "./wheel";

/*
 * Installs TensorFlow into the cache folder: from the first source that can give it, checked before
 * it is used.
 */

export interface InstallOptions {
  /** See `src/shared/files/cache.ts`. */
  cacheDir: string;
  onProgress?: (progress: InstallProgress) => void;
  signal?: AbortSignal;
  /** Tried in turn; tfjs-node's own downloads and then the Python wheel where nothing is said. */
  sources?: readonly EngineSource[];
  /** Mirrors, proxies and the compiler are looked up here; `process.env` where nothing is said. */
  env?: NodeJS.ProcessEnv;
}

export type InstalledTensorFlow = Extract<FoundTensorFlow, { state: "installed" }>;

export const defaultSources = (): EngineSource[] => [tfjsDownloadsSource(), wheelSource()];

/**
 * Puts TensorFlow into the cache: from the first source that yields a library which loads and
 * computes here. What is already there and works is left alone; what is there and does not work is
 * replaced. A failed or killed attempt leaves no installation, only downloads to resume from. A
 * second caller waits for the first.
 * @throws GanError `engine-install`, `download`, `busy` (the lock was lost: the machine slept, and
 * another process took over) or `cancelled`.
 */
export async function installTensorFlow(options: InstallOptions): Promise<InstalledTensorFlow> {
  const { cacheDir, signal } = options;
  const report = throttled(options.onProgress ?? (() => undefined));
  const parent = engineDir(cacheDir);
  try {
    await mkdir(parent, { recursive: true });
    return await withLock(
      parent,
      signal,
      async (stillOurs) => {
        const present = await findTensorFlow([cacheDir]);
        if (present?.state === "installed" && (await works(present.addon, report, stillOurs)))
          return present;
        // Whoever held the lock and left these is gone.
        await removeUnfinished(parent);
        return await fromFirstSource(parent, options, report, stillOurs);
      },
      () =>
        report({
          stage: "wait",
          message: "Waiting for another installation of TensorFlow to finish",
        }),
    );
  } catch (error) {
    if (signal?.aborted)
      throw new GanError("cancelled", "Installing TensorFlow was cancelled", "", { cause: error });
    if (isDiskFull(error))
      throw new GanError(
        "engine-install",
        `The disk of ${cacheDir} is full`,
        "free some space and try again",
        { cause: error },
      );
    if (isForbidden(error))
      throw new GanError(
        "engine-install",
        `${cacheDir} cannot be written`,
        "check its permissions, or set GAN_WORKBENCH_CACHE to another folder",
        { cause: error },
      );
    throw toGanError(error);
  }
}

async function works(
  addon: string,
  report: (progress: InstallProgress) => void,
  signal: AbortSignal,
): Promise<boolean> {
  report({ stage: "check", message: "Checking the TensorFlow that is installed" });
  const loads = await checkAddon(addon, { signal }).then(
    () => true,
    () => false,
  );
  signal.throwIfAborted();
  return loads;
}

async function fromFirstSource(
  parent: string,
  options: InstallOptions,
  report: (progress: InstallProgress) => void,
  signal: AbortSignal,
): Promise<InstalledTensorFlow> {
  const failures: { source: string; error: GanError }[] = [];
  for (const source of options.sources ?? defaultSources()) {
    const into = await mkdtemp(join(parent, UNFINISHED_PREFIX));
    try {
      await requireSpace(parent, source.diskBytes);
      const archives = await source.stage({
        into,
        downloads: join(options.cacheDir, "downloads"),
        env: options.env ?? process.env,
        report,
        signal,
      });
      const installed = await finish(into, parent, source, report, signal);
      await Promise.all(archives.map((archive) => rm(archive, { force: true })));
      return installed;
    } catch (error) {
      if (signal.aborted || isDiskFull(error) || isForbidden(error))
        throw signal.aborted ? signal.reason : error;
      failures.push({ source: source.name, error: toGanError(error) });
    } finally {
      await rm(into, { recursive: true, force: true });
    }
  }
  const reasons = failures
    .map(({ source, error }) => `from ${source}: ${error.message}`)
    .join("; ");
  const last = failures.at(-1)?.error;
  throw new GanError(
    last?.code === "download" ? "download" : "engine-install",
    `TensorFlow could not be installed: ${reasons}`,
    last?.hint,
    { cause: last },
  );
}

/**
 * Check, describe, move into place: in this order, so that a folder with the final name is always
 * whole.
 */
async function finish(
  into: string,
  parent: string,
  source: EngineSource,
  report: (progress: InstallProgress) => void,
  signal: AbortSignal,
): Promise<InstalledTensorFlow> {
  report({ stage: "check", message: "Checking TensorFlow" });
  const version = await checkAddon(join(into, ADDON_PATH), { signal });
  const manifest: Manifest = {
    format: 2,
    version,
    source: source.name,
    napi: ADDON_NAPI,
    installedAt: new Date().toISOString(),
    files: await describeFiles(into, signal),
  };
  await writeFile(join(into, MANIFEST), JSON.stringify(manifest, null, 1));
  const dir = join(parent, installationName(version));
  // A broken one of the same version: moved aside first, because a folder that is in use can often
  // be renamed but not deleted.
  const aside = join(parent, `${UNFINISHED_PREFIX}old-${process.pid}`);
  await rename(dir, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rename(into, dir);
  await rm(aside, { recursive: true, force: true }).catch(() => undefined);
  return { state: "installed", dir, addon: join(dir, ADDON_PATH), version, source: source.name };
}

async function describeFiles(dir: string, signal: AbortSignal): Promise<Manifest["files"]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  // Links (libtensorflow.so -> libtensorflow.so.2 ...) are described by what they point to.
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return await Promise.all(
    paths.map(async (path) => ({
      path: relative(dir, path).split(sep).join("/"),
      size: (await lstat(path)).size,
      sha256: (await digestOf(path, "sha256", signal)).toString("hex"),
    })),
  );
}

async function requireSpace(dir: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  const free = bavail * bsize;
  if (free >= needed) return;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new GanError(
    "engine-install",
    `${gigabytes(needed)} of free disk space are needed in ${dir}, and there are ` +
      `${gigabytes(free)}`,
    "free some space, or set GAN_WORKBENCH_CACHE to a folder on a larger disk",
  );
}

async function removeUnfinished(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (name.startsWith(UNFINISHED_PREFIX))
      await rm(join(parent, name), { recursive: true, force: true });
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "";
const isDiskFull = (error: unknown): boolean => codeOf(error) === "ENOSPC";
const isForbidden = (error: unknown): boolean =>
  ["EACCES", "EPERM", "EROFS", "ENOTDIR"].includes(codeOf(error));
