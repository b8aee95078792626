import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { onFile, onFileAsync } from "../shared/files/errors";

/*
 * Replaces files in one stroke: whoever reads one, and whenever this process or the machine dies,
 * sees the old content or the new, never a part. The new content is written beside the file,
 * brought to the disk, and then takes the file's name.
 */

/** Where the new content is written; what a killed process leaves there is swept on resume. */
const temporaryOf = (file: string): string => `${file}.${process.pid}.tmp`;

/** Replaces a file that is small. */
export function writeFileAtomic(file: string, content: string | Uint8Array): void {
  const temporary = temporaryOf(file);
  try {
    onFile(file, () => {
      const handle = openSync(temporary, "w");
      try {
        writeFileSync(handle, content);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      renameSync(temporary, file);
    });
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

type Piece = string | Uint8Array;

/**
 * Replaces a file by pieces, which may be made while the old one is read. The event loop turns
 * while the disk is at work.
 *
 * @param assertMayReplace is asked at the end: meanwhile the folder may have become another
 * process's
 */
export async function writePiecesAtomic(
  file: string,
  pieces: Iterable<Piece> | AsyncIterable<Piece>,
  assertMayReplace: () => void = () => undefined,
): Promise<void> {
  const temporary = temporaryOf(file);
  try {
    await onFileAsync(file, async () => {
      const handle = await open(temporary, "w");
      try {
        for await (const part of partsOf(pieces)) await handle.appendFile(part);
        await handle.sync();
      } finally {
        await handle.close();
      }
      assertMayReplace();
      renameSync(temporary, file);
    });
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Bytes that are handed to the system at a time. */
const MAX_PART_BYTES = 16_000_000;

/** The same bytes in parts of a good size: small pieces together, large ones cut. */
async function* partsOf(
  pieces: Iterable<Piece> | AsyncIterable<Piece>,
): AsyncGenerator<Uint8Array> {
  let small: Uint8Array[] = [];
  let length = 0;
  for await (const given of pieces) {
    const piece = typeof given === "string" ? Buffer.from(given) : given;
    for (let from = 0; from < piece.length; from += MAX_PART_BYTES) {
      const part = piece.subarray(from, from + MAX_PART_BYTES);
      if (length + part.length > MAX_PART_BYTES) {
        yield concatenated(small);
        small = [];
        length = 0;
      }
      small.push(part);
      length += part.length;
    }
  }
  yield concatenated(small);
}

const concatenated = (parts: readonly Uint8Array[]): Uint8Array =>
  parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
