import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { GanError } from "../shared/errors";
import { explained, Interrupted, network, redacted, refuse, send, whileAlive } from "./http";

/* Downloads a file that is checked by its checksum and goes on where it was broken off. */

export interface Checksum {
  algorithm: "md5" | "sha1" | "sha256" | "sha512";
  /** Hexadecimal, or base64 as npm's `integrity` and Google's `x-goog-hash` have it. */
  digest: string;
}

export interface DownloadOptions {
  /** `http:` or `https:`. A user and password in it are sent as basic authorization. */
  url: string;
  /** Where the complete file goes; its folder is made, an older file is replaced. */
  file: string;
  checksum?: Checksum;
  /**
   * Bytes on disk so far, and of the whole where the server tells. Called for each piece that
   * arrives.
   */
  onProgress?: (done: number, total: number | undefined) => void;
  signal?: AbortSignal;
  /**
   * How often in a row a lost connection is taken up again without getting any further; default 4.
   */
  retries?: number;
  /** Milliseconds without a byte after which the connection counts as lost; default 30,000. */
  stallTimeout?: number;
}

/**
 * Fetches one file: first into `<file>.part`, then, when it is complete and its checksum right,
 * renamed to `file`.
 *
 * A lost connection is taken up where it broke if the server can (RFC 9110, Range and If-Range),
 * otherwise from the start. With a checksum, so is what an earlier call left: then the part is kept
 * when this call is cancelled or fails. A host that gives no answer at all is not tried again, so
 * that a caller with other sources gets to them at once. Two calls for the same `file` must not
 * overlap; see `withLock`.
 *
 * @throws GanError `download` (the server's refusal, no connection, wrong checksum, disk) or
 * `cancelled`
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { url, file, checksum, signal } = options;
  const part = `${file}.part`;
  try {
    await mkdir(dirname(file), { recursive: true });
    if (!checksum) await rm(part, { force: true });
    for (let again = false; ; again = true) {
      const transfer = new Transfer(options, part);
      await transfer.run();
      if (!checksum) break;
      const found = await digestOf(part, checksum.algorithm, signal);
      if (fits(found, checksum)) break;
      await rm(part);
      // The pieces may have been of different versions of the file: once more, from the start.
      if (again || !transfer.pieced) {
        throw new GanError(
          "download",
          `${redacted(url)} does not have the expected ${checksum.algorithm} checksum ` +
            `${checksum.digest}, but ${found.toString(encodingOf(checksum.digest, found))}`,
          "try again later; if it stays so, something on the way changes the file, or it " +
            "was replaced at its source",
        );
      }
    }
    await rename(part, file);
  } catch (thrown) {
    if (!checksum) await rm(part, { force: true }).catch(() => undefined);
    if (!isSystemError(thrown)) throw explained(thrown, url, signal);
    throw new GanError(
      "download",
      `${file} cannot be written (${thrown.message})`,
      "check the free space and the rights of the folder",
      { cause: thrown },
    );
  }
}

/** The bytes of one URL on their way into one file, over as many connections as it takes. */
class Transfer {
  /** Whether the file was not received in one answer. */
  pieced = false;
  private offset = 0;
  private total: number | undefined;
  /** Whether any server answered since the start. */
  private answered = false;
  /** Proof that the bytes on disk belong to the file as the server has it now: its ETag or date. */
  private validator: string | undefined;

  constructor(
    private readonly options: DownloadOptions,
    private readonly part: string,
  ) {}

