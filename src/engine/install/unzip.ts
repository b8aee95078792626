import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import yauzl from "yauzl";

/* Unpacks zip files, such as wheels, a member at a time. */

export interface UnzipOptions {
  /** Where a member goes, relative to the folder; undefined leaves it out. */
  place(name: string): string | undefined;
  /** Bytes written so far, and in all. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Extracts chosen members of a zip file; yauzl refuses names that lead out of the folder and
 * verifies lengths.
 * @returns how many members were written.
 */
export async function unzip(
  archive: string,
  into: string,
  { place, onProgress, signal }: UnzipOptions,
): Promise<number> {
  const zip = await yauzl.openPromise(archive, { autoClose: false });
  try {
    const chosen: { entry: yauzl.Entry; target: string }[] = [];
    for await (const entry of zip.eachEntry()) {
      const target = entry.fileName.endsWith("/") ? undefined : place(entry.fileName);
      if (target !== undefined) chosen.push({ entry, target: join(into, target) });
    }
    const total = chosen.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
    let done = 0;
    for (const { entry, target } of chosen) {
      await mkdir(dirname(target), { recursive: true });
      const count = new Transform({
        transform(chunk: Buffer, _encoding, callback) {
          onProgress?.((done += chunk.length), total);
          callback(null, chunk);
        },
      });
      await pipeline(
        await zip.openReadStreamPromise(entry),
        count,
        createWriteStream(target),
        signal ? { signal } : {},
      );
    }
    return chosen.length;
  } finally {
    zip.close();
  }
}
