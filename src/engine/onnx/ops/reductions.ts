import { inputAt, type Node, sizeAt, sizeOf, type Value } from "../../graph/ir";
import { broadcast } from "../../graph/broadcast";
import { axisOf, flag } from "../../graph/attributes";
import type { Context, Lowering } from "../context";
import { type Attributes, type Emitter, int } from "../emitter";

/* Lowers sums, means, maxima and other reductions to ONNX. */

/** The axes that a node reduces over, counted from the first one. */
const axesOf = (node: Node, context: Context): number[] =>
  context.numbers(inputAt(node, 1)).map((axis) => axisOf(axis, inputAt(node, 0).shape.length));

/** Beyond this many numbers a sum in one go, in float32, loses a digit or two. */
const MANY = 4096;

/**
 * A sum or mean over several axes of many numbers in two goes, first within the parts that the
 * first axis counts: as exact as TensorFlow's, and the first go is spread over the threads.
 * @param first the op of the first go; the second adds its results up, or takes their mean.
 */
export function reduceAll(
  emit: Emitter,
  first: "ReduceSum" | "ReduceMean" | "ReduceSumSquare",
  x: string,
  shape: readonly number[],
  axes: readonly number[],
  keep: boolean,
): string {
  const keepdims = (wanted: boolean): Attributes => ({ keepdims: int(Number(wanted)) });
  const ordered = [...axes].sort((a, b) => a - b);
  if (ordered.length < 2 || sizeOf(ordered.map((axis) => sizeAt(shape, axis))) < MANY)
    return emit.op(first, [x, emit.list(axes)], keepdims(keep));
  const parts = emit.op(first, [x, emit.list(ordered.slice(1))], keepdims(true));
  const all = emit.op(
    first === "ReduceMean" ? first : "ReduceSum",
    [parts, emit.list(ordered.slice(0, 1))],
    keepdims(true),
  );
  return keep ? all : emit.op("Squeeze", [all, emit.list(ordered)]);
}

function reduce(op: string, node: Node, context: Context, input: string): string {
  const axes = axesOf(node, context);
  const keep = flag(node, "keep_dims");
  // Without axes ONNX would reduce over all of them.
  if (axes.length === 0) return input;
  if (op === "ReduceSum" || op === "ReduceMean")
    return reduceAll(context.emit, op, input, inputAt(node, 0).shape, axes, keep);
  return context.emit.op(op, [input, context.emit.list(axes)], { keepdims: int(Number(keep)) });
}

const reduction =
  (op: string): Lowering =>
  (node, context) =>
    reduce(op, node, context, context.full(inputAt(node, 0)));

/** Sums of what is one number everywhere are known without adding. */
const sum =
  (op: "ReduceSum" | "ReduceMean"): Lowering =>
  (node, context) => {
    const [x] = node.inputs as [Value];
    const { constant } = context.term(x);
    if (constant === undefined || x.type !== "float32") return reduction(op)(node, context);
    const times =
      op === "ReduceSum" ? sizeOf(axesOf(node, context).map((axis) => sizeAt(x.shape, axis))) : 1;
    return context.number(node.outputs[0], Math.fround(constant * times));
  };

/** ONNX reduces no booleans: as numbers, the greatest or the least of them. */
const logical =
  (op: string): Lowering =>
  (node, context) =>
    context.emit.cast(
      reduce(op, node, context, context.emit.cast(context.full(inputAt(node, 0)), "int32")),
      "bool",
    );

const argument =
  (op: string): Lowering =>
  (node, context) => {
    const [x, axis] = node.inputs as [Value, Value];
    const attributes: Attributes = {
      axis: int(axisOf(context.firstNumber(axis), x.shape.length)),
      keepdims: int(0),
    };
    return context.emit.cast(context.emit.op(op, [context.full(x)], attributes), "int32");
  };

const halved = ({ emit }: Context, name: string): string =>
  emit.op("Mul", [name, emit.scalar("float32", 0.5)]);

