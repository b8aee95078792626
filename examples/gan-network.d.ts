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
 * Random float32 numbers. They differ for each name and each pass, and are the same again when a
 * run is repeated or resumed.
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
  /** The number of classes, given with `"labels": true`. */
  classes?: number;
  random: ModuleRandom;
}

export type ApplyArguments = {
  tf: Core;
  /** The weights that `init` returned, as trained so far. */
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
      /** True while either network is trained: dropout is on, and `random` is given. */
      training: true;
      random: ModuleRandom;
    }
  | { training: false; random?: undefined }
);

/**
 * The default export of a module. Both functions are pure: their results depend on their arguments
 * alone.
 */
export interface NetworkModule {
  /** Named starting weights, float32. All are trained. */
  init(given: InitArguments): Record<string, Tensor>;
  /** x: [batch, ...input] -> [batch, ...output] */
  apply(given: ApplyArguments): Tensor;
}
