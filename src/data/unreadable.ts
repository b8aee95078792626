import { type FileHandle, open, stat } from "node:fs/promises";
import { GanError } from "../shared/errors";

/** A file or folder of the config that the system does not give out, with what it says. */
export function unreadable(
  path: string,
  cause: unknown,
  hint = "check the path in the config",
): GanError {
  return new GanError(
    "bad-data",
    `${path} cannot be read (${cause instanceof Error ? cause.message : String(cause)})`,
    hint,
    { cause },
  );
}

/**
 * Refuses what is no ordinary file: a pipe or a device would be waited for, or never end.
 *
 * @throws GanError `bad-data`
 */
export async function checkIsFile(file: string, hint?: string): Promise<void> {
  const found = await stat(file).catch((cause: unknown) => {
    throw unreadable(file, cause, hint);
  });
  if (!found.isFile())
    throw unreadable(file, found.isDirectory() ? "it is a folder" : "it is no ordinary file", hint);
}

/** Opens a file and closes it after its use. @throws GanError `bad-data` where the system does not give it out */
export async function withFile<T>(
  file: string,
  use: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  try {
    const handle = await open(file);
    try {
      return await use(handle);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw thrown instanceof GanError ? thrown : unreadable(file, thrown);
  }
}
