import { opendir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { GanError } from "../shared/errors";
import { unreadable } from "./unreadable";

/**
 * The paths of the pictures in a folder and in those inside it, in an order that is the same on every machine.
 *
 * @param most so many at most, whichever are come upon first: the search then ends there
 * @throws GanError `bad-data` if there are none
 */
export async function picturesIn(folder: string, most = Infinity): Promise<string[]> {
  const pictures: string[] = [];
  try {
    for await (const picture of picturesWithin(folder)) if (pictures.push(picture) >= most) break;
  } catch (thrown) {
    throw unreadable(folder, thrown);
  }
  if (pictures.length === 0)
    throw new GanError(
      "bad-data",
      `${folder} has no pictures`,
      "put .png, .jpg or .jpeg files into it or into folders inside it",
    );
  const names = pictures.map((path) => relative(folder, path).replaceAll("\\", "/")).sort();
  return names.map((name) => join(folder, name));
}

async function* picturesWithin(folder: string): AsyncGenerator<string> {
  for await (const entry of await opendir(folder, { bufferSize: 1000 })) {
    const path = join(folder, entry.name);
    if (
      entry.isDirectory() ||
      (entry.isSymbolicLink() && (await stat(path).catch(() => undefined))?.isDirectory())
    )
      yield* picturesWithin(path);
    else if (/\.(png|jpe?g)$/i.test(entry.name)) yield path;
  }
}
