import { inputAt, sizeAt, sizeOf, type Value } from "../../graph/ir";
import { axisOf, text as word, whole } from "../../graph/attributes";
import { type Context, type Lowering, sameShape, type Term, Unsupported } from "../context";
import { int, ints } from "../emitter";

/*
 * Lowers what moves or repeats numbers to ONNX: reshape, transpose, concatenation, slices, padding.
 */

/** Another shape for the same numbers. */
const reshape: Lowering = (node, context) => {
  const [x] = node.inputs as [Value];
  const { shape } = node.outputs[0];
  const term = context.term(x);
  if (term.constant !== undefined || sameShape(x.shape, shape)) return term;
  return context.emit.op("Reshape", [context.full(x), context.emit.list(shape)]);
};

/** One number everywhere stays that whatever is done to the places; `otherwise` is for the rest. */
const ofPlaces =
  (otherwise: Lowering): Lowering =>
  (node, context) => {
    const term = context.term(inputAt(node, 0));
    return term.constant === undefined ? otherwise(node, context) : term;
  };

const filledWith =
  (number: number): Lowering =>
  (node, context) =>
    context.number(node.outputs[0], number);

/**
 * Repeats along axes. Along an axis of length 1 it is a spreading out, which most ops need not have
 * done.
 */
const tile: Lowering = (node, context) => {
  const [x, times] = node.inputs as [Value, Value];
  const multiples = context.numbers(times);
  if (multiples.every((multiple, axis) => multiple === 1 || x.shape[axis] === 1))
    return context.term(x);
  return context.emit.op("Tile", [context.full(x), context.emit.list(multiples)]);
};

function slice(
  context: Context,
  input: string,
  starts: readonly number[],
  ends: readonly number[],
  steps: readonly number[],
): string {
  const axes = starts.map((_, axis) => axis);
  return context.emit.op("Slice", [
    input,
    ...[starts, ends, axes, steps].map((numbers) => context.emit.list(numbers)),
  ]);
}

/** An end beyond every axis, on either side. */
const INT32_MAX = 2 ** 31 - 1;

/** Only what tfjs asks for: masks for the ends, and axes that are dropped. */
const stridedSlice: Lowering = (node, context) => {
  const [x, begin, end, strides] = node.inputs as [Value, Value, Value, Value];
  if (whole(node, "ellipsis_mask") !== 0 || whole(node, "new_axis_mask") !== 0)
    throw new Unsupported("ellipsis and new axes are not known");
  const steps = context.numbers(strides);
  const given = [context.numbers(begin), context.numbers(end)] as const;
  const has = (mask: string, axis: number): boolean => ((whole(node, mask) >> axis) & 1) === 1;
  const dropped = (axis: number): boolean => has("shrink_axis_mask", axis);
  const starts = steps.map((step, axis) => {
    if (!has("begin_mask", axis)) return sizeAt(given[0], axis);
    return step > 0 ? 0 : INT32_MAX;
  });
  const ends = steps.map((step, axis) => {
    if (dropped(axis)) return starts[axis] === -1 ? INT32_MAX : sizeAt(starts, axis) + 1;
    if (has("end_mask", axis)) return step > 0 ? INT32_MAX : -INT32_MAX;
    return sizeAt(given[1], axis);
  });
  const taken = slice(
    context,
    context.full(x),
    starts,
    ends,
    steps.map((step, axis) => (dropped(axis) ? 1 : step)),
  );
  return context.emit.op("Reshape", [taken, context.emit.list(node.outputs[0].shape)]);
};

const pad: Lowering = (node, context) => {
  const [x, paddings, value] = node.inputs as [Value, Value, Value?];
  const pairs = context.numbers(paddings);
  const pads = context.emit.list([
    ...pairs.filter((_, i) => i % 2 === 0),
    ...pairs.filter((_, i) => i % 2 === 1),
  ]);
  return context.emit.op("Pad", [
    context.full(x),
    pads,
    value ? context.full(value) : context.emit.scalar(x.type, 0),
  ]);
};

/**
 * Padding with the picture in a mirror, which stands on the last row (`REFLECT`) or behind it
 * (`SYMMETRIC`).
 */
