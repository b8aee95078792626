import { zip } from "../collections";
import { GanError } from "../../shared/errors";
import type { Values } from "../../tensor/values";
import type { Graph } from "./ir";

/*
 * Networks that take batches of any size. A recorded graph has shapes in numbers, so the pass is
 * recorded with batches of two sizes. Where the two differ, a list of sizes depends on the batch:
 * it becomes factor * batch + rest, computed from the input when the model runs.
 */

/** Two sizes of a batch that no other size of a network is likely to be. */
export const BATCHES = [1009, 1013] as const;
const [FIRST, SECOND] = BATCHES;

/** The pass of a network, to be written as a model that stands by itself. */
export interface NetworkPass {
  /** What errors call it. */
  name: string;
  /** Records the pass of a batch. The first of its inputs gives the size of the batch. */
  record(batch: number): Graph;
  weights: Readonly<Record<string, Values>>;
  /** The name of the output. */
  output: string;
}

/** Sizes that depend on the batch: `factor * batch + rest` each. */
export interface GrowingSizes {
  factors: number[];
  rests: number[];
}

/** Lists of one length, recorded with the two batches; undefined where they do not grow evenly. */
export function growingSizes(
  first: readonly number[],
  second: readonly number[],
): GrowingSizes | undefined {
  const pairs = zip(first, second);
  const factors = pairs.map(([a, b]) => (b - a) / (SECOND - FIRST));
  const rests = pairs.map(([a], i) => a - (factors[i] ?? 0) * FIRST);
  return [...factors, ...rests].every(Number.isSafeInteger) ? { factors, rests } : undefined;
}

/** The error of a network in which something other than a size depends on the batch. */
export const dependsOnBatch = (name: string, format: string): GanError =>
  new GanError(
    "not-recordable",
    `the ${name} computes with the size of the batch, which ${format} cannot say`,
    "export another format, such as safetensors",
  );
