import { dimension, rank2 } from "../../tensor/shape";
import { concat, ones, type Tensor, type Tensor2D } from "../../tensor/tf";
import type { LayerOf } from "../../experiment/schema";
import { fold } from "../random";
import { mergeParts } from "../state";
import { entry, type Tree } from "../tree";
import { type Applied, type LayerKinds, type Mode, type Pass, plain } from "./kind";
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
  params: Tree,
  x: Tensor,
  mode: Mode,
): Tensor {
  const labels = labelsOf(mode, type);
  const own = length === undefined ? labels : labels.matMul(rank2(entry(params, "embedding")));
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
function labelProjection({ type, spectralNorm }: LayerOf<"labelProjection">, pass: Pass): Applied {
  const { x, params, stats, mode } = pass;
  const embedding = entry(params, "embedding");
  const linear = kernelOf({ spectralNorm }, pass);
  const classes = spectralNorm
    ? spectralNormalise(embedding, entry(stats, "embedding/u"), mode)
    : { kernel: embedding };
  const own = labelsOf(mode, type).matMul(rank2(classes.kernel));
  const y = withBias(rank2(x).matMul(rank2(linear.kernel)), params["bias"]).add(
    x.mul(own).sum(1, true),
  );
  return { y, stats: { ...linear.stats, ...(classes.u ? { "embedding/u": classes.u } : {}) } };
}

export const CONDITIONS: LayerKinds<"label" | "labelProjection"> = {
  label: {
    init: (layer, _, context) =>
      layer.units === undefined ? mergeParts([]) : initEmbedding(layer, layer.units, context),
    apply: (layer, { x, params, mode }) => plain(label(layer, params, x, mode)),
  },
  labelProjection: {
    init(layer, input, context) {
      const inputs = dimension(input, 0);
      const shapes = { kernel: [inputs, 1], bias: [1], fans: { fanIn: inputs, fanOut: 1 } };
      const { params, stats } = mergeParts([
        initWeights(layer, shapes, context),
        initEmbedding(layer, inputs, context),
      ]);
      if (!layer.spectralNorm) return { params, stats };
      const direction = initDirection(fold(context.key, "embedding/u"), inputs);
      return { params, stats: { ...stats, "embedding/u": direction } };
    },
    apply: labelProjection,
  },
};
