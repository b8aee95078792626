import { axisOf, flag, list, text, typed, whole } from "./attributes";
import { sizeOf, type Attribute, type ElementType, type Value } from "./ir";

/** An op as it was called, as far as its outputs' types and shapes depend on it. */
export interface Call {
  attributes: Readonly<Record<string, Attribute>>;
  inputs: readonly Value[];
  /** The numbers of an input that must be a constant: axes, shapes, sizes. */
  constant(index: number): number[];
}
type Infer = (call: Call) => Value[];

const one = (type: ElementType, shape: readonly number[]): Value[] => [{ type, shape: [...shape] }];

// ---- shapes

/** NumPy's rule: from the last axis on, sizes are equal or one of them is 1. */
export function broadcast(...shapes: (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes
      .map((shape) => shape[axis - rank + shape.length] ?? 1)
      .filter((size) => size !== 1);
    if (sizes.some((size) => size !== sizes[0]))
      throw new Error(
        `shapes ${shapes.map((shape) => `[${shape}]`).join(" and ")} do not go together`,
      );
    return sizes[0] ?? 1;
  });
}

function reduced(call: Call): number[] {
  const { shape } = call.inputs[0]!;
  const axes = new Set(call.constant(1).map((axis) => axisOf(axis, shape.length)));
  return flag(call, "keep_dims")
    ? shape.map((size, i) => (axes.has(i) ? 1 : size))
    : shape.filter((_, i) => !axes.has(i));
}

/** Output size of a window sliding along one axis. */
const slid = (size: number, window: number, stride: number, padding: string | undefined): number =>
  padding === "SAME" ? Math.ceil(size / stride) : Math.ceil((size - window + 1) / stride);

function windowed(call: Call, window: readonly number[], channels: number): number[] {
  const [batch, height, width] = call.inputs[0]!.shape as [number, number, number, number];
  const strides = list(call, "strides")!;
  const padding = text(call, "padding");
  if (padding !== "SAME" && padding !== "VALID") throw new Error(`padding ${padding} is not known`);
  if ((text(call, "data_format") ?? "NHWC") !== "NHWC")
    throw new Error("only the layout NHWC is known");
  return [
    batch,
    slid(height, window[0]!, strides[1]!, padding),
    slid(width, window[1]!, strides[2]!, padding),
    channels,
  ];
}

// ---- the ops

const asFirst: Infer = ({ inputs }) => one(inputs[0]!.type, inputs[0]!.shape);
const together: Infer = ({ inputs }) =>
  one(inputs[0]!.type, broadcast(...inputs.map(({ shape }) => shape)));
const comparison: Infer = ({ inputs }) =>
  one("bool", broadcast(...inputs.map(({ shape }) => shape)));
const reduction: Infer = (call) => one(call.inputs[0]!.type, reduced(call));
const shapedBy =
  (index: number): Infer =>
  (call) =>
    one(call.inputs[0]!.type, call.constant(index));
const random: Infer = (call) => one(typed(call, "dtype")!, call.constant(0));

const each = (ops: string, infer: Infer): Record<string, Infer> =>
  Object.fromEntries(ops.split(" ").map((op) => [op, infer]));

