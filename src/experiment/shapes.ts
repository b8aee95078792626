import type { DataConfig, Layer } from "./schema";

/** The shape of one sample, without the batch: [1], [28, 28, 1], ... */
export type Shape = readonly number[];

/** Why a layer does not fit its input. `key`: the layer's property at fault, where it is one. */
export class ShapeError extends Error {
  constructor(message: string, readonly hint: string, readonly key?: string) {
    super(message);
  }
}

export const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
export const formatShape = (shape: Shape): string => `[${shape.join(", ")}]`;
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, i) => n === b[i]);

/** The shape of one sample of the data. */
export function dataShape(data: DataConfig): Shape {
  switch (data.source) {
    case "gaussian": return [1];
    case "ring":
    case "grid": return [2];
    case "mnist": return [28, 28, 1];
  }
}

/** The shape that `layer` makes of one sample of shape `input`. Throws `ShapeError` where it does not fit. */
export function outputShape(layer: Layer, input: Shape): Shape {
  switch (layer.type) {
    case "dense":
    case "maxout":
      if (input.length !== 1) {
        throw new ShapeError(`${layer.type} needs a row of numbers, but its input has shape ${formatShape(input)}`, 'put { "type": "flatten" } before it');
      }
      return [layer.units];
    case "conv2d": {
      const [height, width] = imageShape(layer.type, input);
      if (layer.padding === "same") return [Math.ceil(height / layer.strides), Math.ceil(width / layer.strides), layer.filters];
      if (layer.kernelSize > Math.min(height, width)) {
        throw new ShapeError(`a kernel of ${layer.kernelSize} does not fit into ${height} x ${width} pixels`, 'use a smaller kernel, or "padding": "same"', "kernelSize");
      }
      const valid = (n: number) => Math.floor((n - layer.kernelSize) / layer.strides) + 1;
      return [valid(height), valid(width), layer.filters];
    }
    case "conv2dTranspose": {
      const [height, width] = imageShape(layer.type, input);
      const extra = layer.padding === "same" ? 0 : Math.max(layer.kernelSize - layer.strides, 0);
      return [height * layer.strides + extra, width * layer.strides + extra, layer.filters];
    }
    case "reshape":
      if (sizeOf(layer.targetShape) !== sizeOf(input)) {
        throw new ShapeError(
          `${formatShape(layer.targetShape)} holds ${sizeOf(layer.targetShape)} numbers, but the input ${formatShape(input)} has ${sizeOf(input)}`,
          "make the two equal", "targetShape");
      }
      return layer.targetShape;
    case "flatten":
      return [sizeOf(input)];
    case "batchNorm":
    case "dropout":
    case "activation":
      return input;
  }
}

function imageShape(type: string, input: Shape): [number, number] {
  if (input.length !== 3) {
    throw new ShapeError(`${type} needs [height, width, channels], but its input has shape ${formatShape(input)}`, 'put { "type": "reshape", "targetShape": [height, width, channels] } before it');
  }
  return [input[0]!, input[1]!];
}

/** The shapes along a network: the input's, then each layer's output. */
export function shapesAlong(layers: readonly Layer[], input: Shape): Shape[] {
  const shapes = [input];
  for (const layer of layers) shapes.push(outputShape(layer, shapes[shapes.length - 1]!));
  return shapes;
}
