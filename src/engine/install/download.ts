import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { setTimeout as sleep } from "node:timers/promises";
import { GanError } from "../../shared/errors";
import { type Digest, digestOf } from "./digest";
import { networkError, request, shown, SILENCE_MS, TransientError } from "./http";

export interface Download {
  url: string;
  /** Where the file goes. While it is incomplete it is `<file>.part`. */
  file: string;
  /** Nothing is accepted that does not match. */
  digest: Digest;
  /** Bytes so far, and in all where that is known. */
  onProgress?: (done: number, total: number | undefined) => void;
  signal?: AbortSignal | undefined;
}

/** Failures in a row without a new byte before giving up. */
const MAX_FAILURES = 5;
const FIRST_PAUSE_MS = 500;

/**
 * Fetches a file, goes on where an earlier attempt stopped, and verifies it. A file that is already there and matches
 * is not fetched again.
 * @throws GanError `download` (unreachable, refused, wrong checksum: nothing is left behind) or `cancelled`
 *   (the part is kept for the next attempt).
 */
export async function download(options: Download): Promise<void> {
  const { file, digest, signal } = options;
  if ((await sizeOf(file)) > 0) {
    if ((await digestOf(file, digest.algorithm, signal)) === digest.hex) return;
    await rm(file);
  }
  await mkdir(dirname(file), { recursive: true });
  const part = `${file}.part`;
  const resumed = (await sizeOf(part)) > 0;
  await fetchWhole(options, part);
  let actual = await digestOf(part, digest.algorithm, signal);
  if (actual !== digest.hex && resumed) {
    // The old part may come from another version of the file, or from another file altogether.
    await rm(part);
    await fetchWhole(options, part);
    actual = await digestOf(part, digest.algorithm, signal);
  }
  if (actual !== digest.hex) {
    await rm(part);
    throw new GanError("download",
      `${basename(file)} from ${shown(options.url)} does not match its published ${digest.algorithm} checksum (expected ${digest.hex}, got ${actual})`,
      "the file was discarded; try again, and if it happens again do not trust that server");
  }
  await rename(part, file);
}

async function fetchWhole(options: Download, part: string): Promise<void> {
  for (let failures = 0; ;) {
    const before = await sizeOf(part);
    try {
      return await fetchRest(options, part, before);
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      failures = (await sizeOf(part)) > before ? 0 : failures + 1;
      if (failures >= MAX_FAILURES) throw new GanError("download", `${shown(options.url)} could not be downloaded: ${error.message}`, "try again later; what has arrived is kept", { cause: error });
      await sleep(FIRST_PAUSE_MS * 2 ** failures, undefined, { signal: options.signal }).catch((cause) => {
        throw networkError(options.url, cause, options.signal);
      });
    }
  }
}

/** One request: from `offset` to the end, or the whole again where the server does not know ranges. */
async function fetchRest({ url, onProgress, signal }: Download, part: string, offset: number): Promise<void> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error(`no data for ${SILENCE_MS / 1000} s`)), SILENCE_MS);
  try {
    // A body that was compressed for the way would have neither the length nor the ranges of the file.
    const headers = { "accept-encoding": "identity", ...(offset > 0 ? { range: `bytes=${offset}-` } : {}) };
    const response = await request(url, { signal, retired: silence.signal, headers });
    const start = response.status === 206 ? offset : 0;
    const length = Number(response.headers.get("content-length")) || undefined;
    const total = length === undefined ? undefined : start + length;
    let done = start;
    onProgress?.(done, total);
    const count = new Transform({
      transform(chunk: Buffer, _encoding, callback) {
        timer.refresh();
        onProgress?.((done += chunk.length), total);
        callback(null, chunk);
      },
    });
    const body = Readable.fromWeb(response.body as ReadableStream);
    const sink = createWriteStream(part, { flags: start > 0 ? "a" : "w" });
    await pipeline(body, count, sink).catch((cause) => {
      throw isDiskError(cause) ? diskError(cause, part) : networkError(url, cause, signal);
    });
    if (total !== undefined && done < total) throw new TransientError(`the connection ended after ${done} of ${total} bytes`);
  } catch (error) {
    // The part is already whole, or longer than the file is now: the checksum decides, or a fresh start does.
    if (error instanceof GanError && offset > 0 && / answered 416/.test(error.message)) return;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

const isDiskError = (cause: unknown): boolean => ["ENOSPC", "EDQUOT", "EACCES", "EROFS", "EIO"].includes((cause as NodeJS.ErrnoException).code ?? "");
const diskError = (cause: NodeJS.ErrnoException, path: string): GanError =>
  new GanError("download", `${path} cannot be written (${cause.code})`, cause.code === "ENOSPC" ? "free some disk space" : "check the folder's permissions", { cause });

const sizeOf = (path: string): Promise<number> => stat(path).then((info) => info.size, () => 0);
