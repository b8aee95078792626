import { axisOf, flag, list, typed, whole } from "./attributes";
import { broadcast } from "./broadcast";
import { type Call, firstOf, reduced, required, windowed } from "./calls";
import {
  type ElementType,
  firstInput,
  inputAt,
  type Outputs,
  pictureShape,
  sizeAt,
  sizeOf,
  type Value,
} from "./ir";

/* The types and shapes of what TensorFlow's ops make, for the ops that can be recorded. */

type Infer = (call: Call) => Outputs;

const value = (type: ElementType, shape: readonly number[]): Value => ({
  type,
  shape: [...shape],
});
const one = (type: ElementType, shape: readonly number[]): Outputs => [value(type, shape)];

const asFirst: Infer = (call) => one(firstInput(call).type, firstInput(call).shape);
const together: Infer = (call) =>
  one(firstInput(call).type, broadcast(...call.inputs.map(({ shape }) => shape)));
const comparison: Infer = ({ inputs }) =>
  one("bool", broadcast(...inputs.map(({ shape }) => shape)));
const reduction: Infer = (call) => one(firstInput(call).type, reduced(call));
const shapedBy =
  (index: number): Infer =>
  (call) =>
    one(firstInput(call).type, call.constant(index));
const random: Infer = (call) => one(required(typed(call, "dtype"), "dtype"), call.constant(0));

const each = (ops: string, infer: Infer): Record<string, Infer> =>
  Object.fromEntries(ops.split(" ").map((op) => [op, infer]));

