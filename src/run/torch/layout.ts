import { shapesAlong } from "../../experiment/layer-shapes";
import type { Layer } from "../../experiment/schema";
import { type Shape, sizeOf } from "../../experiment/shapes";
import type { Values } from "../../tensor/values";

/*
 * How PyTorch lays out numbers otherwise: kernels begin with the outputs, and where pictures become
 * rows of numbers, or rows pictures, channels come before pixels.
 */

/** A network of built-in layers, as far as the layout of its weights depends on it. */
export interface LayersInPlace {
  layers: readonly Layer[];
  /** The shape of a sample that goes in. */
  input: Shape;
  classes?: number | undefined;
}

/** For each number of a row its place in PyTorch's row; undefined: the same. */
export type Order = readonly number[] | undefined;

/** Layers that leave the numbers of a row where they are, or add some at its end. */
const KEEPING: ReadonlySet<Layer["type"]> = new Set([
  "batchNorm",
  "layerNorm",
  "pixelNorm",
  "dropout",
  "activation",
  "label",
  "minibatchStddev",
]);

/** The order of the numbers in rows along a network: of the input's, then of each layer's output. */
export function rowOrders({ layers, input, classes }: LayersInPlace): Order[] {
  const shapes = shapesAlong(layers, input, classes);
  const orders: Order[] = shapes.map(() => undefined);
  for (const [i, layer] of layers.entries()) {
    const [before = [], after = []] = [shapes[i], shapes[i + 1]];
    if (layer.type === "flatten") orders[i + 1] = channelsFirst(before);
    else if (KEEPING.has(layer.type) && after.length === 1)
      orders[i + 1] = extended(orders[i], sizeOf(after));
  }
  for (const [i, layer] of layers.entries()) {
    if (layer.type !== "reshape" || shapes[i]?.length !== 1) continue;
    const order = channelsFirst(shapes[i + 1] ?? []);
    orders[i] = order;
    for (let at = i - 1; at >= 0 && KEEPING.has(layers[at]!.type); at--) orders[at] = order;
  }
  return orders;
}

/** The order of the numbers of a picture [height, width, channels] in PyTorch. */
function channelsFirst(shape: Shape): Order {
  const [height = 1, width = 1, channels = 1] = shape;
  const pixels = height * width;
  if (shape.length !== 3 || pixels === 1 || channels === 1) return undefined;
  return Array.from(
    { length: pixels * channels },
    (_, i) => (i % channels) * pixels + Math.floor(i / channels),
  );
}

const extended = (order: Order, size: number): Order =>
  order && Array.from({ length: size }, (_, i) => order[i] ?? i);

/** Values of a shape, each taken from a place among others. */
function taken(from: Values, shape: readonly number[], places: Iterable<number>): Values {
  const values = from.values.slice();
  let i = 0;
  for (const place of places) values[i++] = from.values[place] ?? NaN;
  return { dtype: from.dtype, shape: [...shape], values } as Values;
}

/** A vector, with an entry for each number of a row. */
export const fromVector = (values: Values, order: readonly number[]): Values =>
  taken(values, values.shape, order);

/** The kernel of a dense layer, [in, out], from PyTorch's [out, in]. */
export function fromLinear(values: Values, before: Order, after: Order): Values {
  const [outputs = 0, inputs = 0] = values.shape;
  function* places(): Generator<number> {
    for (let row = 0; row < inputs; row++)
      for (let column = 0; column < outputs; column++)
        yield (after?.[column] ?? column) * inputs + (before?.[row] ?? row);
  }
  return taken(values, [inputs, outputs], places());
}

/**
 * The kernel of a convolution, [height, width, in, out], from PyTorch's [out, in, height, width];
 * of a transposed one [height, width, out, in] from [in, out, height, width].
 */
export function fromConvolution(values: Values): Values {
  const [first = 0, second = 0, height = 0, width = 0] = values.shape;
  const pixels = height * width;
  function* places(): Generator<number> {
    for (let pixel = 0; pixel < pixels; pixel++)
      for (let two = 0; two < second; two++)
        for (let one = 0; one < first; one++) yield (one * second + two) * pixels + pixel;
  }
  return taken(values, [height, width, second, first], places());
}
