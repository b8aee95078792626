import type { Loss } from "../losses";
import type { CriticRange, GridLayout } from "./picture";
import type { NetworkName } from "./run";

/*
 * The trace of an iteration that is still to come: what each of its updates takes, measures and
 * makes. A trainer computes it from the state as it is, and the page tells it stage by stage.
 */

/** Samples to look at: one or two numbers each, in a row, or pictures in a grid. */
export type TracedSamples = number[] | TracedPictures;

export interface TracedPictures {
  layout: GridLayout;
  /** In base 64. */
  png: string;
}

/** What an update of a network measures. `After`: once it is made, on the same batch and noise. */
interface TracedNetwork {
  loss: number;
  lossAfter: number;
  /** The Euclidean norm of the gradient of the loss by the network's parameters. */
  gradient: number;
  /** The Euclidean norm of the change of the network's parameters. */
  moved: number;
}

/** An update of D. D's outputs are means over the batch, in the terms of the metrics. */
export interface TracedDiscriminator extends TracedNetwork {
  dReal: number;
  dRealAfter: number;
  dFake: number;
  dFakeAfter: number;
}

export interface TracedGenerator extends TracedNetwork {
  dFake: number;
  dFakeAfter: number;
  /** How far samples have moved, Euclidean, in the mean over the batch. */
  shift: number;
}

/** An update, of one network or of both at once. */
export interface TracedUpdate {
  discriminator?: TracedDiscriminator;
  generator?: TracedGenerator;
  /** The first one or two coordinates of the shown latents, in a row. */
  latents: number[];
  fake?: TracedSamples;
  /** Of an update of D. */
  real?: TracedSamples;
  /** Of an update of G: its samples for the same latents once it is made. */
  fakeAfter?: TracedSamples;
  /** Of an update of G, for points: where its loss tells it to move each sample. */
  descent?: number[];
  /** The losses at extragradient's extrapolated weights. */
  ahead?: { lossD: number; lossG: number };
}

/** The part of the data's space that is shown, and D's values there. */
export interface TracedPlane {
  xMin: number;
  xMax: number;
  yMin: number;
  yMax: number;
  /** Left out of a conditional GAN. */
  d?: {
    columns: number;
    /** Of 1-D data 1. */
    rows: number;
    /** As in a `ScatterPicture`: before the iteration, and after D's last update. */
    before: number[];
    after: number[];
    critic?: CriticRange;
  };
}

/** The next iteration of a run, as it will be. */
export interface IterationTrace {
  /** The number of the iteration, counted from 1. */
  step: number;
  loss: Loss;
  /** The way of updating: `training.updates`. */
  way: "alternating" | "simultaneous" | "extragradient";
  /** What the gradients are adjusted by: `training.adjustment`. */
  adjustment: string;
  /** Whether D alone is trained, before the game begins. */
  pretraining: boolean;
  /** Samples and examples of an update. */
  batch: number;
  latentSize: number;
  /** The types of the penalties of D's loss. */
  penalties: string[];
  /** Whether D's labels are smoothed or flipped. */
  labelsMoved: boolean;
  optimizers: Record<NetworkName, { type: string; learningRate: number }>;
  /** Numbers, points, of which the first two coordinates are shown, pictures, or what is none. */
  data: "numbers" | "points" | "pictures" | "other";
  /** Of numbers and points. */
  plane?: TracedPlane;
  updates: TracedUpdate[];
}
