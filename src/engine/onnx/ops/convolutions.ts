import { type Node, sizeAt, type Value } from "../../graph/ir";
import { list, text as word } from "../../graph/attributes";
import { type Context, type Lowering, Unsupported } from "../context";
import { int } from "../emitter";
import {
  imageToColumns,
  pixels,
  pixelsOfWindows,
  placesOf,
  sumOfRows,
  uneven,
  type Windows,
} from "./windows";

type Four = readonly [number, number, number, number];

/*
 * Convolutions as products of matrices: TensorFlow's layout (channels last) stays as it is, forward
 * pass and gradient by the filter share the windows side by side, and ONNX Runtime is at its best
 * with large products. Its own convolutions want channels first and take the images one by one.
 */

/** @param image,filter,out shapes [batch, height, width, channels] and [height, width, in, out]. */
export function windowsOf(
  node: Node,
  image: readonly number[],
  window: readonly number[],
  out: readonly number[],
): Windows {
  const padding = word(node, "padding");
  if (padding !== "SAME" && padding !== "VALID")
    throw new Unsupported(`padding ${padding} is not known`);
  if ((word(node, "data_format") ?? "NHWC") !== "NHWC")
    throw new Unsupported("only the layout NHWC is known");
  const middle = (sizes: readonly number[] | undefined): [number, number] => [
    sizes?.[1] ?? 1,
    sizes?.[2] ?? 1,
  ];
  return {
    image: middle(image),
    count: middle(out),
    window: [sizeAt(window, 0), sizeAt(window, 1)],
    strides: middle(list(node, "strides")),
    dilations: middle(list(node, "dilations")),
    padding,
  };
}

/** Windows side by side: [batch * windows, window * channels]. */
function columns(context: Context, x: Value, windows: Windows): string {
  const [batch, , , channels] = x.shape as Four;
  const side = imageToColumns(context.emit, context.full(x), x.shape, windows);
  return context.emit.op("Reshape", [
    side,
    context.emit.list([batch * pixels(windows.count), pixels(windows.window) * channels]),
  ]);
}

/** The filter as a matrix [window * in, out]. */
const matrix = (context: Context, filter: Value): string => {
  const [height, width, channels, out] = filter.shape as Four;
  return context.emit.op("Reshape", [
    context.full(filter),
    context.emit.list([height * width * channels, out]),
  ]);
};

const conv2d: Lowering = (node, context) => {
  const { emit } = context;
  const [x, filter] = node.inputs as [Value, Value];
  const y = node.outputs[0];
  const inputs = [
    columns(context, x, windowsOf(node, x.shape, filter.shape, y.shape)),
    matrix(context, filter),
  ];
  const shaped = (product: string): string => emit.op("Reshape", [product, emit.list(y.shape)]);
  context.biased.set(y, (bias) => shaped(emit.op("Gemm", [...inputs, bias])));
  return shaped(emit.op("Gemm", inputs));
};

const backpropFilter: Lowering = (node, context) => {
  const { emit } = context;
  const [x, , dy] = node.inputs as [Value, Value, Value];
  const { shape } = node.outputs[0];
  const [batch, height, width, out] = dy.shape as Four;
  const given = emit.op("Reshape", [context.full(dy), emit.list([batch * height * width, out])]);
  const product = emit.op(
    "Gemm",
    [columns(context, x, windowsOf(node, x.shape, shape, dy.shape)), given],
    { transA: int(1) },
  );
  return emit.op("Reshape", [product, emit.list(shape)]);
};

/** Also the forward pass of a transposed convolution. */
const backpropInput: Lowering = (node, context) => {
  const { emit } = context;
  const [, filter, dy] = node.inputs as [Value, Value, Value];
  const x = node.outputs[0];
  const windows = windowsOf(node, x.shape, filter.shape, dy.shape);
  const [batch, , , out] = dy.shape as Four;
  const channels = sizeAt(x.shape, 3);
  const parts = placesOf(pixelsOfWindows(windows), pixels(windows.image));
  let count = pixels(windows.count);
  let given = emit.op("Reshape", [context.full(dy), emit.list([batch, count, out])]);
  const zeros = count * pixels(windows.window);
  if (uneven(parts)) {
    // A window of zeros beside the others is cheaper before the product than rows of zeros after
    // it.
    given = emit.op("Pad", [given, emit.list([0, 0, 0, 0, 1, 0]), emit.scalar("float32", 0)]);
    count += 1;
  }
  const flat = emit.op("Reshape", [given, emit.list([batch * count, out])]);
  const product = emit.op("Gemm", [flat, matrix(context, filter)], { transB: int(1) });
  const rows = emit.op("Reshape", [
    product,
    emit.list([batch, count * pixels(windows.window), channels]),
  ]);
  return emit.op("Reshape", [sumOfRows(emit, rows, parts, zeros), emit.list(x.shape)]);
};

export const CONVOLUTIONS: Record<string, Lowering> = {
  Conv2D: conv2d,
  Conv2DBackpropFilter: backpropFilter,
  Conv2DBackpropInput: backpropInput,
};
