import { dataShape } from "../../experiment/shapes";
import { drawLatents } from "../../gan/model";
import { fold, rootKey } from "../../gan/random";
import { conditionsOf } from "../../experiment/classes";
import { readExperiment } from "../../run";
import { GanError } from "../../shared/errors";
import { gridLayout } from "../../shared/run/picture";
import type { Job, JobResult } from "../../shared/protocol/jobs";
import { type Classes, inTurn } from "../session/conditions";
import type { OpenedRun } from "../evaluation";
import { samplesFrom } from "../session/samples";
import { openRun, type Post } from "./open";
import { formatOf, writeNpy, writePicture, writeTable } from "./outputs";
import { finish } from "./pieces";

/* The job that writes samples of a run into a file. */

/** Writes samples of a run into a file. With the run's own seed they are those of its pictures. */
export async function sampleJob(
  job: Extract<Job, { kind: "sample" }>,
  post: Post,
): Promise<JobResult> {
  const { data } = await readExperiment(job.runDir);
  const format = formatOf(job.out, data);
  const shape = dataShape(data);
  const opened = await openRun(job, post);
  const latents = await latentsOf(opened, "samples", job.count, job.seed);
  const one = classAsked(opened, job.class);
  const classes =
    one === undefined ? inTurn(opened.model, job.count) : new Uint8Array(job.count).fill(one);
  const values = await samplesTold(opened, latents, classes, post);
  const run = { runDir: job.runDir, data, post };
  if (format === ".png")
    await writePicture(
      job.out,
      run,
      values,
      gridLayout(
        job.count,
        shape[1]!,
        shape[0]!,
        one === undefined ? opened.model.classes : undefined,
      ),
    );
  else if (format === ".csv") await writeTable(job.out, run, values);
  else writeNpy(job.out, [job.count, ...shape], values);
  return { kind: "sample", step: opened.step, out: job.out };
}

/**
 * The number of the class that is asked for by its name. A number is a name only where the classes
 * are called so: of others it is not said whether it counts from 0.
 *
 * @throws GanError `bad-usage` where there is none such, or more than one
 */
export function classAsked(
  { experiment }: Pick<OpenedRun, "experiment">,
  asked: string | undefined,
): number | undefined {
  if (asked === undefined) return undefined;
  const names = conditionsOf(experiment);
  if (!names)
    throw new GanError(
      "bad-usage",
      "this GAN is not conditional: neither network takes a class",
      "leave out --class",
    );
  const exact = names.indexOf(asked);
  if (exact >= 0) return exact;
  const alike = names.filter((name) => name.toLowerCase() === asked.toLowerCase());
  const [only, ...others] = alike;
  if (only !== undefined && others.length === 0) return names.indexOf(only);
  throw new GanError(
    "bad-usage",
    alike.length > 1 ? `"${asked}" is several classes` : `there is no class "${asked}"`,
    `use the name of one: ${(alike.length > 1 ? alike : names).join(", ")}`,
  );
}

/** Latents of a stream, [count, latent.size] flat. */
export const latentsOf = (
  { program, model }: OpenedRun,
  stream: string,
  count: number,
  seed = model.seed,
): Promise<Float32Array> =>
  program.compute(`${count} latents of ${stream}`, () =>
    drawLatents(model.latent, fold(rootKey(seed, 0), stream), count),
  );

/** G's samples for latents and as many classes; the host is told how far it is. */
export const samplesTold = (
  opened: OpenedRun,
  latents: Float32Array,
  classes: Classes,
  post: Post,
): Promise<Float32Array> =>
  finish(samplesFrom(opened, latents, classes), (fraction) =>
    post({ type: "progress", what: "Drawing samples", fraction }),
  );
