import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { GanError } from "../shared/errors";
import type { PicturesRead, PictureTask } from "./picture-worker";
import { reasonOf } from "./unreadable";

/*
 * Threads that decode pictures beside the one that trains; how many depends on processors and
 * memory.
 */

/** Each thread holds a decoded picture: of a camera's some 300 MB. */
const MAX_THREADS = 4;
/**
 * Pictures that a thread is given at a time: messages cost a little. Large ones in a small folder
 * go one by one.
 */
const MAX_PICTURES_A_TASK = 16;
const TASKS_A_THREAD = 4;

interface Reading extends Omit<PictureTask, "files"> {
  /** Is told how many pictures have been read. */
  onRead(count: number): void;
  signal?: AbortSignal | undefined;
}

/**
 * Reads pictures on threads of their own, each into its place in `values`. This thread only waits.
 *
 * @returns those that cannot be read, in the order of the files, with the reasons
 * @throws GanError `cancelled`; `bad-data` where a thread ends over a picture
 */
export async function readPictures(
  files: readonly string[],
  values: Uint8Array,
  { size, channels, onRead, signal }: Reading,
): Promise<PicturesRead["broken"]> {
  const each = size[0] * size[1] * channels;
  // Two threads of one core decode no faster than one alone.
  const cores = Math.max(1, Math.floor(availableParallelism() / 2));
  const threads = Array.from(
    { length: Math.min(MAX_THREADS, cores, files.length) },
    () => new PictureThread(),
  );
  const share = Math.floor(files.length / (threads.length * TASKS_A_THREAD));
  const atOnce = Math.max(1, Math.min(MAX_PICTURES_A_TASK, share));
  const broken = new Map<number, PicturesRead["broken"]>();
  let next = 0;
  let done = 0;
  const work = async (thread: PictureThread): Promise<void> => {
    while (next < files.length) {
      const from = next;
      next += atOnce;
      const some = files.slice(from, next);
      const read = await thread.read({ files: some, size, channels });
      values.set(read.pixels, from * each);
      broken.set(from, read.broken);
      done += some.length;
      onRead(done);
    }
  };
  const end = (): void => threads.forEach((thread) => thread.end());
  signal?.addEventListener("abort", end, { once: true });
  try {
    if (signal?.aborted) end();
    await Promise.all(threads.map(work));
  } catch (thrown) {
    if (!signal?.aborted) throw thrown;
    throw new GanError("cancelled", "Reading pictures was cancelled", "", { cause: thrown });
  } finally {
    signal?.removeEventListener("abort", end);
    end();
  }
  return [...broken].sort(([a], [b]) => a - b).flatMap(([, some]) => some);
}

/** One thread, which reads what it is given. */
class PictureThread {
  readonly #worker = startWorker();

  read(task: PictureTask): Promise<PicturesRead> {
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      const fail = (reason: string) =>
        reject(
          new GanError(
            "bad-data",
            `one of these pictures cannot be read: ${task.files.join(", ")} (${reason})`,
            "replace or remove it",
          ),
        );
      worker.removeAllListeners();
      worker.once("message", resolve);
      worker.once("error", (error) => fail(reasonOf(error)));
      worker.once("exit", () => fail("the thread that read it ended"));
      worker.postMessage(task);
    });
  }

  end(): void {
    void this.#worker.terminate();
  }
}

/**
 * Starts the thread's program: built it lies beside this one; run from source (tests, tsx) it is
 * translated on the way.
 */
function startWorker(): Worker {
  const built = join(__dirname, "picture-worker.js");
  if (existsSync(built)) return new Worker(built);
  const source = join(__dirname, "picture-worker.ts");
  const translator = createRequire(__filename).resolve("tsx/cjs");
  const program = [translator, source].map((file) => `require(${JSON.stringify(file)});`).join("");
  return new Worker(program, { eval: true, execArgv: [] });
}
