import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { trustRun } from "../../run/trust";
import { cacheDirs } from "../../shared/files/cache";
import { formatCount } from "../../shared/text/format";
import { doJob } from "../job";
import { JOB_RANGES } from "../../shared/protocol/jobs";
import {
  type AskedCheckpoint,
  checkpointStep,
  ENGINE_HELP,
  exactStep,
  TRUST_HELP,
  wholeNumber,
} from "../options";

/* `gan sample` and `gan interpolate`: samples of a run in a file. */

interface OfRun {
  at?: AskedCheckpoint;
  engine?: string;
  seed?: number;
  class?: string;
  trust?: boolean;
  out: string;
}

/** Writes samples of a run into a file. */
async function sample(
  run: string,
  { count, out, trust, at, ...options }: OfRun & { count: number },
): Promise<void> {
  if (trust) trustRun(resolve(run), cacheDirs());
  const { step, out: file } = await doJob<"sample">({
    kind: "sample",
    runDir: resolve(run),
    count,
    out: resolve(out),
    ...options,
    at: exactStep(at),
  });
  process.stdout.write(
    `${formatCount(count)} samples of step ${formatCount(step)}: ` +
      `${relative(process.cwd(), file)}\n`,
  );
}

/** Draws samples along ways between latents. */
async function interpolate(
  run: string,
  {
    out,
    rows,
    columns,
    spherical,
    trust,
    at,
    ...options
  }: OfRun & { rows: number; columns: number; spherical?: boolean },
): Promise<void> {
  if (trust) trustRun(resolve(run), cacheDirs());
  const { step, out: file } = await doJob<"interpolate">({
    kind: "interpolate",
    runDir: resolve(run),
    rows,
    columns,
    spherical: spherical === true,
    out: resolve(out),
    ...options,
    at: exactStep(at),
  });
  process.stdout.write(
    `${rows} ways of ${columns} samples of step ${formatCount(step)}: ` +
      `${relative(process.cwd(), file)}\n`,
  );
}

export function declareSample(program: Command): void {
  program
    .command("sample <run>")
    .description("draw samples of a run into a file: .png, .npy, or .csv for tables and points")
    .requiredOption("--out <file>", "where to write them")
    .option("--count <n>", "how many", wholeNumber(JOB_RANGES.count), 64)
    .option("--at <step>", "step of the checkpoint, or latest (default)", checkpointStep)
    .option("--class <name>", "of a conditional GAN: the class of all (default: each in turn)")
    .option(
      "--seed <n>",
      "other latents than those of the run's pictures",
      wholeNumber(JOB_RANGES.seed),
    )
    .option("--engine <engine>", ENGINE_HELP)
    .option("--trust", TRUST_HELP)
    .action(sample);
}

export function declareInterpolate(program: Command): void {
  program
    .command("interpolate <run>")
    .description("draw samples along ways between latents as a picture, a row for each way")
    .requiredOption("--out <file>", "the picture, .png")
    .option("--rows <n>", "how many ways", wholeNumber(JOB_RANGES.rows), 8)
    .option(
      "--columns <n>",
      "samples along each way, both ends among them",
      wholeNumber(JOB_RANGES.columns),
      10,
    )
    .option("--spherical", "along the sphere that normal latents lie near, not straight")
    .option("--at <step>", "step of the checkpoint, or latest (default)", checkpointStep)
    .option("--class <name>", "of a conditional GAN: the class of all ways (default: each in turn)")
    .option("--seed <n>", "seed of the ends (default: the run's)", wholeNumber(JOB_RANGES.seed))
    .option("--engine <engine>", ENGINE_HELP)
    .option("--trust", TRUST_HELP)
    .action(interpolate);
}
