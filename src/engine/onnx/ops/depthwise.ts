import type { Node, Value } from "../../graph/ir";
import type { Context, Lowering } from "../context";
import { int } from "../emitter";
import { columns, intoImage } from "./channel-windows";
import { windowsOf } from "./convolutions";
import { pixels, type Windows } from "./windows";

/*
 * Depthwise convolutions: each channel has filters of its own. Too little is multiplied for each
 * number that is read to gain from a product of matrices, so that windows side by side are
 * multiplied by their filters number by number, and added up.
 */

type Four = readonly [number, number, number, number];

/** What is multiplied, each spread to [batch, windows, window, channels, multiplier]. */
interface Parts {
  windows: Windows;
  /** [batch, windows, window, channels, 1]. */
  image(): string;
  /** [window, channels, multiplier]. */
  filter(): string;
  /** [batch, windows, 1, channels, multiplier]. */
  output(): string;
}

/** The parts of a convolution of `x` by `filter` to `y`, or of one of its gradients. */
function partsOf(context: Context, node: Node, x: Value, filter: Value, y: Value): Parts {
  const { emit } = context;
  const windows = windowsOf(node, x.shape, filter.shape, y.shape);
  const [batch, , , channels] = x.shape as Four;
  const [, , , multiplier] = filter.shape as Four;
  const [count, window] = [pixels(windows.count), pixels(windows.window)];
  const shaped = (name: string, shape: number[]) => emit.op("Reshape", [name, emit.list(shape)]);
  return {
    windows,
    image: () => shaped(columns(context, x, windows), [batch, count, window, channels, 1]),
    filter: () => shaped(context.full(filter), [window, channels, multiplier]),
    output: () => shaped(context.full(y), [batch, count, 1, channels, multiplier]),
  };
}

/** The sum over some axes of a product, in another shape. */
function sumOfProduct(
  { emit }: Context,
  factors: readonly [string, string],
  axes: readonly number[],
  shape: readonly number[],
): string {
  const product = emit.op("Mul", factors);
  const sum = emit.op("ReduceSum", [product, emit.list(axes)], { keepdims: int(0) });
  return emit.op("Reshape", [sum, emit.list(shape)]);
}

const depthwise: Lowering = (node, context) => {
  const [x, filter] = node.inputs as [Value, Value];
  const y = node.outputs[0];
  const parts = partsOf(context, node, x, filter, y);
  return sumOfProduct(context, [parts.image(), parts.filter()], [2], y.shape);
};

const backpropFilter: Lowering = (node, context) => {
  const [x, , dy] = node.inputs as [Value, Value, Value];
  const filter = node.outputs[0];
  const parts = partsOf(context, node, x, filter, dy);
  return sumOfProduct(context, [parts.image(), parts.output()], [0, 1], filter.shape);
};

const backpropInput: Lowering = (node, context) => {
  const [, filter, dy] = node.inputs as [Value, Value, Value];
  const x = node.outputs[0];
  const parts = partsOf(context, node, x, filter, dy);
  const [batch, , , channels] = x.shape as Four;
  const { windows } = parts;
  const spread = [batch, pixels(windows.count), pixels(windows.window), channels];
  const rows = sumOfProduct(context, [parts.output(), parts.filter()], [4], spread);
  return intoImage(context, rows, x, windows);
};

export const DEPTHWISE: Record<string, Lowering> = {
  DepthwiseConv2dNative: depthwise,
  DepthwiseConv2dNativeBackpropFilter: backpropFilter,
  DepthwiseConv2dNativeBackpropInput: backpropInput,
};