/** TensorFlow's ops that can be recorded, and what they make. */
const OPS: Record<string, Infer> = {
  ...each(
    "Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Elu Erf Exp Expm1 Floor LeakyRelu Log Log1p Neg OnesLike Reciprocal Relu Relu6 " +
      "Round Rsqrt Selu Sigmoid Sign Sin Sinh Softmax Softplus Sqrt Square Tan Tanh ZerosLike LogicalNot Cumsum Cumprod ReverseV2",
    asFirst,
  ),
  ...each("ReluGrad LeakyReluGrad EluGrad TanhGrad SigmoidGrad SoftplusGrad", asFirst),
  ...each(
    "Add Sub Mul RealDiv FloorDiv FloorMod Maximum Minimum Pow SquaredDifference Atan2",
    together,
  ),
  ...each("Greater GreaterEqual Less LessEqual Equal NotEqual LogicalAnd LogicalOr", comparison),
  ...each("IsNan IsInf IsFinite", ({ inputs }) => one("bool", inputs[0]!.shape)),
  ...each("Sum Mean Max Min Prod All Any", reduction),
  ...each("ArgMax ArgMin", (call) => {
    const { shape } = call.inputs[0]!;
    const axis = axisOf(call.constant(1)[0]!, shape.length);
    if (typed(call, "output_type") !== "int32") throw new Error("its output must be int32");
    return one(
      "int32",
      shape.filter((_, i) => i !== axis),
    );
  }),
  ...each("StatelessRandomUniform StatelessRandomNormal", random),
  Select: ({ inputs }) => one(inputs[1]!.type, broadcast(...inputs.map(({ shape }) => shape))),
  Cast: (call) => one(typed(call, "DstT")!, call.inputs[0]!.shape),
  AddN: asFirst,
  L2Loss: ({ inputs }) => one(inputs[0]!.type, []),

  Reshape: (call) => {
    const total = sizeOf(call.inputs[0]!.shape);
    const wanted = call.constant(1);
    const known = sizeOf(wanted.filter((size) => size >= 0));
    return one(
      call.inputs[0]!.type,
      wanted.map((size) => (size >= 0 ? size : total / known)),
    );
  },
  ExpandDims: (call) => {
    const { type, shape } = call.inputs[0]!;
    const axis = axisOf(call.constant(1)[0]!, shape.length + 1);
    return one(type, [...shape.slice(0, axis), 1, ...shape.slice(axis)]);
  },
  Transpose: (call) =>
    one(
      call.inputs[0]!.type,
      call.constant(1).map((axis) => call.inputs[0]!.shape[axis]!),
    ),
  Tile: (call) => {
    const times = call.constant(1);
    return one(
      call.inputs[0]!.type,
      call.inputs[0]!.shape.map((size, i) => size * times[i]!),
    );
  },
  BroadcastTo: shapedBy(1),
  Fill: (call) => one(call.inputs[1]!.type, call.constant(0)),
  Pack: (call) => {
    const { type, shape } = call.inputs[0]!;
    const axis = axisOf(whole(call, "axis", 0), shape.length + 1);
    return one(type, [...shape.slice(0, axis), call.inputs.length, ...shape.slice(axis)]);
  },
  Unpack: (call) => {
    const { type, shape } = call.inputs[0]!;
    const axis = axisOf(whole(call, "axis", 0), shape.length);
    return Array.from({ length: shape[axis]! }, () => ({
      type,
      shape: shape.filter((_, i) => i !== axis),
    }));
  },
  ConcatV2: (call) => {
    const parts = call.inputs.slice(0, -1);
    const first = parts[0]!;
    const axis = axisOf(call.constant(parts.length)[0]!, first.shape.length);
    const total = parts.reduce((sum, { shape }) => sum + shape[axis]!, 0);
    return one(
      first.type,
      first.shape.map((size, i) => (i === axis ? total : size)),
    );
  },
  SplitV: (call) => {
    const { type, shape } = call.inputs[0]!;
    const axis = axisOf(call.constant(2)[0]!, shape.length);
    return call
      .constant(1)
      .map((length) => ({ type, shape: shape.map((size, i) => (i === axis ? length : size)) }));
  },
  Slice: (call) => {
    const begin = call.constant(1);
    const size = call.constant(2);
    return one(
      call.inputs[0]!.type,
      size.map((length, i) => (length < 0 ? call.inputs[0]!.shape[i]! - begin[i]! : length)),
    );
  },
  PadV2: padded,
  MirrorPad: padded,
  GatherV2: (call) => {
    const [table, indices] = call.inputs as [Value, Value, Value];
    if (whole(call, "batch_dims", 0) !== 0) throw new Error("batch_dims must be 0");
    const axis = axisOf(call.constant(2)[0]!, table.shape.length);
    return one(table.type, [
      ...table.shape.slice(0, axis),
      ...indices.shape,
      ...table.shape.slice(axis + 1),
    ]);
  },
  OneHot: (call) => one(call.inputs[2]!.type, [...call.inputs[0]!.shape, call.constant(1)[0]!]),
  UnsortedSegmentSum: (call) =>
    one(call.inputs[0]!.type, [
      call.constant(2)[0]!,
      ...call.inputs[0]!.shape.slice(call.inputs[1]!.shape.length),
    ]),
  TopKV2: (call) => {
    const { type, shape } = call.inputs[0]!;
    const top = [...shape.slice(0, -1), call.constant(1)[0]!];
    return [...one(type, top), ...one("int32", top)];
  },

  MatMul: (call) => {
    const [a, b] = call.inputs as [Value, Value];
    const [rows, inner] = flag(call, "transpose_a")
      ? [a.shape[1]!, a.shape[0]!]
      : [a.shape[0]!, a.shape[1]!];
    const [inner2, columns] = flag(call, "transpose_b")
      ? [b.shape[1]!, b.shape[0]!]
      : [b.shape[0]!, b.shape[1]!];
    if (inner !== inner2)
      throw new Error(`matrices [${a.shape}] and [${b.shape}] cannot be multiplied`);
    return one(a.type, [rows, columns]);
  },
  BatchMatMulV2: (call) => {
    const [a, b] = call.inputs as [Value, Value];
    const rows = a.shape.at(flag(call, "adj_x") ? -1 : -2)!;
    const columns = b.shape.at(flag(call, "adj_y") ? -2 : -1)!;
    return one(a.type, [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, columns]);
  },

  Conv2D: (call) => {
    const filter = call.inputs[1]!.shape;
    const dilations = list(call, "dilations");
    const reach = filter.slice(0, 2).map((size, i) => (size - 1) * (dilations?.[i + 1] ?? 1) + 1);
    return one(call.inputs[0]!.type, windowed(call, reach, filter[3]!));
  },
  Conv2DBackpropInput: (call) => one(call.inputs[2]!.type, call.constant(0)),
  Conv2DBackpropFilter: (call) => one(call.inputs[0]!.type, call.constant(1)),
  ...each("MaxPool AvgPool", (call) =>
    one(
      call.inputs[0]!.type,
      windowed(call, list(call, "ksize")!.slice(1, 3), call.inputs[0]!.shape[3]!),
    ),
  ),
  MaxPoolGrad: asFirst,
  AvgPoolGrad: (call) => one(call.inputs[1]!.type, call.constant(0)),
  ...each("ResizeBilinear ResizeNearestNeighbor", (call) => {
    const [batch, , , channels] = call.inputs[0]!.shape as [number, number, number, number];
    return one(call.inputs[0]!.type, [batch, ...call.constant(1), channels]);
  }),
  ResizeBilinearGrad: ({ inputs }) => one(inputs[0]!.type, inputs[1]!.shape),
  ResizeNearestNeighborGrad: (call) => {
    const [batch, , , channels] = call.inputs[0]!.shape as [number, number, number, number];
    return one(call.inputs[0]!.type, [batch, ...call.constant(1), channels]);
  },
  FusedBatchNormV3: ({ inputs }) => {
    const channels = [inputs[0]!.shape[3]!];
    return [
      ...one("float32", inputs[0]!.shape),
      ...Array.from({ length: 4 }, () => one("float32", channels)).flat(),
      ...one("float32", [0]),
    ];
  },
  FusedBatchNormGradV3: ({ inputs }) => {
    const channels = [inputs[1]!.shape[3]!];
    return [
      ...one("float32", inputs[1]!.shape),
      ...one("float32", channels),
      ...one("float32", channels),
      ...one("float32", []),
      ...one("float32", []),
    ];
  },
};

function padded(call: Call): Value[] {
  const { type, shape } = call.inputs[0]!;
  const paddings = call.constant(1);
  return one(
    type,
    shape.map((size, i) => size + paddings[2 * i]! + paddings[2 * i + 1]!),
  );
}

/** The ops that can be recorded. */
export const RECORDABLE: readonly string[] = Object.keys(OPS).sort();

/** The values that an op makes, or undefined for an op that cannot be recorded. Throws for one called in a way that is not known. */
export const outputsOf = (op: string, call: Call): Value[] | undefined => OPS[op]?.(call);
