import { DATA_WITH_CLASSES } from "./classes";
import { PUBLISHED_SETS } from "./published-sets";
import {
  type DataConfig,
  type Experiment,
  isPublished,
  isSynthetic1d,
  isSynthetic2d,
  type Layer,
} from "./schema";

/** The shape of one sample, without the batch: [1], [28, 28, 1], ... */
export type Shape = readonly number[];

/** Why a layer does not fit its input. `path`: to the layer's setting at fault, where it is one. */
export class ShapeError extends Error {
  constructor(
    message: string,
    readonly hint: string,
    readonly path: readonly (string | number)[] = ["type"],
  ) {
    super(message);
  }
}

export const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
export const formatShape = (shape: Shape): string => `[${shape.join(", ")}]`;
export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((n, i) => n === b[i]);

/** The shape of one sample of the data. */
export function dataShape(data: DataConfig): Shape {
  if (isSynthetic1d(data)) return [1];
  if (isSynthetic2d(data)) return [2];
  if (isPublished(data)) return PUBLISHED_SETS[data.source].shape;
  switch (data.source) {
    case "tfd":
      return [data.size, data.size, 1];
    case "folder":
      return [...data.size, data.channels];
    case "npy":
      return data.shape;
    case "csv":
      return [
        data.columns.reduce(
          (sum, column) => sum + (column.type === "numeric" ? 1 : column.values.length),
          0,
        ),
      ];
  }
}

/** The shape of what D sees: a sample, or `packing` of them joined along the last axis. */
export function discriminatorShape({
  data,
  objective,
}: Pick<Experiment, "data" | "objective">): Shape {
  const sample = dataShape(data);
  return [...sample.slice(0, -1), sample.at(-1)! * objective.packing];
}

/**
 * The shape that `layer` makes of one sample of shape `input`. `classes`: how many the data has, if
 * any. Throws `ShapeError` where it does not fit.
 */
export function outputShape(layer: Layer, input: Shape, classes?: number): Shape {
  if ("kernelInitializer" in layer) checkSparse(layer, input);
  switch (layer.type) {
    case "dense":
    case "maxout":
      rowLength(layer.type, input);
      return [layer.units];
    case "conv2d":
    case "maxoutConv2d": {
      const [height, width] = imageShape(layer.type, input);
      const { kernelSize, strides, padding } = layer;
      if (padding === "same")
        return [Math.ceil(height / strides), Math.ceil(width / strides), layer.filters];
      const around = padding === "valid" ? 0 : 2 * padding;
      fitting("kernel", kernelSize, height + around, width + around, "kernelSize");
      const along = (n: number) => Math.floor((n + around - kernelSize) / strides) + 1;
      return [along(height), along(width), layer.filters];
    }
    case "conv2dTranspose": {
      const [height, width] = imageShape(layer.type, input);
      const extra = layer.padding === "same" ? 0 : Math.max(layer.kernelSize - layer.strides, 0);
      return [height * layer.strides + extra, width * layer.strides + extra, layer.filters];
    }
    case "upsampling2d": {
      const [height, width, channels] = imageShape(layer.type, input);
      return [height * layer.factor, width * layer.factor, channels];
    }
    case "maxPooling2d":
    case "averagePooling2d": {
      const [height, width, channels] = imageShape(layer.type, input);
      const { poolSize, padding, strides = poolSize } = layer;
      if (padding === "same")
        return [Math.ceil(height / strides), Math.ceil(width / strides), channels];
      fitting("window", poolSize, height, width, "poolSize");
      const along = (n: number) => windowsAlong(n, poolSize, strides, padding === "end");
      return [along(height), along(width), channels];
    }
    case "globalSumPooling2d":
      return [imageShape(layer.type, input)[2]];
    case "minibatchStddev":
      return [...input.slice(0, -1), input.at(-1)! + 1];
    case "residual":
      return residualShape(layer, input, classes);
    case "label": {
      const known = classesFor(layer.type, classes);
      return [...input.slice(0, -1), input.at(-1)! + (layer.units ?? known)];
    }
    case "labelProjection":
      classesFor(layer.type, classes);
      rowLength(layer.type, input);
      return [1];
    case "reshape":
      if (sizeOf(layer.targetShape) !== sizeOf(input)) {
        throw new ShapeError(
          `${formatShape(layer.targetShape)} holds ${sizeOf(layer.targetShape)} numbers, ` +
            `but the input ${formatShape(input)} has ${sizeOf(input)}`,
          "make the two equal",
          ["targetShape"],
        );
      }
      return layer.targetShape;
    case "flatten":
      return [sizeOf(input)];
    case "instanceNorm":
      imageShape(layer.type, input);
      return input;
    case "batchNorm":
    case "layerNorm":
    case "pixelNorm":
    case "dropout":
    case "activation":
      return input;
  }
}

