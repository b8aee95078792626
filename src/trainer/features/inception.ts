import { GanError } from "../../shared/errors";
import {
  avgPool,
  concat,
  conv2d,
  image,
  maxPool,
  relu,
  round,
  softmax,
  tile,
  type Tensor,
  type Tensor4D,
  tidy,
} from "../../tensor/tf";
import type { State } from "../../gan/state";
import type { Values } from "../../tensor/values";
import type { Weights } from "../../extractors/cache";
import type { Extractor } from "./extractor";
import type { StoredWeights } from "../../extractors/cache";
import { INCEPTION_NAME } from "../../extractors/names";

/*
 * Inception as FID was published with (Szegedy et al. 2016; the graph "inception-2015-12-05" of Heusel et al. 2017), by the
 * weights that were converted for PyTorch: pt_inception-2015-12-05. It is not torchvision's InceptionV3: average pooling
 * leaves the border out, the last block has maximum pooling, and there are 1008 classes.
 */

type Op =
  /** Convolution, batch normalisation and ReLU. */
  | {
      conv: string;
      out: number;
      size: readonly [height: number, width: number];
      strides: 1 | 2;
      padding: "same" | "valid";
    }
  | "average"
  | "maximum"
  | "halve"
  /** Each branch on the same input, side by side. */
  | { fork: readonly (readonly Op[])[] };

const conv = (
  name: string,
  out: number,
  size: number | readonly [number, number],
  padding: "same" | "valid" = "same",
  strides: 1 | 2 = 1,
): Op => ({
  conv: name,
  out,
  size: typeof size === "number" ? [size, size] : size,
  strides,
  padding,
});

const blockA = (name: string, pooled: number): Op => ({
  fork: [
    [conv(`${name}.branch1x1`, 64, 1)],
    [conv(`${name}.branch5x5_1`, 48, 1), conv(`${name}.branch5x5_2`, 64, 5)],
    [
      conv(`${name}.branch3x3dbl_1`, 64, 1),
      conv(`${name}.branch3x3dbl_2`, 96, 3),
      conv(`${name}.branch3x3dbl_3`, 96, 3),
    ],
    ["average", conv(`${name}.branch_pool`, pooled, 1)],
  ],
});

const blockB = (name: string): Op => ({
  fork: [
    [conv(`${name}.branch3x3`, 384, 3, "valid", 2)],
    [
      conv(`${name}.branch3x3dbl_1`, 64, 1),
      conv(`${name}.branch3x3dbl_2`, 96, 3),
      conv(`${name}.branch3x3dbl_3`, 96, 3, "valid", 2),
    ],
    ["halve"],
  ],
});

const blockC = (name: string, inner: number): Op => ({
  fork: [
    [conv(`${name}.branch1x1`, 192, 1)],
    [
      conv(`${name}.branch7x7_1`, inner, 1),
      conv(`${name}.branch7x7_2`, inner, [1, 7]),
      conv(`${name}.branch7x7_3`, 192, [7, 1]),
    ],
    [
      conv(`${name}.branch7x7dbl_1`, inner, 1),
      conv(`${name}.branch7x7dbl_2`, inner, [7, 1]),
      conv(`${name}.branch7x7dbl_3`, inner, [1, 7]),
      conv(`${name}.branch7x7dbl_4`, inner, [7, 1]),
      conv(`${name}.branch7x7dbl_5`, 192, [1, 7]),
    ],
    ["average", conv(`${name}.branch_pool`, 192, 1)],
  ],
});

const blockD = (name: string): Op => ({
  fork: [
    [conv(`${name}.branch3x3_1`, 192, 1), conv(`${name}.branch3x3_2`, 320, 3, "valid", 2)],
    [
      conv(`${name}.branch7x7x3_1`, 192, 1),
      conv(`${name}.branch7x7x3_2`, 192, [1, 7]),
      conv(`${name}.branch7x7x3_3`, 192, [7, 1]),
      conv(`${name}.branch7x7x3_4`, 192, 3, "valid", 2),
    ],
    ["halve"],
  ],
});

const blockE = (name: string, pool: "average" | "maximum"): Op => {
  const both = (branch: string): Op => ({
    fork: [[conv(`${name}.${branch}a`, 384, [1, 3])], [conv(`${name}.${branch}b`, 384, [3, 1])]],
  });
  return {
    fork: [
      [conv(`${name}.branch1x1`, 320, 1)],
      [conv(`${name}.branch3x3_1`, 384, 1), both("branch3x3_2")],
      [
        conv(`${name}.branch3x3dbl_1`, 448, 1),
        conv(`${name}.branch3x3dbl_2`, 384, 3),
        both("branch3x3dbl_3"),
      ],
      [pool, conv(`${name}.branch_pool`, 192, 1)],
    ],
  };
};

const NETWORK: readonly Op[] = [
  conv("Conv2d_1a_3x3", 32, 3, "valid", 2),
  conv("Conv2d_2a_3x3", 32, 3, "valid"),
  conv("Conv2d_2b_3x3", 64, 3),
  "halve",
  conv("Conv2d_3b_1x1", 80, 1, "valid"),
  conv("Conv2d_4a_3x3", 192, 3, "valid"),
  "halve",
  blockA("Mixed_5b", 32),
  blockA("Mixed_5c", 64),
  blockA("Mixed_5d", 64),
  blockB("Mixed_6a"),
  blockC("Mixed_6b", 128),
  blockC("Mixed_6c", 160),
  blockC("Mixed_6d", 160),
  blockC("Mixed_6e", 192),
  blockD("Mixed_7a"),
  blockE("Mixed_7b", "average"),
  blockE("Mixed_7c", "maximum"),
];
const FEATURES = 2048;
const CLASSES = 1008;
const SIDE = 299;

