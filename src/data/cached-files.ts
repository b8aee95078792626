import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { matches } from "../fetch/download";
import { withLock } from "../shared/files/with-lock";
import { GanError } from "../shared/errors";

/*
 * Published data sets as files of the cache folder: fetched once, checked by their sums, deleted.
 */

/** A file of a data set as it lies in the cache. */
export interface CachedFile {
  name: string;
  /** Bytes. */
  size: number;
  md5: string;
}

/** What a source is asked for. */
export interface FileJob {
  files: readonly CachedFile[];
  /**
   * Where the files go. What is left there by a download that was cut short, the next one goes on
   * from.
   */
  staging: string;
  signal?: AbortSignal;
  /** Bytes of the download so far, and of all of it where that is known. */
  onProgress?: (done: number, total: number | undefined) => void;
}

/** A place to have files from. */
export interface FileSource {
  /** For a person: an address, a package. */
  name: string;
  /** Puts the files into `staging`, unpacked. What it brings is checked afterwards. */
  get(job: FileJob): Promise<void>;
}

/** A data set that is fetched once and kept in the cache, in `data/<id>`. */
export interface CachedSet {
  id: string;
  /** For a person. */
  title: string;
  files: readonly CachedFile[];
  /** In the order in which they are tried. */
  sources: readonly FileSource[];
  /**
   * What a person can put into the data set's folder by hand: the source of it, and how it is told.
   */
  byHand: {
    source(folder: string): FileSource;
    words(files: readonly string[], folder: string): string;
  };
}

export interface FetchOptions extends Pick<FileJob, "signal" | "onProgress"> {
  /** See `cacheDir()`. */
  cacheDir: string;
  sources?: readonly FileSource[];
}

export const folderOf = ({ id }: Pick<CachedSet, "id">, cacheDir: string): string =>
  join(cacheDir, "data", id);

/**
 * Makes sure that the files of a data set are in the cache, complete and right. What is missing or
 * damaged is taken from the first source that has it; of two processes that ask at once, the second
 * waits for the first.
 *
 * Quick when all is well: a file's checksum is computed again only when its size or time of change
 * is not as noted in `manifest.json` beside it.
 *
 * @returns the folder of the files
 * @throws GanError `download` that says what is wrong in the cache, why each source failed, and how
 * to do without
 *   them, or that the cache cannot be written; `cancelled`
 */
export async function fetchFiles(set: CachedSet, options: FetchOptions): Promise<string> {
  const folder = folderOf(set, options.cacheDir);
  if ((await findFaults(set, folder)).length === 0) return folder;
  try {
    await withLock(folder, options.signal, (signal) => repair(set, folder, { ...options, signal }));
    return folder;
  } catch (thrown) {
    if (!isDiskError(thrown)) throw thrown;
    throw new GanError(
      "download",
      `${set.title} cannot be put into ${folder} (${thrown.message})`,
      "check the free space and the rights of the folder",
      { cause: thrown },
    );
  }
}

/** How a data set stands in a cache. */
export interface SetState {
  state: "complete" | "damaged" | "missing";
  folder: string;
  /** Bytes of the whole data set. */
  size: number;
  /** What is wrong with each file that is not right, for a person. */
  faults: string[];
}

/**
 * @param thorough compute every checksum, also of files that were right before and seem not to have
 * changed since
 */
export async function stateOf(
  set: CachedSet,
  cacheDir: string,
  { thorough = false } = {},
): Promise<SetState> {
  const folder = folderOf(set, cacheDir);
  const faults = await findFaults(set, folder, thorough);
  const nothingThere =
    faults.length === set.files.length && faults.every(({ what }) => what === MISSING);
  const incomplete = nothingThere ? "missing" : "damaged";
  return {
    state: faults.length === 0 ? "complete" : incomplete,
    folder,
    size: set.files.reduce((sum, { size }) => sum + size, 0),
    faults: faults.map(({ file, what }) => `${file.name} is ${what}`),
  };
}

/**
 * Deletes a data set from a cache, and what is left of its downloads. @returns whether there was
 * anything
 */
export async function deleteFiles(
  set: CachedSet,
  cacheDir: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const folder = folderOf(set, cacheDir);
  return withLock(folder, signal, async () => {
    const there = await Promise.all(
      [folder, stagingOf(folder)].map((path) =>
        stat(path).then(
          () => true,
          () => false,
        ),
      ),
    );
    for (const path of [folder, stagingOf(folder)])
      await rm(path, { recursive: true, force: true });
    return there.includes(true);
  });
}