/**
 * How many windows lie along `size` pixels. `partial`: a last one may stick out; as with PyTorch's
 * ceil_mode it begins inside.
 */
function windowsAlong(size: number, window: number, strides: number, partial: boolean): number {
  const whole = Math.floor((size - window) / strides) + 1;
  const next = whole * strides;
  const pixelsAreLeft = next - strides + window < size;
  return partial && pixelsAreLeft && next < size ? whole + 1 : whole;
}

function rowLength(type: string, input: Shape): number {
  if (input.length !== 1) {
    throw new ShapeError(
      `${type} needs a row of numbers, but its input has shape ${formatShape(input)}`,
      'put { "type": "flatten" } before it',
    );
  }
  return input[0]!;
}

function classesFor(type: string, classes: number | undefined): number {
  if (classes === undefined)
    throw new ShapeError(
      `${type} needs the class of each sample, and this data has no classes`,
      `use data that has: ${DATA_WITH_CLASSES}`,
    );
  return classes;
}

function imageShape(type: string, input: Shape): [number, number, number] {
  if (input.length !== 3) {
    throw new ShapeError(
      `${type} needs [height, width, channels], but its input has shape ${formatShape(input)}`,
      'put { "type": "reshape", "targetShape": [height, width, channels] } before it',
    );
  }
  return input as unknown as [number, number, number];
}

function fitting(what: string, size: number, height: number, width: number, key: string): void {
  if (size > Math.min(height, width)) {
    throw new ShapeError(
      `a ${what} of ${size} does not fit into ${height} x ${width} pixels`,
      `use a smaller ${what}, or "padding": "same"`,
      [key],
    );
  }
}

/** The number of inputs of each unit of a layer with a kernel. */
export function fanIn(layer: Extract<Layer, { kernelInitializer: unknown }>, input: Shape): number {
  return "kernelSize" in layer
    ? layer.kernelSize ** 2 * imageShape(layer.type, input)[2]
    : rowLength(layer.type, input);
}

function checkSparse(layer: Extract<Layer, { kernelInitializer: unknown }>, input: Shape): void {
  const { kernelInitializer } = layer;
  if (kernelInitializer.type !== "sparse") return;
  const inputs = fanIn(layer, input);
  if (kernelInitializer.nonzero > inputs) {
    throw new ShapeError(
      `each unit has ${inputs} inputs, so that it cannot start with ` +
        `${kernelInitializer.nonzero} of them`,
      `use at most ${inputs}`,
      ["kernelInitializer", "nonzero"],
    );
  }
}

function residualShape(
  { layers, shortcut = [] }: Extract<Layer, { type: "residual" }>,
  input: Shape,
  classes?: number,
): Shape {
  const along = (way: readonly Layer[], key: string): Shape =>
    way.reduce<Shape>((shape, layer, i) => {
      try {
        return outputShape(layer, shape, classes);
      } catch (error) {
        throw error instanceof ShapeError
          ? new ShapeError(error.message, error.hint, [key, i, ...error.path])
          : error;
      }
    }, input);
  const output = along(layers, "layers");
  const beside = along(shortcut, "shortcut");
  if (!sameShape(output, beside)) {
    throw new ShapeError(
      `the block's layers make ${formatShape(output)}, but ` +
        `${shortcut.length > 0 ? "its shortcut makes" : "the input that they are added to is"} ` +
        `${formatShape(beside)}`,
      shortcut.length > 0
        ? "make the two equal"
        : 'add a "shortcut" of the same size, for example [{ "type": "conv2d", "filters": ' +
            'CHANNELS, "kernelSize": 1 }]',
      [shortcut.length > 0 ? "shortcut" : "layers"],
    );
  }
  return output;
}

/** The shapes along a network: the input's, then each layer's output. */
export function shapesAlong(layers: readonly Layer[], input: Shape, classes?: number): Shape[] {
  const shapes = [input];
  for (const layer of layers) shapes.push(outputShape(layer, shapes[shapes.length - 1]!, classes));
  return shapes;
}
