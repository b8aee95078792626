import { ones, type Tensor, type Tensor2D, zeros } from "../../tensor/tf";
import type { Layer, LayerOf } from "../../experiment/schema";
import { outputShape, type Shape, shapesAlong, sizeOf } from "../../experiment/shapes";
import { fold, type Key, uniform } from "../random";
import { below, type State, under } from "../state";
import { activation } from "./activations";
import { label, labelProjection } from "./conditions";
import { constrainLayer } from "./constraints";
import { convolved, transposeConvolved, withBias } from "./convolution";
import { type Fans, type InitContext, initialize, initializeGamma } from "./initializers";
import { batchNorm, instanceNorm, layerNorm, minibatchStddev } from "./normalisation";
import { averagePooling2d, globalSumPooling2d, maxPooling2d, upsampling2d } from "./pooling";
import { initDirection, spectralNormalised } from "./spectral";

/** How a network is run. `labels`: of a conditional GAN the class of each sample, [batch, classes], 1 for its own and 0 elsewhere. */
export type Mode = { labels?: Tensor | undefined } &
  /** Dropout on, statistics of the batch. `key` must be another one for every pass. */
  (
    | { training: true; key: Key }
    /** Dropout off, running statistics. */
    | { training: false }
  );

/** A layer's output, and new values of its running statistics where it has any and is trained. */
export interface Applied {
  y: Tensor;
  statistics: State;
}

/** Names of the values that are not trained by gradients. */
const STATISTICS = new Set(["movingMean", "movingVariance", "u"]);
export const isStatistic = (name: string): boolean =>
  STATISTICS.has(name.slice(name.lastIndexOf("/") + 1));

/** Starting weights and statistics of a layer for inputs of shape `input` (one sample). */
export function initLayer(layer: Layer, input: Shape, context: InitContext): State {
  const weights = (kernel: number[], bias: readonly number[], fans: Fans): State => {
    if (!("kernelInitializer" in layer)) throw new Error(`${layer.type} has no weights`);
    const direction: State =
      "spectralNorm" in layer && layer.spectralNorm
        ? { u: initDirection(fold(context.key, "u"), kernel.at(-1)!) }
        : {};
    return {
      kernel: initialize(layer.kernelInitializer, kernel, fans, {
        ...context,
        key: fold(context.key, "kernel"),
      }),
      ...(layer.useBias === false
        ? {}
        : {
            bias: initialize(layer.biasInitializer, bias, fans, {
              ...context,
              key: fold(context.key, "bias"),
            }),
          }),
      ...direction,
    };
  };
  /** A vector of each class. */
  const embedding = (units: number): State => {
    if (!("embeddingInitializer" in layer))
      throw new Error(`${layer.type} has no vectors of classes`);
    const { classes } = context;
    if (classes === undefined) throw new Error(`${layer.type} needs data with classes`);
    return {
      embedding: initialize(
        layer.embeddingInitializer,
        [classes, units],
        { fanIn: classes, fanOut: units },
        { ...context, key: fold(context.key, "embedding") },
      ),
    };
  };
  switch (layer.type) {
    case "dense":
    case "maxout": {
      const fanIn = input[0]!;
      const outputs = layer.type === "maxout" ? layer.units * layer.pieces : layer.units;
      return weights([fanIn, outputs], [outputs], { fanIn, fanOut: outputs });
    }
    case "conv2d":
    case "maxoutConv2d": {
      const channels = input[2]!;
      const area = layer.kernelSize ** 2;
      const outputs = layer.type === "maxoutConv2d" ? layer.filters * layer.pieces : layer.filters;
      return weights([layer.kernelSize, layer.kernelSize, channels, outputs], [outputs], {
        fanIn: area * channels,
        fanOut: area * outputs,
      });
    }
    case "conv2dTranspose": {
      const channels = input[2]!;
      const area = layer.kernelSize ** 2;
      // As in TensorFlow: out before in.
      return weights(
        [layer.kernelSize, layer.kernelSize, layer.filters, channels],
        layer.tiedBias === false ? outputShape(layer, input) : [layer.filters],
        { fanIn: area * channels, fanOut: area * layer.filters },
      );
    }
    case "batchNorm": {
      const channels = input.at(-1)!;
      const { gammaInitializer = { type: "constant", value: 1 } } = layer;
      return {
        gamma: initializeGamma(gammaInitializer, channels, fold(context.key, "gamma")),
        beta: zeros([channels]),
        movingMean: zeros([channels]),
        movingVariance: ones([channels]),
      };
    }
    case "layerNorm":
    case "instanceNorm":
      return { gamma: ones([input.at(-1)!]), beta: zeros([input.at(-1)!]) };
    case "label":
      return layer.units === undefined ? {} : embedding(layer.units);
    case "labelProjection": {
      const inputs = input[0]!;
      const direction: State = layer.spectralNorm
        ? { "embedding/u": initDirection(fold(context.key, "embedding/u"), inputs) }
        : {};
      return {
        ...weights([inputs, 1], [1], { fanIn: inputs, fanOut: 1 }),
        ...embedding(inputs),
        ...direction,
      };
    }
    case "residual":
      return Object.assign(
        {},
        ...waysOf(layer).map(([way, layers]) =>
          below(way, initLayers(layers, input, { ...context, key: fold(context.key, way) })),
        ),
      ) as State;
    default:
      return {};
  }
}