// ---- what is there

/** Size and time of change (ms since 1970) that each file had when its checksum was right. */
type Manifest = Record<string, { size: number; changed: number }>;

interface Fault {
  file: CachedFile;
  what: string;
}
const MISSING = "missing";

/**
 * The files that are missing or not right. Notes those whose checksum had to be computed and is
 * right.
 */
async function findFaults(
  { files }: CachedSet,
  folder: string,
  thorough = false,
): Promise<Fault[]> {
  const manifestFile = join(folder, "manifest.json");
  const noted: Manifest = await readFile(manifestFile, "utf8")
    .then((text) => JSON.parse(text) ?? {})
    .catch(() => ({}));
  const now: Manifest = {};
  const faults: Fault[] = [];
  for (const file of files) {
    const path = join(folder, file.name);
    const found = await stat(path).catch(() => undefined);
    if (!found) faults.push({ file, what: MISSING });
    else if (found.size !== file.size)
      faults.push({ file, what: `damaged, ${found.size} bytes instead of ${file.size}` });
    else {
      const before = noted[file.name];
      const unchanged =
        !thorough && before?.size === found.size && before.changed === found.mtimeMs;
      if (unchanged || (await matches(path, { algorithm: "md5", digest: file.md5 })))
        now[file.name] = { size: found.size, changed: found.mtimeMs };
      else faults.push({ file, what: "damaged, wrong checksum" });
    }
  }
  // In a cache that cannot be written the checksums are computed each time.
  if (files.some(({ name }) => now[name]?.changed !== noted[name]?.changed))
    await writeAtomically(manifestFile, JSON.stringify(now)).catch(() => undefined);
  return faults;
}

async function writeAtomically(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, file);
}

// ---- where it comes from

const stagingOf = (folder: string): string => `${folder}.partial`;

/**
 * Replaces what is not right, one file at a time and each at once, so that a reader never sees half
 * of one.
 */
async function repair(
  set: CachedSet,
  folder: string,
  { sources = set.sources, signal, onProgress }: FetchOptions,
): Promise<void> {
  const faults = await findFaults(set, folder);
  if (faults.length === 0) return;
  // Kept when a download is cut short, so that the next one goes on from there.
  const staging = stagingOf(folder);
  const failures: string[] = [];
  const files = faults.map(({ file }) => file);
  const byHand = set.byHand.source(folder);
  await mkdir(folder, { recursive: true });
  for (const source of [byHand, ...sources]) {
    try {
      await mkdir(staging, { recursive: true });
      await source.get({ files, staging, signal, onProgress });
      for (const file of files) await install(file, source.name, staging, folder);
      await rm(staging, { recursive: true, force: true }).catch(() => undefined);
      await findFaults(set, folder);
      return;
    } catch (thrown) {
      if (signal?.aborted)
        throw thrown instanceof GanError
          ? thrown
          : new GanError("cancelled", `Fetching ${set.title} was cancelled`, "", { cause: thrown });
      if (isDiskError(thrown)) throw thrown;
      const nothingHere = source === byHand && (thrown as NodeJS.ErrnoException).code === "ENOENT";
      if (!nothingHere)
        failures.push(
          thrown instanceof GanError
            ? thrown.message
            : `${source.name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
        );
    }
  }
  const state = faults.map(({ file, what }) => `${file.name} is ${what}`).join(", ");
  throw new GanError(
    "download",
    `${set.title} is not available. In ${folder}: ${state}. Tried: ` +
      `${failures.map((failure, index) => `(${index + 1}) ${failure}`).join(", ")}`,
    `check the network connection and the proxy; or put ${set.byHand.words(
      files.map(({ name }) => name),
      folder,
    )}`,
  );
}

/** Moves a file into the data set, if it is the right one. */
async function install(
  file: CachedFile,
  source: string,
  staging: string,
  folder: string,
): Promise<void> {
  const path = join(staging, file.name);
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new GanError("download", `${source} has no ${file.name}`);
  if (!(await matches(path, { algorithm: "md5", digest: file.md5 }))) {
    await rm(path);
    throw new GanError("download", `${file.name} of ${source} has the wrong checksum`);
  }
  await rename(path, join(folder, file.name));
}

function isDiskError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return (
    thrown instanceof Error &&
    ["ENOSPC", "EACCES", "EPERM", "EROFS", "EDQUOT"].includes(
      (thrown as NodeJS.ErrnoException).code ?? "",
    )
  );
}
