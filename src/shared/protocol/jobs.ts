import type { DualityGap, GameSpectrum, PathPoint } from "../game";
import type { Evaluation, NetworkName, RunEvent } from "../run/run";
import * as z from "../zod";
import { LATENT_RANGES, latentsSchema, type Range, weightsSchema } from "./latents";

/*
 * Work on a run that is not training it, or on no run at all: done by a process of the trainer's
 * program, which then leaves.
 */

/** What jobs can be asked for; the command line checks the same. */
export const JOB_RANGES = {
  count: LATENT_RANGES.count,
  rows: [1, 100],
  columns: LATENT_RANGES.points,
  seed: LATENT_RANGES.seed,
  samples: [1, 100_000],
  eigenvalues: [1, 100],
  answerSteps: [1, 100_000],
  pathPoints: [2, 1000],
} as const satisfies Record<string, Range>;

/** How the game of a run is looked at where nobody says otherwise. */
export const GAME_DEFAULTS = {
  samples: 512,
  eigenvalues: 6,
  answerSteps: 200,
  points: 25,
} as const;

const within = ([least, most]: Range) => z.int().min(least).max(most);

const at = z.int().min(0).optional();
const seed = within(JOB_RANGES.seed).optional();
const engine = z.string().optional();
/**
 * Of a conditional GAN: the name of a class, or its number. Without it classes follow each other,
 * of ways one each.
 */
const ofClass = z.string().optional();
const ofRun = {
  runDir: z.string(),
  /** The step of the checkpoint; by default the latest. */ at,
  /** By default the fastest that is there. */ engine,
};

/** What networks can be exported as. */
export const EXPORT_FORMATS = ["onnx", "tfjs", "pytorch", "keras", "safetensors"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const jobSchema = z.discriminatedUnion("kind", [
  /**
   * What is left out is as in the run's config, and `metrics` are those that fit. Checked by the
   * process.
   */
  z.strictObject({
    kind: z.literal("evaluate"),
    ...ofRun,
    metrics: z.array(z.string()).min(1).optional(),
    samples: z.int().optional(),
    features: z.string().optional(),
    /**
     * Measure against the data on disk although they are not those that the run was trained with.
     */
    acceptChangedData: z.boolean().optional(),
  }),
  /**
   * Samples into a file: a picture of them (.png), their numbers (.npy), or rows of a table (.csv).
   */
  z.strictObject({
    kind: z.literal("sample"),
    ...ofRun,
    out: z.string(),
    latents: latentsSchema,
    weights: weightsSchema.optional(),
    /** Whether the latents are kept beside, as JSON. */
    save: z.boolean().optional(),
  }),
  /** Samples along ways between latents, as a picture: each row goes from one latent to another. */
  z.strictObject({
    kind: z.literal("interpolate"),
    ...ofRun,
    rows: within(JOB_RANGES.rows),
    columns: within(JOB_RANGES.columns),
    spherical: z.boolean(),
    out: z.string(),
    seed,
    class: ofClass,
  }),
  /** What the game of both networks is like at a checkpoint. */
  z.strictObject({
    kind: z.literal("game"),
    ...ofRun,
    /** The step of another checkpoint, for the path from it. */
    from: z.int().min(0).optional(),
    /** In a batch. */
    samples: within(JOB_RANGES.samples),
    /** How many of the largest. */
    eigenvalues: within(JOB_RANGES.eigenvalues),
    /** Updates in which each player looks for its best answer to the other. */
    answerSteps: within(JOB_RANGES.answerSteps),
    /** Of the path. */
    points: within(JOB_RANGES.pathPoints),
    /** The file of a picture of it, as SVG. */
    out: z.string().optional(),
  }),
  /** Networks for other programs, in a new folder. */
  z.strictObject({
    kind: z.literal("export"),
    ...ofRun,
    format: z.enum(EXPORT_FORMATS),
    networks: z.array(z.enum(["generator", "discriminator"])).min(1),
    /** Of G: its moving average, or the weights that are trained; by default what samples show. */
    weights: weightsSchema.optional(),
    out: z.string(),
  }),
  /** What a run tells as TensorBoard's event file, in a new folder. */
  z.strictObject({ kind: z.literal("exportEvents"), runDir: z.string(), out: z.string() }),
  /** Trains the classifier of a data set, unless it is there. */
  z.strictObject({ kind: z.literal("features"), engine, source: z.string() }),
  /** Loads the networks of a config that are modules and runs them on a few samples. */
  z.strictObject({ kind: z.literal("tryModules"), /** The config. */ file: z.string() }),
  /** Imports Inception's weights from a safetensors file. */
  z.strictObject({ kind: z.literal("importInception"), file: z.string() }),
]);
export type Job = z.infer<typeof jobSchema>;

interface SampleResult {
  step: number;
  out: string;
}
export interface GameResult {
  step: number;
  /** In a batch. */
  samples: number;
  engine: string;
  spectrum: GameSpectrum;
  gap: DualityGap;
  path?: { from: number; points: PathPoint[] };
}
interface FeaturesResult {
  name: string;
  file: string;
  hash: string;
  metadata: Record<string, string>;
}

/** What comes of a job, by its kind. */
interface JobResults {
  evaluate: { evaluation: Evaluation; event: RunEvent; engine: string };
  sample: SampleResult & { count: number; saved?: string };
  interpolate: SampleResult;
  game: GameResult;
  export: SampleResult & { files: string[] };
  exportEvents: { out: string; file: string };
  features: FeaturesResult;
  tryModules: { tried: { network: NetworkName; file: string; parameters: number }[] };
  importInception: FeaturesResult;
}
export type JobResult = { [K in Job["kind"]]: { kind: K } & JobResults[K] }[Job["kind"]];
