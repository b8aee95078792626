import { rm } from "node:fs/promises";
import { join } from "node:path";
import { lastWords, runChild } from "./child";
import { lastStepReader } from "./measure-cli";
import { scratchFolder } from "./scratch";
import { CLI, EXAMPLE, EXAMPLE_STEPS } from "./workloads";

/** Seconds from the command. */
export interface ExampleTimes {
  firstStep: number;
  /**
   * When the last picture was there and when the command had ended; undefined: not before it was
   * ended at `limit`.
   */
  done?: { lastPicture: number; end: number };
  limit: number;
}

/**
 * The 1-D example, 10,000 iterations with all its pictures and evaluations, on the engine that
 * `auto` takes.
 * @param limit seconds after which it is ended.
 */
export async function measureExample(limit: number): Promise<ExampleTimes> {
  const folder = scratchFolder();
  const started = performance.now();
  const now = () => (performance.now() - started) / 1000;
  const lastStep = lastStepReader();
  const picture = `{"type":"sample","step":${EXAMPLE_STEPS}}`;
  let firstStep: number | undefined;
  let lastPicture: number | undefined;
  let tail = "";
  const ended = await runChild(
    process.execPath,
    [
      CLI,
      "train",
      EXAMPLE,
      "--run-dir",
      join(folder, "run"),
      "--steps",
      String(EXAMPLE_STEPS),
      "--json",
    ],
    {
      limit: limit * 1000,
      onOutput(text) {
        if (firstStep === undefined && lastStep(text) !== undefined) firstStep = now();
        tail = (tail + text).slice(-text.length - picture.length);
        if (lastPicture === undefined && tail.includes(picture)) lastPicture = now();
      },
    },
  );
  const end = now();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  if (firstStep === undefined || (!ended.timedOut && ended.code !== 0))
    throw new Error(lastWords(ended));
  return {
    firstStep,
    limit,
    ...(ended.timedOut || lastPicture === undefined ? {} : { done: { lastPicture, end } }),
  };
}