/** Of half sums of squares (the norm of a gradient) the sum is halved once. */
const addN: Lowering = (node, context) => {
  const squares = node.inputs.map((input) => context.squares.get(input));
  if (squares.every((name) => name !== undefined))
    return halved(context, context.emit.op("Sum", squares));
  const terms = node.inputs.map((input) => context.term(input));
  const [only, ...others] = terms;
  if (only && others.length === 0) return only;
  return {
    name: context.emit.op(
      "Sum",
      terms.map(({ name }) => name),
    ),
    shape: broadcast(...terms.map(({ shape }) => shape)),
  };
};

const cumulative = (node: Node): Attributes => ({
  exclusive: int(Number(flag(node, "exclusive"))),
  reverse: int(Number(flag(node, "reverse"))),
});

/**
 * ONNX has no running product: each number is the product of those that it is allowed to see, the
 * others being ones.
 */
const runningProduct: Lowering = (node, context) => {
  const { emit } = context;
  const [x, along] = node.inputs as [Value, Value];
  const axis = axisOf(context.firstNumber(along), x.shape.length);
  const size = sizeAt(x.shape, axis);
  const exclusive = flag(node, "exclusive");
  const reverse = flag(node, "reverse");
  const seen = (of: number, by: number): boolean => (of === by ? !exclusive : of < by !== reverse);
  const mask = Uint8Array.from({ length: size * size }, (_, i) =>
    Number(seen(i % size, Math.floor(i / size))),
  );
  const rest = x.shape.slice(axis + 1).map(() => 1);
  // [..., by, of, rest]
  const copies = emit.op("Unsqueeze", [context.full(x), emit.list([axis])]);
  const chosen = emit.op("Where", [
    emit.constant("bool", [size, size, ...rest], mask),
    copies,
    emit.scalar(x.type, 1),
  ]);
  return emit.op("ReduceProd", [chosen, emit.list([axis + 1])], { keepdims: int(0) });
};

export const REDUCTIONS: Record<string, Lowering> = {
  Sum: sum("ReduceSum"),
  Mean: sum("ReduceMean"),
  Max: reduction("ReduceMax"),
  Min: reduction("ReduceMin"),
  Prod: reduction("ReduceProd"),
  All: logical("ReduceMin"),
  Any: logical("ReduceMax"),
  ArgMax: argument("ArgMax"),
  ArgMin: argument("ArgMin"),
  /** Half the sum of squares. */
  L2Loss: (node, context) => {
    const [x] = node.inputs as [Value];
    const squares = reduceAll(
      context.emit,
      "ReduceSumSquare",
      context.full(x),
      x.shape,
      x.shape.map((_, axis) => axis),
      false,
    );
    context.squares.set(node.outputs[0], squares);
    return halved(context, squares);
  },
  AddN: addN,
  /** Over all axes but the last. */
  BiasAddGrad: (node, context) => {
    const [dy] = node.inputs as [Value];
    return reduceAll(
      context.emit,
      "ReduceSum",
      context.full(dy),
      dy.shape,
      dy.shape.slice(0, -1).map((_, axis) => axis),
      false,
    );
  },
  Softmax: (node, context) =>
    context.emit.op("Softmax", [context.full(inputAt(node, 0))], { axis: int(-1) }),
  LogSoftmax: (node, context) =>
    context.emit.op("LogSoftmax", [context.full(inputAt(node, 0))], { axis: int(-1) }),
  Cumsum: (node, context) =>
    context.emit.op(
      "CumSum",
      [
        context.full(inputAt(node, 0)),
        context.emit.scalar("int64", context.firstNumber(inputAt(node, 1))),
      ],
      cumulative(node),
    ),
  Cumprod: runningProduct,
  TopKV2: (node, context) => {
    const [x, k] = node.inputs as [Value, Value];
    const [values, places] = context.emit.ops(
      "TopK",
      [context.full(x), context.emit.list(context.numbers(k))],
      { axis: int(-1), sorted: int(1) },
      2,
    ) as [string, string];
    return [values, context.emit.cast(places, "int32")];
  },
};
