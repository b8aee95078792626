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
import type { Tree } from "../../gan/tree";
import type { Values } from "../../tensor/values";
import type { Weights } from "../../extractors/cache";
import type { Extractor, Stage } from "./extractor";
import { NETWORK, type Op, piecesOf } from "./inception-layers";
import type { StoredWeights } from "../../extractors/cache";
import { INCEPTION_NAME } from "../../extractors/names";

/*
 * Inception as FID was published with (Szegedy et al. 2016; the graph "inception-2015-12-05" of
 * Heusel et al. 2017), by the weights that were converted for PyTorch: pt_inception-2015-12-05. It
 * is not torchvision's InceptionV3: average pooling leaves the border out, the last block has
 * maximum pooling, and there are 1008 classes.
 */

const FEATURES = 2048;
const CLASSES = 1008;
const SIDE = 299;
/** The weights that make logits of features. */
const LOGITS = "fc/kernel";

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
 * The published weights, by PyTorch's names and in its shapes, as this network takes them: each
 * batch normalisation is part of its convolution, worked out in float64. @throws GanError
 * `bad-data` where one is missing or has another shape
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
        `"${name}" is ${given.dtype} [${given.shape.join(", ")}], expected float32 ` +
          `[${shape.join(", ")}]`,
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
  weights[LOGITS] = { dtype: "float32", shape: [FEATURES, CLASSES], values: logits };
  return weights;
}

/** Multiplications in one call of the engine. */
const MAX_MULTIPLICATIONS = 1.5e9;
/**
 * Pictures in one call. By one alone a picture takes a third longer; and two take as long as four,
 * in pieces twice as small.
 */
const AT_ONCE = 2;

/**
 * Pool features and class probabilities, [n, 2048 + 1008], of pictures [n, height, width, 1 or 3]
 * in [0, 1]: rounded to bytes, grey as three equal colours, enlarged to 299 x 299 as TensorFlow 1
 * did. Probabilities are those of the Inception Score's own code, without the biases of the logits.
 *
 * It is done in stages of bounded work, where they are cut a function of the network alone: figures
 * must not depend on the machine.
 */
export const INCEPTION_STAGES: readonly Stage[] = piecesOf(
  NETWORK,
  [SIDE, SIDE, 3],
  MAX_MULTIPLICATIONS / AT_ONCE,
).map(({ ops }, i, { length }) => ({
  weights: [...weightsOf(ops), ...(i === length - 1 ? [LOGITS] : [])],
  run(weights, x) {
    const seen = through(ops, weights, (i === 0 ? enlarged(x) : x) as Tensor4D);
    return i === length - 1 ? featuresAndProbabilities(seen, weights) : seen;
  },
}));

function enlarged(pictures: Tensor): Tensor4D {
  const bytes = round(pictures.mul(255).maximum(0).minimum(255)) as Tensor4D;
  const colour = bytes.shape[3] === 1 ? tile(bytes, [1, 1, 1, 3]) : bytes;
  return image.resizeBilinear(colour, [SIDE, SIDE]).sub(128).div(128);
}

function featuresAndProbabilities(seen: Tensor4D, weights: Tree): Tensor {
  const features = seen.mean([1, 2]);
  const logits = features.matMul(weights[LOGITS]!);
  return concat([features, softmax(logits)], 1);
}

/** The names of the weights that ops take. */
function weightsOf(ops: readonly Op[]): string[] {
  return ops.flatMap((op) => {
    if (typeof op === "string") return [];
    if ("fork" in op) return op.fork.flatMap(weightsOf);
    return [`${op.conv}/kernel`, `${op.conv}/bias`];
  });
}

/** Each op in a scope of its own: an eager engine then holds no more than it needs. */
const through = (ops: readonly Op[], weights: Tree, x: Tensor4D): Tensor4D =>
  ops.reduce((into, op) => tidy(() => apply(op, weights, into)), x);

function apply(op: Op, weights: Tree, x: Tensor4D): Tensor4D {
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
  atOnce: AT_ONCE,
  stages: INCEPTION_STAGES,
});
