import * as z from "../zod";

/*
 * What samples are asked for: which latents, and how they go on from there. The command line and
 * the page that explores latents ask in the same words, and so get the same numbers.
 */

/** The least and the most that a number may be. */
export type Range = readonly [least: number, most: number];

/** What latents can be asked for; the command line checks the same. */
export const LATENT_RANGES = {
  count: [1, 1_000_000],
  /** Samples along a way, both ends among them. */
  points: [2, 100],
  seed: [0, 2 ** 31 - 1],
  /** Below, hardly any normal number is within the threshold; above, all are. */
  truncation: [0.02, 10],
} as const satisfies Record<string, Range>;

const within = ([least, most]: Range) => z.int().min(least).max(most);
/** A sample or a coordinate, counted from 1. */
const place = z.int().min(1);

/** Samples and coordinates are counted from 1, as a person counts them. */
export const shownSamplesSchema = z.discriminatedUnion("kind", [
  /** Some of the samples, in this order. */
  z.strictObject({ kind: z.literal("picked"), samples: z.array(place).min(1) }),
  /** A row for each sample: one coordinate goes from `low` to `high`. */
  z.strictObject({
    kind: z.literal("sweep"),
    samples: z.array(place).min(1),
    coordinate: place,
    /** By default as far as latents reach, see `sweptRange`. */
    range: z.tuple([z.number(), z.number()]).optional(),
    points: within(LATENT_RANGES.points),
  }),
  /** From one sample to another; a conditional G is asked for the class of the first. */
  z.strictObject({
    kind: z.literal("between"),
    samples: z.tuple([place, place]),
    spherical: z.boolean(),
    points: within(LATENT_RANGES.points),
  }),
]);
export type ShownSamples = z.infer<typeof shownSamplesSchema>;

/** A coordinate of a sample's latent vector that has another value. */
const editSchema = z.strictObject({ sample: place, coordinate: place, value: z.number() });
export type LatentEdit = z.infer<typeof editSchema>;

export const latentsSchema = z.strictObject({
  /** How many are drawn; at least as many as `show` names. By default 64. */
  count: within(LATENT_RANGES.count).optional(),
  /** By default the run's, with which they are those of its pictures. */
  seed: within(LATENT_RANGES.seed).optional(),
  /** Of normal latents: the threshold of the truncation trick. */
  truncation: z
    .number()
    .min(LATENT_RANGES.truncation[0])
    .max(LATENT_RANGES.truncation[1])
    .optional(),
  /** Latents are not drawn but those of a file. */
  file: z.string().optional(),
  edits: z.array(editSchema).optional(),
  /**
   * Of a conditional GAN: the name of a class. Without it those of the file, or each in turn.
   */
  class: z.string().optional(),
  /** By default all. */
  show: shownSamplesSchema.optional(),
});
export type LatentsRequest = z.infer<typeof latentsSchema>;

/** Of G: its moving average, or the weights that are trained; by default what pictures show. */
export const weightsSchema = z.enum(["average", "current"]);
export type GeneratorWeights = z.infer<typeof weightsSchema>;