const mirrorPad: Lowering = (node, context) => {
  const [x, paddings] = node.inputs as [Value, Value];
  const pairs = context.numbers(paddings);
  const behind = word(node, "mode") === "SYMMETRIC" ? 1 : 0;
  return x.shape.reduce((padded, size, axis) => {
    const before = sizeAt(pairs, 2 * axis);
    const after = sizeAt(pairs, 2 * axis + 1);
    if (before === 0 && after === 0) return padded;
    const places = Array.from({ length: before + size + after }, (_, i) => {
      const place = i - before;
      if (place < 0) return -place - behind;
      return place < size ? place : 2 * (size - 1) - place + behind;
    });
    return context.emit.op(
      "Gather",
      [padded, context.emit.constant("int32", [places.length], Int32Array.from(places))],
      { axis: int(axis) },
    );
  }, context.full(x));
};

const transpose: Lowering = (node, context) => {
  const [x, order] = node.inputs as [Value, Value];
  return context.emit.op("Transpose", [context.full(x)], {
    perm: ints(context.numbers(order).map((axis) => axisOf(axis, x.shape.length))),
  });
};

/** Stacks along a new axis. */
const pack: Lowering = (node, context) => {
  const output = node.outputs[0];
  const axis = axisOf(whole(node, "axis"), output.shape.length);
  const parts = node.inputs.map((input) =>
    context.emit.op("Unsqueeze", [context.full(input), context.emit.list([axis])]),
  );
  return concatenated(context, parts, axis);
};

const unpack: Lowering = (node, context) => {
  const [x] = node.inputs as [Value];
  const axis = axisOf(whole(node, "axis"), x.shape.length);
  const parts = split(
    context,
    context.full(x),
    axis,
    node.outputs.map(() => 1),
  );
  return parts.map((part) => context.emit.op("Squeeze", [part, context.emit.list([axis])]));
};

const splitInto: Lowering = (node, context) => {
  const [x, sizes, axis] = node.inputs as [Value, Value, Value];
  return split(
    context,
    context.full(x),
    axisOf(context.firstNumber(axis), x.shape.length),
    context.numbers(sizes),
  );
};

function split(
  context: Context,
  input: string,
  axis: number,
  sizes: readonly number[],
): readonly string[] {
  return sizes.length === 1
    ? [input]
    : context.emit.ops(
        "Split",
        [input, context.emit.list(sizes)],
        { axis: int(axis) },
        sizes.length,
      );
}

function concatenated(context: Context, names: readonly string[], axis: number): string {
  const [first, ...others] = names;
  return first !== undefined && others.length === 0
    ? first
    : context.emit.op("Concat", names, { axis: int(axis) });
}

const concat: Lowering = (node, context) => {
  const parts = node.inputs.slice(0, -1);
  const axis = axisOf(
    context.firstNumber(inputAt(node, parts.length)),
    node.outputs[0].shape.length,
  );
  const names = parts.filter(({ shape }) => sizeOf(shape) > 0).map((part) => context.full(part));
  return concatenated(context, names, axis);
};

/** Backwards along axes. */
const reverse: Lowering = (node, context) => {
  const [x, along] = node.inputs as [Value, Value];
  const axes = context.numbers(along).map((axis) => axisOf(axis, x.shape.length));
  const all = (number: number): string => context.emit.list(axes.map(() => number));
  return context.emit.op("Slice", [
    context.full(x),
    all(-1),
    all(-INT32_MAX),
    context.emit.list(axes),
    all(-1),
  ]);
};

/** Ops that move numbers without changing them, and those that make numbers of nothing. */
export const SHAPES: Record<string, Lowering> = {
  Reshape: reshape,
  ExpandDims: reshape,
  ZerosLike: filledWith(0),
  OnesLike: filledWith(1),
  Fill: (node, context): Term => context.term(inputAt(node, 1)),
  BroadcastTo: (node, context): Term => context.term(inputAt(node, 0)),
  Tile: ofPlaces(tile),
  Transpose: ofPlaces(transpose),
  Slice: ofPlaces((node, context) => {
    const starts = context.numbers(inputAt(node, 1));
    const { shape } = node.outputs[0];
    return slice(
      context,
      context.full(inputAt(node, 0)),
      starts,
      starts.map((start, axis) => start + sizeAt(shape, axis)),
      starts.map(() => 1),
    );
  }),
  StridedSlice: ofPlaces(stridedSlice),
  ReverseV2: ofPlaces(reverse),
  Pad: pad,
  PadV2: pad,
  MirrorPad: mirrorPad,
  Pack: pack,
  Unpack: unpack,
  ConcatV2: concat,
  SplitV: splitInto,
};
