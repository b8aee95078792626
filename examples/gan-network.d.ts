/**
 * The contract of a network that is a module: `"generator": { "module": "./own-generator.ts" }`.
 * Types alone: this file is for the editor, and nothing runs it. With @tensorflow/tfjs-core
 * installed beside it (`npm install --save-dev @tensorflow/tfjs-core@4.22.0`) `tf` and its tensors
 * are completed and checked too; training needs no such thing.
 */
import type * as tfjs from "@tensorflow/tfjs-core";

type Core = typeof tfjs;
type Tensor = tfjs.Tensor;

/**
 * Random float32 numbers: other ones for each name and each pass, and the same again when a run is
 * repeated or resumed.
 */
export interface ModuleRandom {
  /** Mean 0. `stddev` is 1 by default. */
  normal(name: string, shape: readonly number[], stddev?: number): Tensor;
  /** From `low` to `high`, by default 0 and 1. */
  uniform(name: string, shape: readonly number[], low?: number, high?: number): Tensor;
}

export interface InitArguments {
  /** TensorFlow.js, the copy that trains. */
  tf: Core;
  /** The shape of one input: of a generator [latent.size], of a discriminator that of a sample. */
  input: number[];
  /**
   * The shape of one output: of a generator that of a sample, of a discriminator [1], the logit.
   */
  output: number[];
  /** How many classes there are, where the module is told of each sample's (`"labels": true`). */
  classes?: number;
  random: ModuleRandom;
}

export type ApplyArguments = {
  tf: Core;
  /** What `init` named, as training has changed it. */
  weights: Record<string, Tensor>;
  /** [batch, ...input] */
  x: Tensor;
  /**
   * With `"labels": true` the class of each sample, [batch, classes]: 1 for its own and 0
   * elsewhere.
   */
  labels?: Tensor;
} & (
  | {
      /** While either network is trained: dropout is on, and random numbers can be had. */ training: true;
      random: ModuleRandom;
    }
  | { training: false; random?: undefined }
);

/**
 * What a module exports by default. Both functions are pure: what they make depends on what they
 * are given alone.
 */
export interface NetworkModule {
  /** Named starting weights, float32. All are trained. */
  init(given: InitArguments): Record<string, Tensor>;
  /** x: [batch, ...input] -> [batch, ...output] */
  apply(given: ApplyArguments): Tensor;
}