  async run(): Promise<void> {
    const { retries = 4, signal } = this.options;
    this.offset = await sizeOf(this.part);
    let furthest = this.offset;
    for (let failures = 0; ; failures++) {
      try {
        return await this.connect();
      } catch (thrown) {
        if (signal?.aborted || !(thrown instanceof Interrupted)) throw thrown;
        if (this.offset > furthest) failures = 0;
        furthest = Math.max(furthest, this.offset);
        if (!this.answered || failures >= retries) throw thrown;
        // A cancel while waiting is seen by the next connect().
        await sleep(500 * 2 ** Math.min(failures, 5), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** One connection, from the present offset to the end of the file. */
  private connect(): Promise<void> {
    const { url, signal, stallTimeout = 30_000 } = this.options;
    return whileAlive(stallTimeout, signal, async (alive, refresh) => {
      // Ranges and sizes count bytes of the file itself, not of a compressed form of it.
      const response = await send(url, {
        headers: { "accept-encoding": "identity", ...this.rangeHeaders() },
        signal: alive,
      });
      this.answered = true;
      refresh();
      if (await this.accept(response)) await this.receive(response, refresh);
    });
  }

  private rangeHeaders(): Record<string, string> {
    if (this.offset === 0) return {};
    if (this.validator) return { range: `bytes=${this.offset}-`, "if-range": this.validator };
    if (this.options.checksum) return { range: `bytes=${this.offset}-` };
    this.offset = 0;
    return {};
  }

  /** Reads the head of an answer. @returns false when there is nothing left to receive */
  private async accept(response: Response): Promise<boolean> {
    const range = response.headers.get("content-range") ?? "";
    const discard = () => response.body?.cancel().catch(() => undefined);
    if (response.status === 206) {
      const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range) ?? [];
      if (Number(start) !== this.offset) {
        await discard();
        this.offset = 0;
        throw new Interrupted(`the server sent ${range || "an unnamed range"} for another one`);
      }
      this.pieced = true;
      this.total = total === undefined || total === "*" ? undefined : Number(total);
    } else if (response.status === 416 && this.offset > 0) {
      await discard();
      if (range === `bytes */${this.offset}`) {
        this.pieced = true;
        return false;
      }
      this.offset = 0;
      throw new Interrupted("the server has no such range");
    } else if (response.ok) {
      const length = response.headers.get("content-length");
      const encoded = (response.headers.get("content-encoding") ?? "identity") !== "identity";
      this.offset = 0;
      this.pieced = false;
      this.total = length === null || encoded ? undefined : Number(length);
      const etag = response.headers.get("etag");
      const strong = etag && !etag.startsWith("W/") ? etag : undefined;
      const validator = strong ?? response.headers.get("last-modified") ?? undefined;
      this.validator = encoded ? undefined : validator;
    } else {
      return await refuse(response, this.options.url);
    }
    return true;
  }

  /**
   * Appends an answer's body to the part, or starts the part anew where the answer is of the whole.
   */
  private async receive(response: Response, onBytes: () => void): Promise<void> {
    const { onProgress } = this.options;
    const out = await open(this.part, this.offset > 0 ? "a" : "w");
    const reader = response.body?.getReader();
    try {
      onProgress?.(this.offset, this.total);
      while (reader) {
        const { done, value } = await network(reader.read());
        if (done) break;
        onBytes();
        await out.appendFile(value);
        this.offset += value.byteLength;
        onProgress?.(this.offset, this.total);
      }
    } finally {
      reader?.cancel().catch(() => undefined);
      await out.close();
    }
    if (this.total !== undefined && this.offset !== this.total) {
      throw new Interrupted(`${this.offset} of ${this.total} bytes arrived`);
    }
  }
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

/**
 * Whether a file has a checksum. @throws the system's error if it cannot be read, the signal's when
 * cancelled
 */
export async function matches(
  file: string,
  checksum: Checksum,
  signal?: AbortSignal,
): Promise<boolean> {
  return fits(await digestOf(file, checksum.algorithm, signal), checksum);
}

/** The digest of a file. @throws as `matches` */
export async function digestOf(
  file: string,
  algorithm: Checksum["algorithm"],
  signal?: AbortSignal,
): Promise<Buffer> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash, { signal });
  return hash.read();
}

function fits(found: Buffer, { digest }: Checksum): boolean {
  return found.equals(Buffer.from(digest, encodingOf(digest, found)));
}

function encodingOf(digest: string, found: Buffer): "hex" | "base64" {
  return digest.length === 2 * found.length ? "hex" : "base64";
}

function isSystemError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && "code" in thrown && "syscall" in thrown;
}
