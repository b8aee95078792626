import type { Classified } from "../../experiment/evaluation";
import { networkLayers } from "../../experiment/schema";
import { shapesAlong } from "../../experiment/layer-shapes";
import { dataShape } from "../../experiment/shapes";
import { applyNetwork, type LayeredNetwork } from "../../gan/network";
import { unflattenNetwork } from "../../gan/state";
import { subtree, type Tree } from "../../gan/tree";
import { concat, softmax, type Tensor, type Tensor2D } from "../../tensor/tf";
import { CLASSIFIER_NAMES } from "../../extractors/names";

/* The small classifiers that give features of pictures: their layers and training. */

/**
 * A small convolutional classifier that gives features in Inception's place. What it is shapes
 * every figure that is measured with it: whatever changes here needs another name.
 */
export interface Classifier {
  name: string;
  /** The data set that it tells the classes of. */
  source: Classified;
  /** From a picture in [0, 1] to the features. */
  body: LayeredNetwork;
  /** From the features to the logits of the classes. */
  head: LayeredNetwork;
  /** How many features there are. */
  dimensions: number;
  /** How often it sees each example of the training set. */
  epochs: number;
  /** The highest learning rate of its one cycle. */
  rate: number;
  /** While it is trained, pictures are moved by up to so many pixels, */
  shift: number;
  /** and mirrored with probability 1/2. */
  flip: boolean;
  /** The least accuracy on the test set with which it is of use. */
  leastAccuracy: number;
}

export const CLASSES = 10;

const conv = (filters: number, kernelSize: number, strides = 1) => [
  {
    type: "conv2d",
    filters,
    kernelSize,
    strides,
    activation: "relu",
    kernelInitializer: { type: "heNormal" },
  },
  { type: "batchNorm", momentum: 0.99 },
];
const features = (units: number) => [
  { type: "flatten" },
  { type: "dense", units, activation: "relu", kernelInitializer: { type: "heNormal" } },
];
const dropout = (rate: number) => ({ type: "dropout", rate });

function classifier(
  source: Classified,
  layers: readonly object[],
  settings: Pick<Classifier, "epochs" | "rate" | "shift" | "flip" | "leastAccuracy">,
): Classifier {
  const name = CLASSIFIER_NAMES[source];
  const body: LayeredNetwork = {
    name,
    input: dataShape({ source } as Parameters<typeof dataShape>[0]),
    layers: networkLayers.parse(layers),
  };
  const output = shapesAlong(body.layers, body.input).at(-1)!;
  const head: LayeredNetwork = {
    name,
    input: output,
    layers: networkLayers.parse([dropout(0.2), { type: "dense", units: CLASSES }]),
  };
  return { name, source, body, head, dimensions: output[0]!, ...settings };
}

const SMALL = [...conv(32, 5, 2), ...conv(64, 5, 2), ...features(64)];
const LARGE = [
  ...conv(32, 5, 2),
  ...conv(64, 3, 2),
  ...conv(96, 3),
  ...conv(128, 3, 2),
  ...features(128),
];

export const CLASSIFIERS: Record<Classified, Classifier> = {
  mnist: classifier("mnist", SMALL, {
    epochs: 10,
    rate: 0.003,
    shift: 2,
    flip: false,
    leastAccuracy: 0.99,
  }),
  fashionMnist: classifier("fashionMnist", SMALL, {
    epochs: 10,
    rate: 0.003,
    shift: 1,
    flip: true,
    leastAccuracy: 0.9,
  }),
  cifar10: classifier("cifar10", LARGE, {
    epochs: 10,
    rate: 0.003,
    shift: 3,
    flip: true,
    leastAccuracy: 0.7,
  }),
};

/**
 * Features and class probabilities of pictures [n, ...shape] in [0, 1], side by side: [n,
 * dimensions + classes].
 */
export function classify(
  { body, head }: Pick<Classifier, "body" | "head">,
  weights: Tree,
  pictures: Tensor,
): Tensor2D {
  const bodyState = unflattenNetwork(body, subtree(weights, "body"));
  const headState = unflattenNetwork(head, subtree(weights, "head"));
  const seen = applyNetwork(body, bodyState, pictures, { training: false }).y;
  const probabilities = softmax(applyNetwork(head, headState, seen, { training: false }).y);
  return concat([seen, probabilities], 1) as Tensor2D;
}