/** Applies a layer to a batch: x has shape [batch, ...input]. */
export function applyLayer(
  layer: Layer,
  weights: State,
  x: Tensor,
  input: Shape,
  mode: Mode,
): Applied {
  const batch = x.shape[0]!;
  const plain = (y: Tensor): Applied => ({ y, statistics: {} });
  switch (layer.type) {
    case "dense":
    case "conv2d": {
      const { kernel, statistics } = layer.spectralNorm
        ? spectralNormalised(weights, mode)
        : { kernel: weights["kernel"]!, statistics: {} };
      const y =
        layer.type === "dense"
          ? affine(x, kernel, weights["bias"])
          : convolved(layer, kernel, weights["bias"], x);
      return { y: activation(layer)(y), statistics };
    }
    // The first pieces of all units come first, then the second ones: to compare rows is much faster than to compare neighbours.
    case "maxout":
      return plain(
        affine(x, weights["kernel"]!, weights["bias"])
          .reshape([batch, layer.pieces, layer.units])
          .max(1),
      );
    case "maxoutConv2d": {
      const y = convolved(layer, weights["kernel"]!, weights["bias"], x);
      return plain(
        y
          .reshape([y.size / (layer.filters * layer.pieces), layer.pieces, layer.filters])
          .max(1)
          .reshape([...y.shape.slice(0, 3), layer.filters]),
      );
    }
    case "conv2dTranspose":
      return plain(activation(layer)(transposeConvolved(layer, weights, x, input)));
    case "upsampling2d":
      return plain(upsampling2d(layer, x));
    case "maxPooling2d":
      return plain(maxPooling2d(layer, x));
    case "averagePooling2d":
      return plain(averagePooling2d(layer, x));
    case "globalSumPooling2d":
      return plain(globalSumPooling2d(x));
    case "batchNorm":
      return batchNorm(layer, weights, x, mode);
    case "layerNorm":
      return plain(layerNorm(layer, weights, x));
    case "instanceNorm":
      return plain(instanceNorm(layer, weights, x));
    case "minibatchStddev":
      return plain(minibatchStddev(x));
    case "dropout":
      return plain(dropout(layer, x, mode));
    case "activation":
      return plain(activation(layer)(x));
    case "reshape":
      return plain(x.reshape([batch, ...layer.targetShape]));
    case "flatten":
      return plain(x.reshape([batch, sizeOf(input)]));
    case "label":
      return plain(label(layer, weights, x, mode));
    case "labelProjection":
      return labelProjection(layer, weights, x, mode);
    case "residual":
      return residual(layer, weights, x, input, mode);
  }
}

const affine = (x: Tensor, kernel: Tensor, bias: Tensor | undefined): Tensor =>
  withBias((x as Tensor2D).matMul(kernel as Tensor2D), bias);

function dropout(
  { rate, includeProbability = 1 - rate!, scale = 1 / includeProbability }: LayerOf<"dropout">,
  x: Tensor,
  mode: Mode,
): Tensor {
  if (!mode.training || (includeProbability === 1 && scale === 1)) return x;
  return x.mul(
    uniform(mode.key, x.shape)
      .greaterEqual(rate ?? 1 - includeProbability)
      .cast("float32")
      .mul(scale),
  );
}

/* ---- layers in a row, named `0/kernel`, `1/kernel`, ... */

export function initLayers(layers: readonly Layer[], input: Shape, context: InitContext): State {
  const shapes = shapesAlong(layers, input, context.classes);
  return Object.assign(
    {},
    ...layers.map((layer, i) =>
      below(String(i), initLayer(layer, shapes[i]!, { ...context, key: fold(context.key, i) })),
    ),
  ) as State;
}

/** @param around runs the i-th layer: for names of places, and for memory. */
export function applyLayers(
  layers: readonly Layer[],
  weights: State,
  x: Tensor,
  input: Shape,
  mode: Mode,
  around: (i: number, apply: () => Applied) => Applied = (_, apply) => apply(),
): Applied {
  const shapes = shapesAlong(layers, input, mode.labels?.shape[1]);
  const statistics: State = {};
  let y = x;
  for (const [i, layer] of layers.entries()) {
    const layerMode = mode.training ? { ...mode, key: fold(mode.key, i) } : mode;
    const applied = around(i, () =>
      applyLayer(layer, under(weights, String(i)), y, shapes[i]!, layerMode),
    );
    y = applied.y;
    Object.assign(statistics, below(String(i), applied.statistics));
  }
  return { y, statistics };
}

/** Weights after an update, brought back to where the layers' constraints allow them. */
export const constrainLayers = (layers: readonly Layer[], weights: State): State =>
  Object.assign(
    {},
    weights,
    ...layers.map((layer, i) => {
      const own = under(weights, String(i));
      if (layer.type !== "residual") return below(String(i), constrainLayer(layer, own));
      return below(
        String(i),
        Object.assign(
          {},
          ...waysOf(layer).map(([way, inner]) =>
            below(way, constrainLayers(inner, under(own, way))),
          ),
        ) as State,
      );
    }),
  ) as State;

const waysOf = ({ layers, shortcut = [] }: LayerOf<"residual">) =>
  [
    ["layers", layers],
    ["shortcut", shortcut],
  ] as const;

function residual(
  layer: LayerOf<"residual">,
  weights: State,
  x: Tensor,
  input: Shape,
  mode: Mode,
): Applied {
  const ways = waysOf(layer).map(([way, layers]) => {
    const { y, statistics } = applyLayers(
      layers,
      under(weights, way),
      x,
      input,
      mode.training ? { ...mode, key: fold(mode.key, way) } : mode,
    );
    return { y, statistics: below(way, statistics) };
  });
  return {
    y: ways[0]!.y.add(ways[1]!.y),
    statistics: Object.assign({}, ...ways.map(({ statistics }) => statistics)) as State,
  };
}
