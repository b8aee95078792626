import { ones, type Tensor, type Tensor2D, zeros } from "../../tensor/tf";
import type { Layer, LayerOf } from "../../experiment/schema";
import { outputShape, type Shape, shapesAlong, sizeOf } from "../../experiment/shapes";
import { fold, type Key, uniform } from "../random";
import { withPrefix, type State, subtree } from "../state";
import { activation } from "./activations";
import { label, labelProjection } from "./conditions";
import { constrainLayer } from "./constraints";
import { convolve, convolveTransposed, withBias } from "./convolution";
import { type Fans, type InitContext, initialize, initializeGamma } from "./initializers";
import { batchNorm, instanceNorm, layerNorm, minibatchStddev } from "./normalisation";
import { averagePooling2d, globalSumPooling2d, maxPooling2d, upsampling2d } from "./pooling";
import { initDirection, spectralNormalise } from "./spectral";

/**
 * How a network runs. `labels` are the one-hot classes of a conditional GAN's samples, [batch,
 * classes].
 */
export type Mode = { labels?: Tensor | undefined } &
  /** Training uses dropout and the statistics of the batch. Every pass needs a key of its own. */
  (
    | { training: true; key: Key }
    /** Inference uses no dropout, and running statistics. */
    | { training: false }
  );

/** A layer's output, and in training the new values of its running statistics. */
export interface Applied {
  y: Tensor;
  statistics: State;
}

/** The names of values that gradients do not train. */
const STATISTICS = new Set(["movingMean", "movingVariance", "u"]);
export const isStatistic = (name: string): boolean =>
  STATISTICS.has(name.slice(name.lastIndexOf("/") + 1));

/** The initial weights and statistics of a layer. `input` is the shape of one input sample. */
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
  /** An embedding vector for each class. */
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
      // As in TensorFlow, `out` comes before `in`.
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
        ...branchesOf(layer).map(([branch, layers]) =>
          withPrefix(
            branch,
            initLayers(layers, input, { ...context, key: fold(context.key, branch) }),
          ),
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
        ? spectralNormalise(weights, mode)
        : { kernel: weights["kernel"]!, statistics: {} };
      const y =
        layer.type === "dense"
          ? affine(x, kernel, weights["bias"])
          : convolve(layer, kernel, weights["bias"], x);
      return { y: activation(layer)(y), statistics };
    }
    // The first pieces of all units come first, then the second ones: a maximum over rows is much
    // faster than one over neighbours.
    case "maxout":
      return plain(
        affine(x, weights["kernel"]!, weights["bias"])
          .reshape([batch, layer.pieces, layer.units])
          .max(1),
      );
    case "maxoutConv2d": {
      const y = convolve(layer, weights["kernel"]!, weights["bias"], x);
      return plain(
        y
          .reshape([y.size / (layer.filters * layer.pieces), layer.pieces, layer.filters])
          .max(1)
          .reshape([...y.shape.slice(0, 3), layer.filters]),
      );
    }
    case "conv2dTranspose":
      return plain(activation(layer)(convolveTransposed(layer, weights, x, input)));
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

/* ---- sequences of layers, whose weights are named `0/kernel`, `1/kernel`, ... */

export function initLayers(layers: readonly Layer[], input: Shape, context: InitContext): State {
  const shapes = shapesAlong(layers, input, context.classes);
  return Object.assign(
    {},
    ...layers.map((layer, i) =>
      withPrefix(
        String(i),
        initLayer(layer, shapes[i]!, { ...context, key: fold(context.key, i) }),
      ),
    ),
  ) as State;
}

/**
 * @param runLayer Calls `apply` for the i-th layer; the caller can wrap it in a scope or a `tidy`.
 */
export function applyLayers(
  layers: readonly Layer[],
  weights: State,
  x: Tensor,
  input: Shape,
  mode: Mode,
  runLayer: (i: number, apply: () => Applied) => Applied = (_, apply) => apply(),
): Applied {
  const shapes = shapesAlong(layers, input, mode.labels?.shape[1]);
  const statistics: State = {};
  let y = x;
  for (const [i, layer] of layers.entries()) {
    const layerMode = mode.training ? { ...mode, key: fold(mode.key, i) } : mode;
    const applied = runLayer(i, () =>
      applyLayer(layer, subtree(weights, String(i)), y, shapes[i]!, layerMode),
    );
    y = applied.y;
    Object.assign(statistics, withPrefix(String(i), applied.statistics));
  }
  return { y, statistics };
}

/** Applies the weight constraints of all layers after an update. */
export const constrainLayers = (layers: readonly Layer[], weights: State): State =>
  Object.assign(
    {},
    weights,
    ...layers.map((layer, i) => {
      const own = subtree(weights, String(i));
      if (layer.type !== "residual") return withPrefix(String(i), constrainLayer(layer, own));
      return withPrefix(
        String(i),
        Object.assign(
          {},
          ...branchesOf(layer).map(([branch, inner]) =>
            withPrefix(branch, constrainLayers(inner, subtree(own, branch))),
          ),
        ) as State,
      );
    }),
  ) as State;

const branchesOf = ({ layers, shortcut = [] }: LayerOf<"residual">) =>
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
  const branches = branchesOf(layer).map(([branch, layers]) => {
    const { y, statistics } = applyLayers(
      layers,
      subtree(weights, branch),
      x,
      input,
      mode.training ? { ...mode, key: fold(mode.key, branch) } : mode,
    );
    return { y, statistics: withPrefix(branch, statistics) };
  });
  return {
    y: branches[0]!.y.add(branches[1]!.y),
    statistics: Object.assign({}, ...branches.map(({ statistics }) => statistics)) as State,
  };
}
