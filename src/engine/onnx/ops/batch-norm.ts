import { sizeOf, type Node, type Value } from "../../graph/ir";
import { flag, real, text as word } from "../../graph/attributes";
import { type Context, type Lowering, Unsupported } from "../context";
import { reduceAll } from "./reductions";

/* Lowers batch normalisation and its gradient to ONNX. */

const TRAINING_ONLY = "only training is known";

/** Over all axes but the last: a number for each channel. */
const perChannel = (
  { emit }: Context,
  op: "ReduceMean" | "ReduceSum",
  x: string,
  { shape }: Value,
): string => reduceAll(emit, op, x, shape, [0, 1, 2], false);

/** 1 / sqrt(variance + epsilon). */
const inverse = ({ emit }: Context, node: Node, variance: string): string =>
  emit.op("Reciprocal", [
    emit.op("Sqrt", [
      emit.op("Add", [variance, emit.scalar("float32", real(node, "epsilon", 1e-4))]),
    ]),
  ]);

function check(node: Node): void {
  if ((word(node, "data_format") ?? "NHWC") !== "NHWC")
    throw new Unsupported("only the layout NHWC is known");
  if (!flag(node, "is_training")) throw new Unsupported(TRAINING_ONLY);
}

/**
 * y, mean and (unbiased) variance of the batch, and what the gradient wants: mean and (biased)
 * variance.
 */
const forward: Lowering = (node, context) => {
  check(node);
  const { emit } = context;
  const [x, scale, offset] = node.inputs as [Value, Value, Value];
  const average = perChannel(context, "ReduceMean", context.full(x), x);
  const centred = emit.op("Sub", [context.full(x), average]);
  const variance = perChannel(context, "ReduceMean", emit.op("Mul", [centred, centred]), x);
  const factor = emit.op("Mul", [inverse(context, node, variance), context.full(scale)]);
  const y = emit.op("Add", [emit.op("Mul", [centred, factor]), context.full(offset)]);
  const count = sizeOf(x.shape.slice(0, 3));
  const unbiased = emit.op("Mul", [
    variance,
    emit.scalar("float32", count / Math.max(1, count - 1)),
  ]);
  return [y, average, unbiased, average, variance, variance];
};

/** Derivatives by x, scale and offset from dy, x, scale and what the forward pass kept. */
const backward: Lowering = (node, context) => {
  check(node);
  const { emit } = context;
  const [dy, x, scale, average, variance] = node.inputs as [Value, Value, Value, Value, Value];
  const given = context.full(dy);
  const factor = inverse(context, node, context.full(variance));
  const centred = emit.op("Sub", [context.full(x), context.full(average)]);
  // dScale = sum(dy * normalized) with the division taken out of the sum.
  const dScale = emit.op("Mul", [
    perChannel(context, "ReduceSum", emit.op("Mul", [given, centred]), x),
    factor,
  ]);
  const dOffset = perChannel(context, "ReduceSum", given, x);
  const share = emit.scalar("float32", 1 / sizeOf(x.shape.slice(0, 3)));
  const slope = emit.op("Mul", [emit.op("Mul", [dScale, factor]), share]);
  const rest = emit.op("Sub", [
    emit.op("Sub", [given, emit.op("Mul", [dOffset, share])]),
    emit.op("Mul", [centred, slope]),
  ]);
  const dx = emit.op("Mul", [rest, emit.op("Mul", [factor, context.full(scale)])]);
  const nothing = emit.constant("float32", [0], new Float32Array(0));
  return [dx, dScale, dOffset, nothing, nothing];
};

export const BATCH_NORM: Record<string, Lowering> = {
  FusedBatchNormV3: forward,
  FusedBatchNormGradV3: backward,
};
