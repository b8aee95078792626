import { real } from "../../graph/attributes";
import { inputAt, type Node } from "../../graph/ir";
import type { Lowering } from "../context";
import { type Emitter, float } from "../emitter";
import { binary, named, one, plain, squared, unary } from "./pointwise";

/* Activations and their gradients. */

/** A slope whose product with the least normal number of float32 is above 1. */
const STEEP = 1e38;

/**
 * 1 where x is above zero, else 0: a hard sigmoid so steep that it is a step. A comparison would
 * need a cast as well.
 */
const positive = (emit: Emitter, x: string): string =>
  emit.op("HardSigmoid", [x], { alpha: float(STEEP), beta: float(0) });

const slope = (node: Node): number => real(node, "alpha", 0.2);

/** The constants of selu (Klambauer et al. 2017), as TensorFlow has them. */
const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473768;

const leakyReluGrad = binary((emit, dy, x, node) =>
  emit.op("Mul", [dy, emit.op("Max", [positive(emit, x), emit.scalar("float32", slope(node))])]),
);

const leakyReluGradOfAnySlope = binary((emit, dy, x, node) =>
  emit.op("Where", [
    emit.op("Greater", [x, emit.scalar("float32", 0)]),
    dy,
    emit.op("Mul", [dy, emit.scalar("float32", slope(node))]),
  ]),
);

export const ACTIVATIONS: Record<string, Lowering> = {
  ...named({ Tanh: "Tanh", Sigmoid: "Sigmoid", Softplus: "Softplus" }),
  Relu: (node, context) => {
    context.relus.add(node.outputs[0]);
    return plain("Relu")(node, context);
  },
  LeakyRelu: (node, context) => plain("LeakyRelu", { alpha: float(slope(node)) })(node, context),
  Relu6: unary((emit, x) =>
    emit.op("Clip", [x, emit.scalar("float32", 0), emit.scalar("float32", 6)]),
  ),
  Elu: plain("Elu"),
  Selu: plain("Selu", { alpha: float(SELU_SCALE_ALPHA / SELU_SCALE), gamma: float(SELU_SCALE) }),

  // An output of relu is never below zero, so that its sign is the step: a little faster in
  // WebAssembly.
  ReluGrad: (node, context) =>
    binary((emit, dy, x) =>
      emit.op("Mul", [
        dy,
        context.relus.has(inputAt(node, 1)) ? emit.op("Sign", [x]) : positive(emit, x),
      ]),
    )(node, context),
  LeakyReluGrad: (node, context) =>
    (slope(node) >= 0 && slope(node) <= 1 ? leakyReluGrad : leakyReluGradOfAnySlope)(node, context),
  Relu6Grad: binary((emit, dy, x) => {
    const inside = emit.op("And", [
      emit.op("Greater", [x, emit.scalar("float32", 0)]),
      emit.op("Less", [x, emit.scalar("float32", 6)]),
    ]);
    return emit.op("Mul", [dy, emit.cast(inside, "float32")]);
  }),
  // From the output y: 1 above zero, y + 1 below.
  EluGrad: binary((emit, dy, y, node) =>
    emit.op("Mul", [dy, emit.op("Min", [one(emit, node), emit.op("Add", [y, one(emit, node)])])]),
  ),
  SeluGrad: binary((emit, dy, y) =>
    emit.op("Mul", [
      dy,
      emit.op("Where", [
        emit.op("Less", [y, emit.scalar("float32", 0)]),
        emit.op("Add", [y, emit.scalar("float32", SELU_SCALE_ALPHA)]),
        emit.scalar("float32", SELU_SCALE),
      ]),
    ]),
  ),
  TanhGrad: binary((emit, y, dy, node) =>
    emit.op("Mul", [dy, emit.op("Sub", [one(emit, node), squared(emit, y)])]),
  ),
  SigmoidGrad: binary((emit, y, dy, node) =>
    emit.op("Mul", [dy, emit.op("Mul", [y, emit.op("Sub", [one(emit, node), y])])]),
  ),
  SoftplusGrad: binary((emit, dy, x) => emit.op("Mul", [dy, emit.op("Sigmoid", [x])])),
};
