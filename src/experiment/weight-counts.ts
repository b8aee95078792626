import type { Layer } from "./schema";
import { outputShape } from "./layer-shapes";
import { type Shape, sizeOf } from "./shapes";

/* How many numbers each type of layer trains, for the memory that an experiment needs. */

/**
 * How many numbers of a layer are trained, the layers inside a block left out. `classes`: of the
 * data, if it has any.
 */
export function weightCount(layer: Layer, input: Shape, classes = 0): number {
  const channels = input.at(-1) ?? 0;
  switch (layer.type) {
    case "dense":
      return withBias(layer, channels * layer.units, layer.units);
    case "maxout": {
      const outputs = layer.units * layer.pieces;
      return withBias(layer, channels * outputs, outputs);
    }
    case "conv2d":
      return withBias(layer, layer.kernelSize ** 2 * channels * layer.filters, layer.filters);
    case "maxoutConv2d": {
      const outputs = layer.filters * layer.pieces;
      return withBias(layer, layer.kernelSize ** 2 * channels * outputs, outputs);
    }
    case "conv2dTranspose": {
      const biases = layer.tiedBias === false ? sizeOf(outputShape(layer, input)) : layer.filters;
      return withBias(layer, layer.kernelSize ** 2 * channels * layer.filters, biases);
    }
    case "batchNorm":
    case "layerNorm":
    case "instanceNorm":
      return 2 * channels;
    case "label":
      return layer.units === undefined ? 0 : classes * layer.units;
    case "labelProjection":
      return withBias(layer, channels, 1) + classes * channels;
    default:
      return 0;
  }
}

const withBias = (layer: { useBias?: boolean | undefined }, kernel: number, bias: number): number =>
  kernel + (layer.useBias === false ? 0 : bias);
