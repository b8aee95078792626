import { DATA_WITH_CLASSES } from "./classes";
import type { Layer, LayerOf } from "./schema";
import { formatShape, sameShape, type Shape, sizeOf } from "./shapes";

/* The shape that each type of layer makes of its input, or why it cannot. */

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

type LayerType = Layer["type"];

/**
 * The shape that a layer makes of one sample. `classes`: how many the data has, if any. Throws
 * `ShapeError` where the layer does not fit.
 */
type ShapeRule<T extends LayerType> = (
  layer: LayerOf<T>,
  input: Shape,
  classes: number | undefined,
) => Shape;

const sameAsInput = (_: Layer, input: Shape): Shape => input;

/** By the layer's type. */
const SHAPE_RULES: { [T in LayerType]: ShapeRule<T> } = {
  dense: denseShape,
  maxout: denseShape,
  conv2d: convolvedShape,
  maxoutConv2d: convolvedShape,
  conv2dTranspose: transposedShape,
  upsampling2d: ({ type, factor }, input) => {
    const [height, width, channels] = imageShape(type, input);
    return [height * factor, width * factor, channels];
  },
  maxPooling2d: pooledShape,
  averagePooling2d: pooledShape,
  globalSumPooling2d: ({ type }, input) => [imageShape(type, input)[2]],
  minibatchStddev: (_, input) => withLast(input, (channels) => channels + 1),
  residual: residualShape,
  label: ({ type, units }, input, classes) => {
    const known = classesFor(type, classes);
    return withLast(input, (channels) => channels + (units ?? known));
  },
  labelProjection: ({ type }, input, classes) => {
    classesFor(type, classes);
    rowLength(type, input);
    return [1];
  },
  reshape: reshapedShape,
  flatten: (_, input) => [sizeOf(input)],
  instanceNorm: ({ type }, input) => imageShape(type, input),
  batchNorm: sameAsInput,
  layerNorm: sameAsInput,
  pixelNorm: sameAsInput,
  dropout: sameAsInput,
  activation: sameAsInput,
};

/**
 * The shape that `layer` makes of one sample of shape `input`. `classes`: how many the data has, if
 * any. Throws `ShapeError` where it does not fit.
 */
export function outputShape(layer: Layer, input: Shape, classes?: number): Shape {
  if ("kernelInitializer" in layer) checkSparse(layer, input);
  // The rule takes the layers of its own type alone, which the compiler cannot follow.
  const rule = SHAPE_RULES[layer.type] as ShapeRule<LayerType>;
  return rule(layer, input, classes);
}

function denseShape({ type, units }: LayerOf<"dense" | "maxout">, input: Shape): Shape {
  rowLength(type, input);
  return [units];
}

function convolvedShape(layer: LayerOf<"conv2d" | "maxoutConv2d">, input: Shape): Shape {
  const [height, width] = imageShape(layer.type, input);
  const { kernelSize, strides, padding, filters } = layer;
  if (padding === "same") return [Math.ceil(height / strides), Math.ceil(width / strides), filters];
  const around = padding === "valid" ? 0 : 2 * padding;
  fitting("kernel", kernelSize, height + around, width + around, "kernelSize");
  const along = (n: number) => Math.floor((n + around - kernelSize) / strides) + 1;
  return [along(height), along(width), filters];
}

function transposedShape(layer: LayerOf<"conv2dTranspose">, input: Shape): Shape {
  const [height, width] = imageShape(layer.type, input);
  const { kernelSize, strides, padding, filters } = layer;
  const extra = padding === "same" ? 0 : Math.max(kernelSize - strides, 0);
  return [height * strides + extra, width * strides + extra, filters];
}

function pooledShape(layer: LayerOf<"maxPooling2d" | "averagePooling2d">, input: Shape): Shape {
  const [height, width, channels] = imageShape(layer.type, input);
  const { poolSize, padding, strides = poolSize } = layer;
  if (padding === "same")
    return [Math.ceil(height / strides), Math.ceil(width / strides), channels];
  fitting("window", poolSize, height, width, "poolSize");
  const along = (n: number) => windowsAlong(n, poolSize, strides, padding === "end");
  return [along(height), along(width), channels];
}

function reshapedShape({ targetShape }: LayerOf<"reshape">, input: Shape): Shape {
  if (sizeOf(targetShape) !== sizeOf(input)) {
    throw new ShapeError(
      `${formatShape(targetShape)} holds ${sizeOf(targetShape)} numbers, ` +
        `but the input ${formatShape(input)} has ${sizeOf(input)}`,
      "make the two equal",
      ["targetShape"],
    );
  }
  return targetShape;
}

/** A shape with another last axis. */
const withLast = (shape: Shape, change: (size: number) => number): Shape =>
  shape.map((size, axis) => (axis === shape.length - 1 ? change(size) : size));

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
  { layers, shortcut = [] }: LayerOf<"residual">,
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
