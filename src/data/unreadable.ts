import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { GanError } from "../shared/errors";
import { fileErrorReason } from "../shared/files/errors";

/* Errors that say why a file or folder of a config cannot be read. */

/** A file or folder of the config that cannot be read, with the reason, as `explainFileError`. */
export function unreadable(
  path: string,
  cause: unknown,
  hint = "check the path in the config",
): GanError {
  const code = fileErrorReason(cause)?.code;
  const reason = code === undefined ? reasonOf(cause) : `${reasonOf(cause)} (${code})`;
  return new GanError("bad-data", `${path} cannot be read: ${reason}`, hint, { cause });
}

/** Why a file cannot be read, in words for a person; whoever catches it knows the file's name. */
export class NotReadable extends Error {}

/** Why something cannot be read, in words for a person, without the name of the file. */
export function reasonOf(cause: unknown): string {
  const reason = fileErrorReason(cause);
  if (reason) return reason.why;
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(/, [a-z]+ '[^']*'$/, "");
}

/**
 * Opens an ordinary file to read. A pipe or a device would be waited for, or never end: it is
 * opened without waiting, looked at and refused.
 *
 * @throws NotReadable, or what the system says
 */
export async function openFile(file: string): Promise<FileHandle> {
  // Windows has neither such pipes nor the flag.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
    (thrown: NodeJS.ErrnoException) => {
      throw thrown.code === "ENXIO"
        ? new NotReadable("it is a socket or a device, not a file")
        : thrown;
    },
  );
  const stats = await handle.stat();
  if (stats.isFile()) return handle;
  await handle.close();
  throw new NotReadable(`it is ${kindOf(stats)}, not a file`);
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a folder";
  return stats.isFIFO() ? "a named pipe" : "a device";
}

/**
 * Opens an ordinary file and closes it after its use. @throws GanError `bad-data` where it cannot
 * be read
 */
export async function withFile<T>(
  file: string,
  use: (handle: FileHandle) => Promise<T>,
  hint?: string,
): Promise<T> {
  try {
    const handle = await openFile(file);
    try {
      return await use(handle);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw thrown instanceof GanError ? thrown : unreadable(file, thrown, hint);
  }
}

/** Refuses what is no ordinary file. @throws GanError `bad-data` */
export async function checkIsFile(file: string, hint?: string): Promise<void> {
  await withFile(file, () => Promise.resolve(), hint);
}

/**
 * The contents of an ordinary file.
 *
 * @param most bytes that it may have
 * @throws NotReadable, or what the system says
 */
export async function readWhole(file: string, most: number): Promise<Buffer> {
  const handle = await openFile(file);
  try {
    const { size } = await handle.stat();
    if (size > most)
      throw new NotReadable(`it has ${megabytes(size)}, and at most ${megabytes(most)} are read`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** Bytes for a person: `3 MB`, `47 GB`. */
export function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${Math.ceil(bytes / 1e9)} GB`;
}

const FREE = 350e6;
const FOR_EACH_BYTE = 200;

/**
 * Refuses what would take far more memory than its file is large: a head of a few bytes can claim
 * any size, and a compressed file can unfold to a thousand times its own. What pictures and arrays
 * really hold stays far below.
 *
 * @param needed bytes of memory
 * @param bytes of the file
 * @param forEachByte bytes of memory that one of the file may take
 * @throws NotReadable
 */
export function refuseBomb(
  claim: string,
  needed: number,
  bytes: number,
  forEachByte = FOR_EACH_BYTE,
): void {
  if (needed <= FREE + forEachByte * bytes) return;
  throw new NotReadable(
    `it claims ${claim}, which would take ${megabytes(needed)} of memory, and has only ` +
      `${bytes} bytes itself`,
  );
}
