import { writeFileSync } from "node:fs";
import { dirname, extname, join, basename } from "node:path";
import { conditionsOf } from "../../experiment/classes";
import type { DataConfig } from "../../experiment/schema";
import { dataShape } from "../../experiment/shapes";
import { readExperiment } from "../../run";
import { GanError } from "../../shared/errors";
import { latentsText } from "../../shared/latents/latents-file";
import type { Job, JobResult } from "../../shared/protocol/jobs";
import type { GeneratorWeights } from "../../shared/protocol/latents";
import { type GridLayout, gridLayout } from "../../shared/run/picture";
import type { OpenedRun } from "../evaluation";
import type { Classes } from "../session/conditions";
import { samplesFrom } from "../session/samples";
import { type AskedLatents, askedLatents } from "./latents";
import { openRun, type Post } from "./open";
import { formatOf, writeNpy, writePicture, writeTable } from "./outputs";
import { finish } from "./pieces";

/* The job that writes samples of a run into a file. */

/** Writes samples of a run into a file. With the run's own seed they are those of its pictures. */
export async function sampleJob(
  job: Extract<Job, { kind: "sample" }>,
  post: Post,
): Promise<JobResult> {
  const { out } = job;
  const { data } = await readExperiment(job.runDir);
  const format = formatOf(out, data);
  const opened = await openRun(job, post);
  const weights = checkedWeights(opened, job.weights);
  const asked = await askedLatents(opened, job.latents);
  const values = await samplesTold(opened, asked.latents, asked.classes, post, weights);
  const run = { runDir: job.runDir, data, post };
  if (format === ".png") await writePicture(out, run, values, layoutOf(opened, asked, data));
  else if (format === ".csv") await writeTable(out, run, values);
  else writeNpy(out, [asked.count, ...dataShape(data)], values);
  const saved = job.save ? savedFile(out) : undefined;
  if (saved !== undefined) writeFileSync(saved, savedText(opened, asked, job));
  const { step } = opened;
  return {
    kind: "sample",
    step,
    out,
    count: asked.count,
    ...(saved === undefined ? {} : { saved }),
  };
}

/** Where the latents of samples are kept: beside them, under their name. */
export const savedFile = (out: string): string =>
  join(dirname(out), `${basename(out, extname(out))}.json`);

/** The latents of samples as a file has them. */
export function savedText(
  { experiment, model, step }: OpenedRun,
  { latents, count, classes }: AskedLatents,
  { runDir, weights }: { runDir: string; weights?: GeneratorWeights | undefined },
): string {
  const { size } = model.latent;
  const names = conditionsOf(experiment);
  return latentsText({
    format: 1,
    run: basename(runDir),
    step,
    ...(model.generatorAverage ? { weights: weights ?? "average" } : {}),
    latents: Array.from({ length: count }, (_, i) => [
      ...latents.subarray(i * size, (i + 1) * size),
    ]),
    ...(classes && names ? { classes: Array.from(classes, (i) => names[i] ?? String(i)) } : {}),
  });
}

/** The grid that samples which are pictures make. */
export function layoutOf(
  { model }: OpenedRun,
  { count, columns, inTurn }: AskedLatents,
  data: DataConfig,
): GridLayout {
  const [height = 1, width = 1] = dataShape(data);
  if (columns === undefined)
    return gridLayout(count, width, height, inTurn ? model.classes : undefined);
  const rows = count / columns;
  return { count, columns, rows, tileWidth: width, tileHeight: height, gap: 2 };
}

/**
 * The weights of G that are asked for.
 *
 * @throws GanError `bad-usage` where the run has no average
 */
export function checkedWeights(
  { model }: Pick<OpenedRun, "model">,
  weights: GeneratorWeights | undefined,
): GeneratorWeights | undefined {
  if (weights !== "average" || model.generatorAverage) return weights;
  throw new GanError(
    "bad-usage",
    "this run has no moving average of G",
    'take its current weights; "training": { "generatorAverage": ... } keeps an average',
  );
}

/** G's samples for latents and as many classes; the host is told how far it is. */
export const samplesTold = (
  opened: OpenedRun,
  latents: Float32Array,
  classes: Classes,
  post: Post,
  weights?: GeneratorWeights,
): Promise<Float32Array> =>
  finish(samplesFrom(opened, latents, classes, weights), (fraction) =>
    post({ type: "progress", what: "Drawing samples", fraction }),
  );
