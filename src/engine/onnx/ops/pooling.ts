import type { Node, Value } from "../../graph/ir";
import { list } from "../../graph/attributes";
import type { Context, Lowering } from "../context";
import { windowsOf } from "./convolutions";
import { int } from "../emitter";
import {
  imageToColumns,
  pixels,
  pixelsOfWindows,
  placesOf,
  sumOfRows,
  uneven,
  type Windows,
  withLastRow,
} from "./windows";

/* Lowers pooling and its gradients to ONNX. */

type Four = readonly [number, number, number, number];

const poolOf = (node: Node, image: readonly number[], out: readonly number[]): Windows =>
  windowsOf(node, image, list(node, "ksize")?.slice(1, 3) ?? [], out);

/** Windows of each channel by itself: [batch, windows, window, channels]. */
function columns(context: Context, x: Value, windows: Windows, outside: number): string {
  const [batch, , , channels] = x.shape as Four;
  const side = imageToColumns(context.emit, context.full(x), x.shape, windows, outside);
  return context.emit.op("Reshape", [
    side,
    context.emit.list([batch, pixels(windows.count), pixels(windows.window), channels]),
  ]);
}

/** Numbers for each place of each window, [batch, windows, window, channels], added up by pixel. */
function intoImage(context: Context, spread: string, x: Value, windows: Windows): string {
  const { emit } = context;
  const [batch, , , channels] = x.shape as Four;
  const parts = placesOf(pixelsOfWindows(windows), pixels(windows.image));
  const count = pixels(windows.count) * pixels(windows.window);
  let rows = emit.op("Reshape", [spread, emit.list([batch, count, channels])]);
  if (uneven(parts)) rows = withLastRow(emit, rows, 0);
  return emit.op("Reshape", [sumOfRows(emit, rows, parts, count), emit.list(x.shape)]);
}

/** A gradient [batch, height, width, channels] as [batch, windows, 1, channels]. */
const perWindow = (context: Context, dy: Value): string => {
  const [batch, height, width, channels] = dy.shape as Four;
  return context.emit.op("Reshape", [
    context.full(dy),
    context.emit.list([batch, height * width, 1, channels]),
  ]);
};

const maxPool: Lowering = (node, context) => {
  const [x] = node.inputs as [Value];
  const y = node.outputs[0];
  const side = columns(context, x, poolOf(node, x.shape, y.shape), -Infinity);
  const most = context.emit.op("ReduceMax", [side, context.emit.list([2])], { keepdims: int(0) });
  return context.emit.op("Reshape", [most, context.emit.list(y.shape)]);
};

/** The gradient goes to the first of the greatest. */
const maxPoolGrad: Lowering = (node, context) => {
  const { emit } = context;
  const [x, , dy] = node.inputs as [Value, Value, Value];
  const windows = poolOf(node, x.shape, dy.shape);
  const greatest = emit.op("ArgMax", [columns(context, x, windows, -Infinity)], {
    axis: int(2),
    keepdims: int(1),
  });
  const places = pixels(windows.window);
  const own = emit.constant(
    "int64",
    [places, 1],
    BigInt64Array.from({ length: places }, (_, place) => BigInt(place)),
  );
  const chosen = emit.cast(emit.op("Equal", [greatest, own]), "float32");
  return intoImage(context, emit.op("Mul", [chosen, perWindow(context, dy)]), x, windows);
};

/** 1 / (pixels of the window inside the image), [windows, 1, 1]. */
function shares(context: Context, windows: Windows): string {
  const inside = pixelsOfWindows(windows);
  const size = pixels(windows.window);
  const count = pixels(windows.count);
  const values = Float32Array.from(
    { length: count },
    (_, window) =>
      1 / inside.slice(window * size, (window + 1) * size).filter((pixel) => pixel >= 0).length,
  );
  return context.emit.constant("float32", [count, 1, 1], values);
}

const avgPool: Lowering = (node, context) => {
  const { emit } = context;
  const [x] = node.inputs as [Value];
  const y = node.outputs[0];
  const windows = poolOf(node, x.shape, y.shape);
  const total = emit.op("ReduceSum", [columns(context, x, windows, 0), emit.list([2])], {
    keepdims: int(1),
  });
  return emit.op("Reshape", [
    emit.op("Mul", [total, shares(context, windows)]),
    emit.list(y.shape),
  ]);
};

const avgPoolGrad: Lowering = (node, context) => {
  const { emit } = context;
  const [, dy] = node.inputs as [Value, Value];
  const x = node.outputs[0];
  const windows = poolOf(node, x.shape, dy.shape);
  const each = emit.op("Mul", [perWindow(context, dy), shares(context, windows)]);
  const [batch, , , channels] = x.shape as Four;
  const spread = emit.op("Expand", [
    each,
    emit.list([batch, pixels(windows.count), pixels(windows.window), channels]),
  ]);
  return intoImage(context, spread, x, windows);
};

/** Ops that put the pixels of windows together without weights. */
export const POOLING: Record<string, Lowering> = {
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGrad,
  AvgPool: avgPool,
  AvgPoolGrad: avgPoolGrad,
};
