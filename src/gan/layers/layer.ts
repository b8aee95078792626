import { conv2d, conv2dTranspose, engine, ones, rsqrt, zeros, type Tensor, type Tensor2D, type Tensor4D } from "../../shared/tf";
import type { Layer } from "../../experiment/schema";
import { outputShape, type Shape, sizeOf } from "../../experiment/shapes";
import { fold, type Key, uniform } from "../random";
import type { State } from "../state";
import { activate } from "./activations";
import { type Fans, type InitContext, initialize } from "./initializers";

/** How a network is run. */
export type Mode =
  /** Dropout on, statistics of the batch. `key` must be another one for every pass. */
  | { training: true; key: Key }
  /** Dropout off, running statistics. */
  | { training: false };

/** A layer's output, and new values of its running statistics where it has any and is trained. */
export interface Applied { y: Tensor; statistics: State }

/** Names of the values that are not trained by gradients. */
const STATISTICS = new Set(["movingMean", "movingVariance"]);
export const isStatistic = (name: string): boolean => STATISTICS.has(name.slice(name.lastIndexOf("/") + 1));

/** Starting weights and statistics of a layer for inputs of shape `input` (one sample). */
export function initLayer(layer: Layer, input: Shape, context: InitContext): State {
  const weights = (kernel: number[], bias: number, fans: Fans) => {
    if (!("kernelInitializer" in layer)) throw new Error(`${layer.type} has no weights`);
    return {
      kernel: initialize(layer.kernelInitializer, kernel, fans, { ...context, key: fold(context.key, "kernel") }),
      bias: initialize(layer.biasInitializer, [bias], fans, { ...context, key: fold(context.key, "bias") }),
    };
  };
  switch (layer.type) {
    case "dense": {
      const fanIn = input[0]!;
      return weights([fanIn, layer.units], layer.units, { fanIn, fanOut: layer.units });
    }
    case "maxout": {
      const fanIn = input[0]!, outputs = layer.units * layer.pieces;
      return weights([fanIn, outputs], outputs, { fanIn, fanOut: outputs });
    }
    case "conv2d":
    case "conv2dTranspose": {
      const channels = input[2]!, area = layer.kernelSize ** 2;
      // As in TensorFlow: [height, width, in, out], and out before in for the transposed one.
      const ends = layer.type === "conv2d" ? [channels, layer.filters] : [layer.filters, channels];
      return weights([layer.kernelSize, layer.kernelSize, ...ends], layer.filters, { fanIn: area * channels, fanOut: area * layer.filters });
    }
    case "batchNorm": {
      const channels = input[input.length - 1]!;
      return { gamma: ones([channels]), beta: zeros([channels]), movingMean: zeros([channels]), movingVariance: ones([channels]) };
    }
    default:
      return {};
  }
}

/** Applies a layer to a batch: x has shape [batch, ...input]. */
export function applyLayer(layer: Layer, weights: State, x: Tensor, input: Shape, mode: Mode): Applied {
  const batch = x.shape[0]!;
  const plain = (y: Tensor): Applied => ({ y, statistics: {} });
  switch (layer.type) {
    case "dense":
      return plain(activate[layer.activation](affine(x, weights)));
    case "maxout":
      return plain(affine(x, weights).reshape([batch, layer.units, layer.pieces]).max(2));
    case "conv2d":
      return plain(activate[layer.activation](conv2d(x as Tensor4D, weights["kernel"] as Tensor4D, layer.strides, layer.padding).add(weights["bias"]!)));
    case "conv2dTranspose": {
      const [height, width, channels] = outputShape(layer, input) as [number, number, number];
      const y = conv2dTranspose(x as Tensor4D, weights["kernel"] as Tensor4D, [batch, height, width, channels], layer.strides, layer.padding);
      return plain(activate[layer.activation](y.add(weights["bias"]!)));
    }
    case "batchNorm":
      return batchNorm(layer, weights, x, mode);
    case "dropout": {
      if (!mode.training || layer.rate === 0) return plain(x);
      const mask = uniform(mode.key, x.shape).greaterEqual(layer.rate).cast("float32").mul(1 / (1 - layer.rate));
      return plain(x.mul(mask));
    }
    case "activation":
      return plain(activate[layer.activation](x));
    case "reshape":
      return plain(x.reshape([batch, ...layer.targetShape]));
    case "flatten":
      return plain(x.reshape([batch, sizeOf(input)]));
  }
}

const affine = (x: Tensor, weights: State): Tensor => (x as Tensor2D).matMul(weights["kernel"] as Tensor2D).add(weights["bias"]!);

function batchNorm(layer: Extract<Layer, { type: "batchNorm" }>, weights: State, x: Tensor, mode: Mode): Applied {
  const scale = weights["gamma"]!, offset = weights["beta"]!, oldMean = weights["movingMean"]!, oldVariance = weights["movingVariance"]!;
  if (!mode.training) {
    return { y: x.sub(oldMean).mul(rsqrt(oldVariance.add(layer.epsilon))).mul(scale).add(offset), statistics: {} };
  }
  const [y, mean, variance] = engine().runKernel<Tensor[]>("BatchNormTrain", { x, scale, offset }, { epsilon: layer.epsilon }) as [Tensor, Tensor, Tensor];
  const moved = (old: Tensor, now: Tensor) => old.mul(layer.momentum).add(now.mul(1 - layer.momentum));
  return { y, statistics: { movingMean: moved(oldMean, mean), movingVariance: moved(oldVariance, variance) } };
}
