import { dataShape } from "../../experiment/shapes";
import { interpolate } from "../../shared/latents/interpolation";
import { readExperiment } from "../../run";
import { GanError } from "../../shared/errors";
import type { Job, JobResult } from "../../shared/protocol/jobs";
import { openRun, type Post } from "./open";
import { formatOf, writePicture } from "./outputs";
import { classAsked, latentsOf } from "./latents";
import { samplesTold } from "./sample";

/**
 * Draws samples along ways through the latent space (Goodfellow et al. 2014, figure 3): each row
 * goes from one latent to another.
 */
export async function interpolateJob(
  job: Extract<Job, { kind: "interpolate" }>,
  post: Post,
): Promise<JobResult> {
  const { data } = await readExperiment(job.runDir);
  const { rows, columns } = job;
  if (formatOf(job.out, data) !== ".png")
    throw new GanError("bad-usage", "an interpolation is a picture", "end the file with .png");
  const opened = await openRun(job, post);
  const { size } = opened.model.latent;
  const ends = await latentsOf(opened, "interpolation", 2 * rows, job.seed);
  const end = (i: number) => ends.slice(i * size, (i + 1) * size);
  const ways = Array.from({ length: rows }, (_, row) =>
    interpolate(end(2 * row), end(2 * row + 1), columns, job.spherical ? "spherical" : "straight"),
  ).flat();
  const latents = new Float32Array(ways.length * size);
  ways.forEach((latent, i) => latents.set(latent, i * size));
  const one = classAsked(opened, job.class);
  const { classes } = opened.model;
  // Each way is of one class.
  const asked =
    classes === undefined
      ? undefined
      : Uint8Array.from(
          { length: rows * columns },
          (_, i) => one ?? Math.floor(i / columns) % classes,
        );
  const values = await samplesTold(opened, latents, asked, post);
  const [tileHeight, tileWidth] = dataShape(data) as [number, number];
  const run = { runDir: job.runDir, data, post };
  await writePicture(job.out, run, values, {
    count: rows * columns,
    rows,
    columns,
    tileWidth,
    tileHeight,
    gap: 2,
  });
  return { kind: "interpolate", step: opened.step, out: job.out };
}