/** What the published file holds, beside counters: names of PyTorch's modules, and shapes. */
function publishedShapes(): Map<string, number[]> {
  const shapes = new Map<string, number[]>([
    ["fc.weight", [CLASSES, FEATURES]],
    ["fc.bias", [CLASSES]],
  ]);
  const walk = (ops: readonly Op[], channels: number): number =>
    ops.reduce((into, op) => {
      if (typeof op === "string") return into;
      if ("fork" in op) return op.fork.reduce((sum, branch) => sum + walk(branch, into), 0);
      shapes.set(`${op.conv}.conv.weight`, [op.out, into, ...op.size]);
      for (const part of ["weight", "bias", "running_mean", "running_var"])
        shapes.set(`${op.conv}.bn.${part}`, [op.out]);
      return op.out;
    }, channels);
  walk(NETWORK, 3);
  return shapes;
}

const BATCH_NORM_EPSILON = 0.001;

/**
 * The published weights, by PyTorch's names and in its shapes, as this network takes them: each batch normalisation is part of
 * its convolution, worked out in float64. @throws GanError `bad-data` where one is missing or has another shape
 */
export function inceptionWeights(published: Record<string, Values>, source: string): Weights {
  const bad = (why: string) =>
    new GanError(
      "bad-data",
      `these are not Inception's weights: ${why} (${source})`,
      "give pt_inception-2015-12-05 as a safetensors file, see `gan features --help`",
    );
  for (const [name, shape] of publishedShapes()) {
    const given = published[name];
    if (!given) throw bad(`"${name}" is missing`);
    if (given.shape.join() !== shape.join() || given.dtype !== "float32")
      throw bad(
        `"${name}" is ${given.dtype} [${given.shape.join(", ")}], expected float32 [${shape.join(", ")}]`,
      );
  }
  const numbers = (name: string) => published[name]!.values as Float32Array;
  const weights: Weights = {};
  for (const [name, shape] of publishedShapes()) {
    if (!name.endsWith(".conv.weight")) continue;
    const place = name.slice(0, -".conv.weight".length);
    const [out, into, height, width] = shape as [number, number, number, number];
    const [gamma, beta, mean, variance] = ["weight", "bias", "running_mean", "running_var"].map(
      (part) => numbers(`${place}.bn.${part}`),
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const kernel = new Float32Array(out * into * height * width);
    const bias = new Float32Array(out);
    const from = numbers(name);
    for (let o = 0, at = 0; o < out; o++) {
      const scale = gamma[o]! / Math.sqrt(variance[o]! + BATCH_NORM_EPSILON);
      bias[o] = beta[o]! - mean[o]! * scale;
      // From [out, in, height, width] to [height, width, in, out].
      for (let i = 0; i < into; i++)
        for (let p = 0; p < height * width; p++, at++)
          kernel[(p * into + i) * out + o] = from[at]! * scale;
    }
    weights[`${place}/kernel`] = {
      dtype: "float32",
      shape: [height, width, into, out],
      values: kernel,
    };
    weights[`${place}/bias`] = { dtype: "float32", shape: [out], values: bias };
  }
  const logits = new Float32Array(FEATURES * CLASSES);
  const from = numbers("fc.weight");
  for (let c = 0; c < CLASSES; c++)
    for (let f = 0; f < FEATURES; f++) logits[f * CLASSES + c] = from[c * FEATURES + f]!;
  weights["fc/kernel"] = { dtype: "float32", shape: [FEATURES, CLASSES], values: logits };
  return weights;
}

/**
 * Pool features and class probabilities, [n, 2048 + 1008], of pictures [n, height, width, 1 or 3] in [0, 1]: rounded to bytes, grey
 * as three equal colours, enlarged to 299 x 299 as TensorFlow 1 did. Probabilities are those of the Inception Score's own code,
 * without the biases of the logits.
 */
export function lookWithInception(weights: State, pictures: Tensor): Tensor {
  const bytes = round(pictures.mul(255).maximum(0).minimum(255)) as Tensor4D;
  const colour = bytes.shape[3] === 1 ? tile(bytes, [1, 1, 1, 3]) : bytes;
  const seen = image.resizeBilinear(colour, [SIDE, SIDE]).sub(128).div(128) as Tensor4D;
  const features = through(NETWORK, weights, seen).mean([1, 2]);
  return concat([features, softmax(features.matMul(weights["fc/kernel"]!))], 1);
}

/** Each op in a scope of its own: an eager engine then holds no more than it needs. */
const through = (ops: readonly Op[], weights: State, x: Tensor4D): Tensor4D =>
  ops.reduce((into, op) => tidy(() => apply(op, weights, into)), x);

function apply(op: Op, weights: State, x: Tensor4D): Tensor4D {
  switch (op) {
    case "average":
      return avgPool(x, 3, 1, "same");
    case "maximum":
      return maxPool(x, 3, 1, "same");
    case "halve":
      return maxPool(x, 3, 2, "valid");
  }
  if ("fork" in op)
    return concat(
      op.fork.map((branch) => through(branch, weights, x)),
      3,
    );
  return relu(
    conv2d(x, weights[`${op.conv}/kernel`] as Tensor4D, op.strides, op.padding).add(
      weights[`${op.conv}/bias`]!,
    ),
  ) as Tensor4D;
}

/** Inception as an extractor. */
export const inceptionExtractor = ({
  weights,
  hash,
}: Pick<StoredWeights, "weights" | "hash">): Extractor => ({
  name: INCEPTION_NAME,
  hash,
  weights,
  dimensions: FEATURES,
  classes: CLASSES,
  pixelRange: "[0, 255]",
  slow: true,
  atOnce: 16,
  look: lookWithInception,
});
