import { type FiniteDataset, labelsOf } from "../../data/dataset";
import { batchIndices } from "../../data/order";
import { mirrored, prepared } from "../../data/preprocess";
import type { Step, Tensors } from "../../engine/program";
import { type OptimizerConfig, optimizerSchema } from "../../experiment/schema";
import { valueAt } from "../../experiment/schedules";
import { valueAndGradients } from "../../gan/gradients";
import { applyNetwork, initNetwork } from "../../gan/network";
import { type Hyper, optimizer } from "../../gan/optimizers";
import { fold, type Key, rootKey, uniform } from "../../gan/random";
import {
  asPart,
  flattenNetwork,
  mergeParts,
  type NetworkState,
  partOf,
  unflattenNetwork,
} from "../../gan/state";
import { subtree, type Tree, withPrefix, zipTrees } from "../../gan/tree";
import {
  addN,
  exp,
  log,
  pad,
  type Scalar,
  scalar,
  slice,
  tensor2d,
  type Tensor,
  type Tensor1D,
  tidy,
} from "../../tensor/tf";
import { CLASSES, type Classifier } from "./classifier";

/* The training of a classifier, as a step that engines run. */

export const BATCH = 100;
/** Of weights, order and dropout: a classifier is the same thing each time, but for rounding. */
const SEED = 1;

/** Iterations of a whole training on `count` examples. */
export const iterationsOf = ({ epochs }: Classifier, count: number): number =>
  Math.ceil((epochs * count) / BATCH);

/**
 * One rise and fall of the rate: high enough to come far in few epochs, then down to where weights
 * settle.
 */
const optimizerOf = ({ rate }: Classifier, steps: number) =>
  optimizerSchema.parse({ type: "adam", learningRate: { type: "oneCycle", peak: rate, steps } });

/** Weights and slots at the beginning: `weights/body/...`, `weights/head/...`, `slots/...`. */
export function initialClassifier(classifier: Classifier, steps: number): Tree {
  const key = rootKey(SEED, 0);
  const body = initNetwork(classifier.body, { key: fold(key, "body") });
  const head = initNetwork(classifier.head, { key: fold(key, "head") });
  const { params } = wholeOf(body, head);
  return {
    ...withPrefix("weights/body", flattenNetwork(body)),
    ...withPrefix("weights/head", flattenNetwork(head)),
    ...withPrefix("slots", optimizer(optimizerOf(classifier, steps)).init(params)),
  };
}

/** Body and head as one network. */
const wholeOf = (body: NetworkState, head: NetworkState): NetworkState =>
  mergeParts([asPart("body", body), asPart("head", head)]);

/**
 * Supervised training on a labelled data set, as engines take it. Its metrics: the loss and the
 * accuracy on the batch.
 */
export function classifierStep(classifier: Classifier, dataset: FiniteDataset): Step {
  const config = optimizerOf(classifier, iterationsOf(classifier, dataset.count));
  const chosen = (iteration: number) => batchIndices(SEED, iteration * BATCH, BATCH, dataset.count);
  return {
    inputs: {
      pictures: {
        kind: "rows",
        count: BATCH,
        at: chosen,
        table: { values: dataset.values, rows: dataset.count, rowShape: dataset.sampleShape },
      },
      labels: {
        kind: "rows",
        count: BATCH,
        at: chosen,
        table: { values: labelsOf(dataset), rows: dataset.count, rowShape: [1] },
      },
      learningRate: {
        kind: "series",
        shape: [],
        at: (iteration) => [valueAt(config.learningRate, iteration)],
      },
    },
    run: (state, inputs, iteration) =>
      tidy(() => classifierUpdate(classifier, dataset, config, state, inputs, iteration)),
  };
}

/** One update of a classifier's weights and slots on a batch. */
function classifierUpdate(
  classifier: Classifier,
  dataset: FiniteDataset,
  config: OptimizerConfig,
  state: Tree,
  { pictures, labels, learningRate }: Tensors,
  iteration: Scalar,
): ReturnType<Step["run"]> {
  const key = rootKey(SEED, iteration);
  const stateOf = (part: "body" | "head") =>
    unflattenNetwork(classifier[part], subtree(state, `weights/${part}`));
  const network = wholeOf(stateOf("body"), stateOf("head"));
  const examples = prepared(dataset, pictures!);
  const seen = shifted(
    classifier.flip ? mirrored(examples, fold(key, "flip")) : examples,
    classifier.shift,
    fold(key, "shift"),
  );
  const { value, gradients, aux } = valueAndGradients(network.params, (params) => {
    const trained = { ...network, params };
    const body = applyNetwork(classifier.body, partOf(trained, "body"), seen, {
      training: true,
      key: fold(key, "body"),
    });
    const head = applyNetwork(classifier.head, partOf(trained, "head"), body.y, {
      training: true,
      key: fold(key, "head"),
    });
    const { loss, accuracy } = crossEntropy(head.y, labels!);
    return {
      value: loss,
      aux: {
        accuracy,
        ...withPrefix("weights/body", body.stats),
        ...withPrefix("weights/head", head.stats),
      },
    };
  });
  const { updates, slots } = optimizer(config).update(
    gradients,
    subtree(state, "slots"),
    { learningRate } as Hyper,
    { parameters: network.params, key: fold(key, "optimizer") },
  );
  const { accuracy, ...stats } = aux;
  const moved = zipTrees(network.params, updates, (theta, u) => theta.sub(u));
  return {
    state: { ...stats, ...withPrefix("weights", moved), ...withPrefix("slots", slots) },
    metrics: value.reshape([1]).concat(accuracy!.reshape([1])) as Tensor1D,
  };
}

/** Mean cross entropy of logits [n, classes] to labels [n, 1], and the share of right answers. */
function crossEntropy(logits: Tensor, labels: Tensor): { loss: Scalar; accuracy: Tensor } {
  const right = labels
    .equal(tensor2d([Array.from({ length: CLASSES }, (_, i) => i)]))
    .cast("float32");
  const shifted = logits.sub(logits.max(1, true));
  const logProbabilities = shifted.sub(log(exp(shifted).sum(1, true)));
  const accuracy = logits
    .argMax(1)
    .cast("float32")
    .equal(labels.reshape([labels.shape[0]!]))
    .cast("float32")
    .mean();
  return { loss: logProbabilities.mul(right).sum(1).mean().neg() as Scalar, accuracy };
}

/**
 * Pictures [n, height, width, channels], each moved by up to `reach` pixels along both axes; what
 * comes in is 0. A function of the key alone.
 */
export function shifted(x: Tensor, reach: number, key: Key): Tensor {
  const along = (pictures: Tensor, axis: 1 | 2): Tensor => {
    const width = 2 * reach + 1;
    const place = uniform(fold(key, axis), [x.shape[0]!, 1, 1, 1]).mul(width).floor();
    const padded = pad(
      pictures,
      pictures.shape.map((_, i): [number, number] => (i === axis ? [reach, reach] : [0, 0])),
    );
    const pieces = Array.from({ length: width }, (_, i) =>
      slice(
        padded,
        pictures.shape.map((_, j) => (j === axis ? i : 0)),
        pictures.shape,
      ).mul(place.equal(scalar(i)).cast("float32")),
    );
    return addN(pieces);
  };
  return along(along(x, 1), 2);
}
