import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
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
type Pieces = Iterable<Piece> | AsyncIterable<Piece>;

/**
 * Replaces a file by pieces, which may be made while the old one is read. The event loop turns
 * while the disk is at work.
 *
 * @param assertMayReplace is asked at the end: meanwhile the folder may have become another
 * process's
 */
export async function writePiecesAtomic(
  file: string,
  pieces: Pieces,
  assertMayReplace: () => void = () => undefined,
): Promise<void> {
  const temporary = temporaryOf(file);
  try {
    await writePieces(file, temporary, pieces);
    onFile(file, () => {
      assertMayReplace();
      renameSync(temporary, file);
    });
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Writes pieces to the disk. What is thrown names `file`. */
const writePieces = (file: string, temporary: string, pieces: Pieces): Promise<void> =>
  onFileAsync(file, async () => {
    const handle = await open(temporary, "w");
    try {
      for await (const part of partsOf(pieces)) await handle.appendFile(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });

/** New contents of files, which are on the disk already, beside them. */
export interface PreparedFiles {
  /** Replaces the files. It needs no more room on the disk. */
  commit(): void;
  /** Forgets what has not been committed. */
  discard(): void;
}

/** Writes the new contents of files beside them. Where that fails nothing is left of any. */
export async function prepareFiles(
  contents: readonly { file: string; pieces: Pieces }[],
): Promise<PreparedFiles> {
  const token = randomBytes(4).toString("hex");
  const temporary = (file: string) => `${file}.${token}.${process.pid}.tmp`;
  const discard = () => {
    for (const { file } of contents) rmSync(temporary(file), { force: true });
  };
  try {
    for (const { file, pieces } of contents) await writePieces(file, temporary(file), pieces);
  } catch (error) {
    discard();
    throw error;
  }
  return {
    commit: () => {
      for (const { file } of contents) onFile(file, () => renameSync(temporary(file), file));
    },
    discard,
  };
}

/** Bytes that are handed to the system at a time. */
const MAX_PART_BYTES = 16_000_000;

/** The same bytes in parts of a good size: small pieces together, large ones cut. */
async function* partsOf(pieces: Pieces): AsyncGenerator<Uint8Array> {
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