/** TensorFlow's ops that can be recorded, and what they make. */
const OPS: Record<string, Infer> = {
  ...each(
    "Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Elu Erf Exp Expm1 Floor LeakyRelu " +
      "Log Log1p Neg OnesLike Reciprocal Relu Relu6 " +
      "Round Rsqrt Selu Sigmoid Sign Sin Sinh Softmax Softplus Sqrt Square Tan Tanh " +
      "ZerosLike LogicalNot Cumsum Cumprod ReverseV2",
    asFirst,
  ),
  ...each("ReluGrad LeakyReluGrad EluGrad TanhGrad SigmoidGrad SoftplusGrad", asFirst),
  ...each(
    "Add Sub Mul RealDiv FloorDiv FloorMod Maximum Minimum Pow SquaredDifference Atan2",
    together,
  ),
  ...each("Greater GreaterEqual Less LessEqual Equal NotEqual LogicalAnd LogicalOr", comparison),
  ...each("IsNan IsInf IsFinite", (call) => one("bool", firstInput(call).shape)),
  ...each("Sum Mean Max Min Prod All Any", reduction),
  ...each("ArgMax ArgMin", (call) => {
    const { shape } = firstInput(call);
    const axis = axisOf(firstOf(call, 1), shape.length);
    if (typed(call, "output_type") !== "int32") throw new Error("its output must be int32");
    return one(
      "int32",
      shape.filter((_, i) => i !== axis),
    );
  }),
  ...each("StatelessRandomUniform StatelessRandomNormal", random),
  Select: (call) => one(inputAt(call, 1).type, broadcast(...call.inputs.map(({ shape }) => shape))),
  Cast: (call) => one(required(typed(call, "DstT"), "DstT"), firstInput(call).shape),
  AddN: asFirst,
  L2Loss: (call) => one(firstInput(call).type, []),

  Reshape: (call) => {
    const total = sizeOf(firstInput(call).shape);
    const wanted = call.constant(1);
    const known = sizeOf(wanted.filter((size) => size >= 0));
    return one(
      firstInput(call).type,
      wanted.map((size) => (size >= 0 ? size : total / known)),
    );
  },
  ExpandDims: (call) => {
    const { type, shape } = firstInput(call);
    const axis = axisOf(firstOf(call, 1), shape.length + 1);
    return one(type, [...shape.slice(0, axis), 1, ...shape.slice(axis)]);
  },
  Transpose: (call) =>
    one(
      firstInput(call).type,
      call.constant(1).map((axis) => sizeAt(firstInput(call).shape, axis)),
    ),
  Tile: (call) => {
    const times = call.constant(1);
    return one(
      firstInput(call).type,
      firstInput(call).shape.map((size, i) => size * sizeAt(times, i)),
    );
  },
  BroadcastTo: shapedBy(1),
  Fill: (call) => one(inputAt(call, 1).type, call.constant(0)),
  Pack: (call) => {
    const { type, shape } = firstInput(call);
    const axis = axisOf(whole(call, "axis", 0), shape.length + 1);
    return one(type, [...shape.slice(0, axis), call.inputs.length, ...shape.slice(axis)]);
  },
  Unpack: (call) => {
    const { type, shape } = firstInput(call);
    const axis = axisOf(whole(call, "axis", 0), shape.length);
    const part = shape.filter((_, i) => i !== axis);
    const others = Array.from({ length: sizeAt(shape, axis) - 1 }, () => value(type, part));
    return [value(type, part), ...others];
  },
  ConcatV2: (call) => {
    const parts = call.inputs.slice(0, -1);
    const first = firstInput(call);
    const axis = axisOf(firstOf(call, parts.length), first.shape.length);
    const total = parts.reduce((sum, { shape }) => sum + sizeAt(shape, axis), 0);
    return one(
      first.type,
      first.shape.map((size, i) => (i === axis ? total : size)),
    );
  },
  SplitV: (call) => {
    const { type, shape } = firstInput(call);
    const axis = axisOf(firstOf(call, 2), shape.length);
    const part = (length: number) =>
      value(
        type,
        shape.map((size, i) => (i === axis ? length : size)),
      );
    const [first, ...others] = call.constant(1);
    return [part(required(first, "size_splits")), ...others.map(part)];
  },
  Slice: (call) => {
    const begin = call.constant(1);
    const size = call.constant(2);
    return one(
      firstInput(call).type,
      size.map((length, i) =>
        length < 0 ? sizeAt(firstInput(call).shape, i) - sizeAt(begin, i) : length,
      ),
    );
  },
  PadV2: padded,
  MirrorPad: padded,
  GatherV2: (call) => {
    const table = firstInput(call);
    const indices = inputAt(call, 1);
    if (whole(call, "batch_dims", 0) !== 0) throw new Error("batch_dims must be 0");
    const axis = axisOf(firstOf(call, 2), table.shape.length);
    return one(table.type, [
      ...table.shape.slice(0, axis),
      ...indices.shape,
      ...table.shape.slice(axis + 1),
    ]);
  },
  OneHot: (call) => one(inputAt(call, 2).type, [...firstInput(call).shape, firstOf(call, 1)]),
  UnsortedSegmentSum: (call) =>
    one(firstInput(call).type, [
      firstOf(call, 2),
      ...firstInput(call).shape.slice(inputAt(call, 1).shape.length),
    ]),
  TopKV2: (call) => {
    const { type, shape } = firstInput(call);
    const top = [...shape.slice(0, -1), firstOf(call, 1)];
    return [value(type, top), value("int32", top)];
  },

  MatMul: (call) => {
    const a = firstInput(call);
    const b = inputAt(call, 1);
    const [rowAxis, innerAxis] = flag(call, "transpose_a") ? [1, 0] : [0, 1];
    const [innerAxis2, columnAxis] = flag(call, "transpose_b") ? [1, 0] : [0, 1];
    if (sizeAt(a.shape, innerAxis) !== sizeAt(b.shape, innerAxis2))
      throw new Error(`matrices [${a.shape}] and [${b.shape}] cannot be multiplied`);
    return one(a.type, [sizeAt(a.shape, rowAxis), sizeAt(b.shape, columnAxis)]);
  },
  BatchMatMulV2: (call) => {
    const a = firstInput(call);
    const b = inputAt(call, 1);
    const rows = sizeAt(a.shape, flag(call, "adj_x") ? -1 : -2);
    const columns = sizeAt(b.shape, flag(call, "adj_y") ? -2 : -1);
    return one(a.type, [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, columns]);
  },

  Conv2D: (call) => convolved(call, [3]),
  DepthwiseConv2dNative: (call) => {
    // TensorFlow computes dilated ones op by op alone, and TensorFlow.js has no gradient of them.
    if (list(call, "dilations")?.some((rate) => rate > 1)) throw new Error("dilations must be 1");
    return convolved(call, [2, 3]);
  },
  ...each("Conv2DBackpropInput DepthwiseConv2dNativeBackpropInput", (call) =>
    one(inputAt(call, 2).type, call.constant(0)),
  ),
  ...each("Conv2DBackpropFilter DepthwiseConv2dNativeBackpropFilter", (call) =>
    one(firstInput(call).type, call.constant(1)),
  ),
  ...each("MaxPool AvgPool", (call) =>
    one(
      firstInput(call).type,
      windowed(
        call,
        required(list(call, "ksize"), "ksize").slice(1, 3),
        sizeAt(firstInput(call).shape, 3),
      ),
    ),
  ),
  MaxPoolGrad: asFirst,
  AvgPoolGrad: (call) => one(inputAt(call, 1).type, call.constant(0)),
  ...each("ResizeBilinear ResizeNearestNeighbor", (call) => {
    const [batch, , , channels] = pictureShape(firstInput(call).shape);
    return one(firstInput(call).type, [batch, ...call.constant(1), channels]);
  }),
  ResizeBilinearGrad: (call) => one(firstInput(call).type, inputAt(call, 1).shape),
  ResizeNearestNeighborGrad: (call) => {
    const [batch, , , channels] = pictureShape(firstInput(call).shape);
    return one(firstInput(call).type, [batch, ...call.constant(1), channels]);
  },
  FusedBatchNormV3: (call) => {
    const { shape } = firstInput(call);
    const perChannel = () => value("float32", [sizeAt(shape, 3)]);
    return [
      value("float32", shape),
      perChannel(),
      perChannel(),
      perChannel(),
      perChannel(),
      value("float32", [0]),
    ];
  },
  FusedBatchNormGradV3: (call) => {
    const { shape } = inputAt(call, 1);
    const perChannel = () => value("float32", [sizeAt(shape, 3)]);
    return [
      value("float32", shape),
      perChannel(),
      perChannel(),
      value("float32", []),
      value("float32", []),
    ];
  },
};

/** A convolution that makes as many channels as its filter's sizes along some axes multiply to. */
function convolved(call: Call, axes: readonly number[]): Outputs {
  const filter = inputAt(call, 1).shape;
  const dilations = list(call, "dilations");
  const reach = filter.slice(0, 2).map((size, i) => (size - 1) * (dilations?.[i + 1] ?? 1) + 1);
  const channels = sizeOf(axes.map((axis) => sizeAt(filter, axis)));
  return one(firstInput(call).type, windowed(call, reach, channels));
}

function padded(call: Call): Outputs {
  const { type, shape } = firstInput(call);
  const paddings = call.constant(1);
  return one(
    type,
    shape.map((size, i) => size + sizeAt(paddings, 2 * i) + sizeAt(paddings, 2 * i + 1)),
  );
}

/** The ops that can be recorded. */
export const RECORDABLE: readonly string[] = Object.keys(OPS).sort();

/**
 * The values that an op makes, or undefined for an op that cannot be recorded. Throws for one
 * called in a way that is not known.
 */
export const outputsOf = (op: string, call: Call): Outputs | undefined => OPS[op]?.(call);
