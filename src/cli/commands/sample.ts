import { relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { trustRun } from "../../run/trust";
import { cacheDirs } from "../../shared/files/cache";
import { formatCount } from "../../shared/text/format";
import { doJob } from "../job";
import { GanError } from "../../shared/errors";
import { JOB_RANGES } from "../../shared/protocol/jobs";
import {
  type GeneratorWeights,
  LATENT_RANGES,
  type LatentsRequest,
  type ShownSamples,
  weightsSchema,
} from "../../shared/protocol/latents";
import {
  type AskedCheckpoint,
  checkpointStep,
  ENGINE_HELP,
  exactStep,
  list,
  numberWithin,
  place,
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

/** Which latents samples are made from. */
interface OfLatents {
  count?: number;
  seed?: number;
  class?: string;
  truncation?: number;
  latents?: string;
  pick?: number[];
  sweep?: number;
  range?: [number, number];
  between?: [number, number];
  spherical?: boolean;
  points?: number;
}

type SampleOptions = OfRun & OfLatents & { weights?: GeneratorWeights; save?: boolean };

/** Writes samples of a run into a file. */
async function sample(run: string, options: SampleOptions): Promise<void> {
  const { out, trust, at, engine, weights, save } = options;
  if (trust) trustRun(resolve(run), cacheDirs());
  const result = await doJob<"sample">({
    kind: "sample",
    runDir: resolve(run),
    latents: latentsAsked(options),
    out: resolve(out),
    at: exactStep(at),
    engine,
    weights,
    save,
  });
  const files = [result.out, ...(result.saved === undefined ? [] : [result.saved])];
  process.stdout.write(
    `${formatCount(result.count)} samples of step ${formatCount(result.step)}: ` +
      `${files.map((file) => relative(process.cwd(), file)).join(", ")}\n`,
  );
}

function latentsAsked(options: OfLatents): LatentsRequest {
  const { count, seed, truncation, latents: file, class: ofClass } = options;
  const show = shownSamples(options);
  return {
    ...(count === undefined ? {} : { count }),
    ...(seed === undefined ? {} : { seed }),
    ...(truncation === undefined ? {} : { truncation }),
    ...(file === undefined ? {} : { file: resolve(file) }),
    ...(ofClass === undefined ? {} : { class: ofClass }),
    ...(show === undefined ? {} : { show }),
  };
}

/** How many samples a way has where nobody says it. */
const POINTS = 10;

/** @throws GanError where options of a sweep or a way stand alone */
function shownSamples(options: OfLatents): ShownSamples | undefined {
  const { pick, sweep: coordinate, range, between, spherical = false, points } = options;
  const length = points ?? POINTS;
  if (between) return { kind: "between", samples: between, spherical, points: length };
  if (spherical) throw standsAlone("--spherical", "--between");
  if (coordinate !== undefined)
    return {
      kind: "sweep",
      samples: pick ?? [1],
      coordinate,
      ...(range ? { range } : {}),
      points: length,
    };
  if (range) throw standsAlone("--range", "--sweep");
  if (points !== undefined) throw standsAlone("--points", "--sweep or --between");
  return pick && { kind: "picked", samples: pick };
}

const standsAlone = (option: string, of: string): GanError =>
  new GanError(
    "bad-usage",
    `${option} is an option of ${of}`,
    `give ${of} with it, or leave it out`,
  );

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
    .option("--count <n>", "how many (default: 64)", wholeNumber(JOB_RANGES.count))
    .option("--at <step>", "step of the checkpoint, or latest (default)", checkpointStep)
    .option("--class <name>", "of a conditional GAN: the class of all (default: each in turn)")
    .option(
      "--seed <n>",
      "other latents than those of the run's pictures",
      wholeNumber(JOB_RANGES.seed),
    )
    .option(
      "--truncation <t>",
      "draw numbers of latents beyond t anew: samples more alike, mostly better",
      numberWithin(LATENT_RANGES.truncation),
    )
    .option("--latents <file>", "latents that --save wrote, or an array (count, size): .json, .npy")
    .option("--pick <i,j,...>", "these samples alone, counted from 1", list(place))
    .option("--sweep <coordinate>", "a row for each picked sample: change one coordinate", place)
    .option(
      "--range <low,high>",
      "of a sweep: from where to where (default: -3,3; of uniform latents all)",
      list(numberWithin([-1e6, 1e6]), 2),
    )
    .addOption(
      new Option("--between <i,j>", "interpolate between two samples")
        .argParser(list(place, 2))
        .conflicts(["pick", "sweep", "range"]),
    )
    .option("--spherical", "along the sphere that normal latents lie near, not straight")
    .option(
      "--points <n>",
      `of a sweep or an interpolation: how many samples (default: ${POINTS})`,
      wholeNumber(LATENT_RANGES.points),
    )
    .addOption(
      new Option(
        "--weights <which>",
        "of G: its moving average (default, where the run has one) or the current ones",
      ).choices(weightsSchema.options),
    )
    .option("--save", "keep the latents beside the samples, as JSON")
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
