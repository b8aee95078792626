import { sizeOf, type Value } from "../../graph/ir";
import { axisOf, whole } from "../../graph/attributes";
import { type Lowering, Unsupported } from "../context";
import { int, text } from "../emitter";

/* Lowers gathering, segment sums and one-hot rows to ONNX. */

const gather: Lowering = (node, context) => {
  const [table, indices, axis] = node.inputs as [Value, Value, Value];
  if (whole(node, "batch_dims") !== 0) throw new Unsupported("batch_dims must be 0");
  return context.emit.op("Gather", [context.full(table), context.full(indices)], {
    axis: int(axisOf(context.firstNumber(axis), table.shape.length)),
  });
};

/** Adds rows up by the number of their segment: the gradient of a gather. */
const segmentSum: Lowering = (node, context) => {
  const [x, segments] = node.inputs as [Value, Value];
  const { emit } = context;
  const rows = sizeOf(segments.shape);
  const rowShape = x.shape.slice(segments.shape.length);
  const updates = emit.op("Reshape", [context.full(x), emit.list([rows, ...rowShape])]);
  const places = emit.op("Reshape", [
    emit.cast(context.full(segments), "int64"),
    emit.list([rows, 1]),
  ]);
  const zeros = emit.op("Expand", [emit.scalar(x.type, 0), emit.list(node.outputs[0].shape)]);
  return emit.op("ScatterND", [zeros, places, updates], { reduction: text("add") });
};

const oneHot: Lowering = (node, context) => {
  const [indices, depth, on, off] = node.inputs as [Value, Value, Value, Value];
  const { emit } = context;
  // ONNX would count negative indices from the end where TensorFlow makes a row of `off`.
  const axis = whole(node, "axis", -1);
  const classes = emit.constant(
    "int32",
    [context.firstNumber(depth)],
    Int32Array.from({ length: context.firstNumber(depth) }, (_, i) => i),
  );
  if (axis !== -1 && axis !== indices.shape.length)
    throw new Unsupported("its axis must be the last one");
  const same = emit.op("Equal", [
    emit.op("Unsqueeze", [context.full(indices), emit.list([-1])]),
    classes,
  ]);
  return emit.op("Where", [same, context.full(on), context.full(off)]);
};

/** Ops that take places from one tensor for another. */
export const INDEXING: Record<string, Lowering> = {
  GatherV2: gather,
  UnsortedSegmentSum: segmentSum,
  OneHot: oneHot,
};
