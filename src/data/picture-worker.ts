import { parentPort } from "node:worker_threads";
import { readPicture } from "./decode";
import { fitInto } from "./resize";
import { reasonOf } from "./unreadable";

/*
 * The thread that reads pictures: decoding one of a camera takes seconds, in which the thread of a
 * trainer has to answer. It is started by `picture-threads.ts`.
 */

/** Pictures to read, and the size that they are brought to. */
export interface PictureTask {
  files: readonly string[];
  size: readonly [height: number, width: number];
  channels: 1 | 3;
}

/** What has become of them. */
export interface PicturesRead {
  /** [files, height, width, channels], in their order. */
  pixels: Uint8Array<ArrayBuffer>;
  /** Those that cannot be read, and why. */
  broken: { file: string; reason: string }[];
}

async function read({ files, size, channels }: PictureTask): Promise<PicturesRead> {
  const each = size[0] * size[1] * channels;
  const pixels = new Uint8Array(files.length * each);
  const broken: PicturesRead["broken"] = [];
  for (const [i, file] of files.entries()) {
    try {
      const picture = await readPicture(file);
      fitInto(picture, size, channels, pixels.subarray(i * each, (i + 1) * each));
    } catch (thrown) {
      broken.push({ file, reason: reasonOf(thrown) });
    }
  }
  return { pixels, broken };
}

parentPort?.on("message", (task: PictureTask) => {
  void read(task).then((result) => parentPort?.postMessage(result, [result.pixels.buffer]));
});
