import type { LatentDistribution } from "../latents/sweep";
import type { DensityPicture, GridLayout, ScatterPicture } from "../run/picture";
import * as z from "../zod";
import { latentsSchema, weightsSchema } from "./latents";

/* What a process that explores the latents of a run is asked, and answers. */

export const exploreAskSchema = z.strictObject({
  /** The step of the checkpoint; by default the latest. */
  at: z.int().min(0).optional(),
  weights: weightsSchema.optional(),
  latents: latentsSchema,
  /**
   * `picture`: samples to look at. `keep`: also what is needed to make them again, and their numbers
   * where they are points. `effects`: how much each coordinate changes the first of the samples.
   */
  want: z.enum(["picture", "keep", "effects"]),
});
export type ExploreAsk = z.infer<typeof exploreAskSchema>;

/** Samples that are pictures, as a PNG. */
export interface DrawnImages {
  kind: "images";
  layout: GridLayout;
  /** In base 64. */
  png: string;
}

/** What came of an ask. */
export interface Drawn {
  /** Of the checkpoint. */
  step: number;
  /** The steps of all checkpoints that there are now, ascending. */
  steps: number[];
  /** In the process, from the ask to the answer. */
  milliseconds: number;
  figure?: DrawnImages | ScatterPicture | DensityPicture;
  /** The samples' latents as a file has them, see `latentsText`. */
  kept?: string;
  /** The latent vector of the first sample. */
  latent?: number[];
  /** Samples that are no pictures as comma-separated values. */
  table?: string;
  /**
   * For each coordinate the root mean square of what a sample changes by when the coordinate grows
   * by one, in units of the training values.
   */
  effects?: number[];
}

/** What is known of a run whose latents are explored. */
export interface ExploredRun {
  /** The steps of its checkpoints, ascending. */
  steps: number[];
  latent: { size: number; distribution: LatentDistribution };
  /** Of a conditional GAN. */
  classes?: string[];
  /** Whether it keeps a moving average of G. */
  hasAverage: boolean;
  /** Whether its samples are pictures; else they are points. */
  pictures: boolean;
  /** How many samples its pictures show. */
  count: number;
  seed: number;
  engine: string;
}
