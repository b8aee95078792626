import type { Node, Value } from "../../graph/ir";
import { list } from "../../graph/attributes";
import type { Context, Lowering } from "../context";
import { int } from "../emitter";
import { columns, intoImage, perWindow } from "./channel-windows";
import { windowsOf } from "./convolutions";
import { pixels, pixelsOfWindows, type Windows } from "./windows";

/* Lowers pooling and its gradients to ONNX. */

type Four = readonly [number, number, number, number];

const poolOf = (node: Node, image: readonly number[], out: readonly number[]): Windows =>
  windowsOf(node, image, list(node, "ksize")?.slice(1, 3) ?? [], out);

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
