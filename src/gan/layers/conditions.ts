import { dimension, rank2 } from "../../tensor/shape";
import { concat, ones, type Tensor, type Tensor2D } from "../../tensor/tf";
import type { LayerOf } from "../../experiment/schema";
import { fold } from "../random";
import { withPrefix, type State, subtree } from "../state";
import { entry } from "../tree";
import { type Applied, type LayerKinds, type Mode, plain } from "./kind";
import { initEmbedding, initWeights, kernelOf } from "./weights";
import { withBias } from "./convolution";
import { initDirection, spectralNormalise } from "./spectral";

/*
 * The layers of conditional GANs. They take the one-hot classes of the samples, `Mode.labels`,
 * [batch, classes].
 */

function labelsOf({ labels }: Mode, type: string): Tensor2D {
  if (!labels) throw new Error(`${type} is run without labels`);
  return rank2(labels);
}

/**
 * Appends the class, one-hot or embedded, to x, [batch, ..., n], along the last axis and at every
 * pixel (Mirza and Osindero 2014).
 */
function label(
  { type, units: length }: LayerOf<"label">,
  weights: State,
  x: Tensor,
  mode: Mode,
): Tensor {
  const labels = labelsOf(mode, type);
  const own = length === undefined ? labels : labels.matMul(rank2(entry(weights, "embedding")));
  const [batch, ...place] = x.shape.slice(0, -1) as [number, ...number[]];
  const units = dimension(own.shape, 1);
  const everywhere =
    place.length === 0
      ? own
      : own.reshape([batch, ...place.map(() => 1), units]).mul(ones([1, ...place, 1]));
  return concat([x, everywhere], x.rank - 1);
}

/**
 * The projection of Miyato and Koyama 2018, equation 3 with a linear psi: [batch, n] to [batch, 1].
 */
function labelProjection(
  { type, spectralNorm }: LayerOf<"labelProjection">,
  weights: State,
  x: Tensor,
  mode: Mode,
): Applied {
  const embedding = entry(weights, "embedding");
  const linear = kernelOf({ spectralNorm }, weights, mode);
  const classes = spectralNorm
    ? spectralNormalise({ ...subtree(weights, "embedding"), kernel: embedding }, mode)
    : { kernel: embedding, statistics: {} };
  const own = labelsOf(mode, type).matMul(rank2(classes.kernel));
  const y = withBias(rank2(x).matMul(rank2(linear.kernel)), weights["bias"]).add(
    x.mul(own).sum(1, true),
  );
  return {
    y,
    statistics: { ...linear.statistics, ...withPrefix("embedding", classes.statistics) },
  };
}

export const CONDITIONS: LayerKinds<"label" | "labelProjection"> = {
  label: {
    init: (layer, _, context) =>
      layer.units === undefined ? {} : initEmbedding(layer, layer.units, context),
    apply: (layer, { x, weights, mode }) => plain(label(layer, weights, x, mode)),
  },
  labelProjection: {
    init(layer, input, context) {
      const inputs = dimension(input, 0);
      const shapes = { kernel: [inputs, 1], bias: [1], fans: { fanIn: inputs, fanOut: 1 } };
      const weights = {
        ...initWeights(layer, shapes, context),
        ...initEmbedding(layer, inputs, context),
      };
      if (!layer.spectralNorm) return weights;
      const direction = initDirection(fold(context.key, "embedding/u"), inputs);
      return { ...weights, "embedding/u": direction };
    },
    apply: (layer, { x, weights, mode }) => labelProjection(layer, weights, x, mode),
  },
};
