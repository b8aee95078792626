import { largestDifference } from "./gan";
import { fixture } from "./paths";
import { loadEngine } from "../../src/engine";
import { tensor, type Tensor, tidy } from "../../src/tensor/tf";
import type { Values } from "../../src/tensor/values";
import { INCEPTION_STAGES, inceptionWeights } from "../../src/trainer/features/inception";
import type { Parity } from "./objective-parity";

/*
 * What Inception is held against: torch-fidelity's features and probabilities, kept in
 * test/fixtures/inception.json, with made-up weights that both make in the same way.
 */

/** Every 16th feature and probability of two pictures. */
export interface InceptionCase {
  shape: number[];
  seed: number;
  features: number[];
  probabilities: number[];
}

const reference = fixture<{
  madeWith: Record<"torch" | "torch-fidelity", string>;
  /** Of the published file, by PyTorch's names. */
  shapes: Record<string, number[]>;
  cases: InceptionCase[];
}>("inception");
export const inceptionCases = reference.cases;

/** Of the difference relative to max(|reference|, a hundredth of the largest). */
export const INCEPTION_BOUND = 5e-5;

/** Numbers in [0, 1), as test/fixtures/inception.py has them. */
function pseudo(seed: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => {
    let h = (index + ((seed << 22) >>> 0)) >>> 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return ((h ^ (h >>> 16)) >>> 8) / 2 ** 24;
  });
}

function scaleOf(name: string, shape: readonly number[]): number {
  if (name === "fc.weight") return 0.02;
  if (!name.endsWith("conv.weight")) return 1;
  return Math.sqrt(24 / shape.slice(1).reduce((a, b) => a * b, 1));
}

export function madeUpWeight(name: string, shape: readonly number[], seed: number): Values {
  const u = pseudo(
    seed,
    shape.reduce((a, b) => a * b, 1),
  );
  const scale = scaleOf(name, shape);
  const shift = name.endsWith("running_var") || name.endsWith("bn.weight") ? 0.5 : -0.5;
  return { dtype: "float32", shape: [...shape], values: u.map((value) => (value + shift) * scale) };
}

/** Made-up weights in the format of the published ones, with PyTorch's counters. */
export function madeUpWeights(): Record<string, Values> {
  return Object.fromEntries(
    Object.entries(reference.shapes)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, shape], i) => [
        name,
        shape.length === 0
          ? { dtype: "int32", shape, values: Int32Array.of(0) }
          : madeUpWeight(name, shape, i + 1),
      ]),
  );
}

/**
 * The largest difference of a case's features and of its probabilities, with the weights of
 * `inceptionWeights`, on the current engine.
 */
export function inceptionDifference(
  weights: Record<string, Values>,
  { shape, seed, features, probabilities }: InceptionCase,
): number {
  const pictures = pseudo(
    seed,
    shape.reduce((a, b) => a * b, 1),
  ).map((value) => Math.floor(value * 256) / 255);
  const seen = tidy(() => {
    const state = Object.fromEntries(
      Object.entries(weights).map(([name, { shape: own, values }]) => [name, tensor(values, own)]),
    );
    let x: Tensor = tensor(pictures, shape);
    for (const stage of INCEPTION_STAGES) x = stage.run(state, x);
    return x.dataSync();
  });
  const every16th = (from: number, count: number) =>
    [0, 1].flatMap((row) =>
      [...seen.slice(row * 3056 + from, row * 3056 + from + count)].filter((_, i) => i % 16 === 0),
    );
  const difference = (actual: number[], expected: number[]) =>
    largestDifference(actual, expected, Math.max(...expected) / 100);
  return Math.max(
    difference(every16th(0, 2048), features),
    difference(every16th(2048, 1008), probabilities),
  );
}

/** On TensorFlow; bounded by `INCEPTION_BOUND`. */
export const inceptionParity: Parity[] = inceptionCases.map((one) => ({
  name: `Inception's features and probabilities of pictures of ${one.shape.slice(1).join(" x ")}`,
  reference: "torch-fidelity, float64",
  version: `${reference.madeWith["torch-fidelity"]}, PyTorch ${reference.madeWith.torch}`,
  async run() {
    await loadEngine("tensorflow", { convolution: true });
    return inceptionDifference(inceptionWeights(madeUpWeights(), "made up"), one);
  },
}));
