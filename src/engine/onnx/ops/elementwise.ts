import { type Node, sizeOf, type Value } from "../../graph/ir";
import { broadcast } from "../../graph/shapes";
import { real } from "../../graph/attributes";
import { type Lowering, sameShape, type Term } from "../context";
import { type Attributes, type Emitter, float } from "../emitter";

/** A lowering that works element by element, hence also on inputs that are held smaller than they are. */
const pointwise =
  (compute: (emit: Emitter, inputs: string[], node: Node) => string): Lowering =>
  (node, context) => {
    const { emit } = context;
    const terms = node.inputs.map((input) => context.term(input));
    const shape = broadcast(...terms.map((term) => term.shape));
    const dropped = axesToDrop(shape);
    const name = compute(
      emit,
      terms.map((term) => withoutLast(emit, term, dropped)),
      node,
    );
    return { name: dropped === 0 ? name : emit.op("Reshape", [name, emit.list(shape)]), shape };
  };

/** Reshaping costs as much as this many elements one by one. */
const WORTH_RESHAPING = 1024;

/**
 * Last axes of length 1 of a large value, grey pictures for example. ONNX Runtime spreads a number out along the last
 * axis at once: with such an axis it goes element by element, thirty times slower.
 */
const axesToDrop = (shape: readonly number[]): number =>
  sizeOf(shape) < WORTH_RESHAPING ? 0 : shape.length - 1 - shape.findLastIndex((size) => size > 1);

function withoutLast(emit: Emitter, { name, shape }: Term, axes: number): string {
  return axes === 0 || shape.length === 0
    ? name
    : emit.op("Reshape", [name, emit.list(shape.slice(0, -axes))]);
}

const plain = (op: string, attributes: Attributes = {}): Lowering =>
  pointwise((emit, inputs) => emit.op(op, inputs, attributes));

/** Arithmetic whose result is one of its operands, or a number that is known already. */
function simplified(
  compute: (a: number, b: number) => number,
  neutral: { left?: number; right?: number },
  otherwise: Lowering,
): Lowering {
  return (node, context) => {
    const [x, y] = node.inputs as [Value, Value];
    const a = context.term(x);
    const b = context.term(y);
    if (node.outputs[0]!.type === "float32") {
      if (a.constant !== undefined && b.constant !== undefined)
        return context.number(node.outputs[0]!, Math.fround(compute(a.constant, b.constant)));
      if (b.constant === neutral.right && b.constant !== undefined) return a;
      if (a.constant === neutral.left && a.constant !== undefined) return b;
    }
    return otherwise(node, context);
  };
}

const zero = (emit: Emitter, node: Node): string => emit.scalar(node.outputs[0]!.type, 0);
const one = (emit: Emitter, node: Node): string => emit.scalar(node.outputs[0]!.type, 1);
const negated = (emit: Emitter, name: string): string => emit.op("Not", [name]);

/** Rounds towards minus infinity; a double holds quotients of int32 exactly enough. */
const floorDiv = pointwise((emit, [a, b], node) => {
  if (node.outputs[0]!.type !== "int32") return emit.op("Floor", [emit.op("Div", [a!, b!])]);
  const quotient = emit.op("Div", [emit.cast(a!, "float64"), emit.cast(b!, "float64")]);
  return emit.cast(emit.op("Floor", [quotient]), "int32");
});

/** The remainder with the sign of the divisor. */
const floorMod = pointwise((emit, [a, b], node) => {
  if (node.outputs[0]!.type === "int32") return emit.op("Mod", [a!, b!]);
  const remainder = emit.op("Mod", [a!, b!], { fmod: { kind: "int", value: 1 } });
  const moved = emit.op("Add", [remainder, b!]);
  const wrongSign = emit.op("Less", [emit.op("Mul", [remainder, b!]), zero(emit, node)]);
  return emit.op("Where", [wrongSign, moved, remainder]);
});

/** The angle of a point (x, y), by the half plane. */
const atan2 = pointwise((emit, [y, x]) => {
  const nothing = emit.scalar("float32", 0);
  const side = emit.op("Where", [
    emit.op("Less", [y!, nothing]),
    emit.scalar("float32", -Math.PI),
    emit.scalar("float32", Math.PI),
  ]);
  const angle = emit.op("Atan", [emit.op("Div", [y!, x!])]);
  const turned = emit.op("Where", [
    emit.op("Less", [x!, nothing]),
    emit.op("Add", [angle, side]),
    angle,
  ]);
  const upright = emit.op("Mul", [emit.op("Sign", [y!]), emit.scalar("float32", Math.PI / 2)]);
  return emit.op("Where", [emit.op("Equal", [x!, nothing]), upright, turned]);
});

/** ONNX has no expm1 and log1p. In double precision the plain formulas are exact to 1e-16, which float32 cannot tell. */
const inDouble = (compute: (emit: Emitter, x: string, one: string) => string): Lowering =>
  pointwise((emit, [x]) =>
    emit.cast(compute(emit, emit.cast(x!, "float64"), emit.scalar("float64", 1)), "float32"),
  );

/** Times the least normal number of float32 it is above 1. */
const STEEP = 1e38;

/** 1 where x is above zero, else 0, as a line so steep that it is a step: one operation, where a comparison needs another to make numbers of truths. */
const positive = (emit: Emitter, x: string): string =>
  emit.op("HardSigmoid", [x], { alpha: float(STEEP), beta: float(0) });

const slope = (node: Node): number => real(node, "alpha", 0.2);

/** The constants of selu (Klambauer et al. 2017), as TensorFlow has them. */
const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473768;

/** A bias added to a product or a convolution that nobody else wants becomes part of it. */
const add: Lowering = (node, context) => {
  for (const [value, other] of [node.inputs, [...node.inputs].reverse()] as [Value, Value][]) {
    const withBias = context.biased.get(value);
    const bias = context.term(other);
    if (withBias && context.uses(value) === 1 && sameShape(bias.shape, value.shape.slice(-1)))
      return withBias(bias.name);
  }
  return plain("Add")(node, context);
};

const each = (names: string, lowering: Lowering): Record<string, Lowering> =>
  Object.fromEntries(names.split(" ").map((name) => [name, lowering]));
/** Ops of the same name, or of another one in ONNX. */
const named = (pairs: Record<string, string>): Record<string, Lowering> =>
  Object.fromEntries(Object.entries(pairs).map(([name, op]) => [name, plain(op)]));

/** Ops that treat each element by itself. */
export const ELEMENTWISE: Record<string, Lowering> = {
  ...each(
    "Add AddV2",
    simplified((a, b) => a + b, { left: 0, right: 0 }, add),
  ),
  Sub: simplified((a, b) => a - b, { right: 0 }, plain("Sub")),
  Mul: simplified((a, b) => a * b, { left: 1, right: 1 }, plain("Mul")),
  ...each(
    "Div RealDiv",
    simplified((a, b) => a / b, { right: 1 }, plain("Div")),
  ),
  DivNoNan: pointwise((emit, [a, b], node) =>
    emit.op("Where", [
      emit.op("Equal", [b!, zero(emit, node)]),
      zero(emit, node),
      emit.op("Div", [a!, b!]),
    ]),
  ),
  Atan2: atan2,
  FloorDiv: floorDiv,
  FloorMod: floorMod,
  Mod: plain("Mod", { fmod: { kind: "int", value: 1 } }),
  ...named({
    Maximum: "Max",
    Minimum: "Min",
    Pow: "Pow",
    Greater: "Greater",
    GreaterEqual: "GreaterOrEqual",
    Less: "Less",
    LessEqual: "LessOrEqual",
    Equal: "Equal",
  }),
  ...named({
    LogicalAnd: "And",
    LogicalOr: "Or",
    LogicalNot: "Not",
    IsNan: "IsNaN",
    IsInf: "IsInf",
  }),
  NotEqual: pointwise((emit, inputs) => negated(emit, emit.op("Equal", inputs))),
  IsFinite: pointwise((emit, inputs) =>
    negated(emit, emit.op("Or", [emit.op("IsNaN", inputs), emit.op("IsInf", inputs)])),
  ),
  SquaredDifference: pointwise((emit, inputs) => squared(emit, emit.op("Sub", inputs))),

  Identity: (node, context) => context.term(node.inputs[0]!),
  Cast: (node, context) => {
    const [from, { type }] = [node.inputs[0]!, node.outputs[0]!];
    const term = context.term(from);
    if (from.type === type) return term;
    if (term.constant !== undefined && type !== "bool")
      return context.number(
        node.outputs[0]!,
        type === "float32" ? term.constant : Math.trunc(term.constant),
      );
    return { name: context.emit.cast(term.name, type), shape: term.shape };
  },
  Neg: (node, context) => {
    const { constant } = context.term(node.inputs[0]!);
    return constant === undefined
      ? plain("Neg")(node, context)
      : context.number(node.outputs[0]!, -constant);
  },
  ...named({
    Abs: "Abs",
    Sign: "Sign",
    Sqrt: "Sqrt",
    Reciprocal: "Reciprocal",
    Inv: "Reciprocal",
    Exp: "Exp",
    Log: "Log",
    Floor: "Floor",
    Ceil: "Ceil",
    Round: "Round",
    Rint: "Round",
  }),
  ...named({
    Sin: "Sin",
    Cos: "Cos",
    Tan: "Tan",
    Asin: "Asin",
    Acos: "Acos",
    Atan: "Atan",
    Sinh: "Sinh",
    Cosh: "Cosh",
    Asinh: "Asinh",
    Acosh: "Acosh",
    Atanh: "Atanh",
    Erf: "Erf",
  }),
  Square: pointwise((emit, [x]) => squared(emit, x!)),
  Rsqrt: pointwise((emit, inputs) => emit.op("Reciprocal", [emit.op("Sqrt", inputs)])),
  Expm1: inDouble((emit, x, unit) => emit.op("Sub", [emit.op("Exp", [x]), unit])),
  Log1p: inDouble((emit, x, unit) => emit.op("Log", [emit.op("Add", [x, unit])])),

  ...named({ Tanh: "Tanh", Sigmoid: "Sigmoid", Softplus: "Softplus" }),
  Relu: (node, context) => {
    context.relus.add(node.outputs[0]!);
    return plain("Relu")(node, context);
  },
  LeakyRelu: (node, context) => plain("LeakyRelu", { alpha: float(slope(node)) })(node, context),
  Relu6: pointwise((emit, [x]) =>
    emit.op("Clip", [x!, emit.scalar("float32", 0), emit.scalar("float32", 6)]),
  ),
  Elu: plain("Elu"),
  Selu: plain("Selu", { alpha: float(SELU_SCALE_ALPHA / SELU_SCALE), gamma: float(SELU_SCALE) }),

  // Relu's own output is never below zero: there the sign says it, which in WebAssembly is a little faster still.
  ReluGrad: (node, context) =>
    pointwise((emit, [dy, x]) =>
      emit.op("Mul", [
        dy!,
        context.relus.has(node.inputs[1]!) ? emit.op("Sign", [x!]) : positive(emit, x!),
      ]),
    )(node, context),
  LeakyReluGrad: (node, context) =>
    (slope(node) >= 0 && slope(node) <= 1 ? leakyReluGrad : leakyReluGradOfAnySlope)(node, context),
  Relu6Grad: pointwise((emit, [dy, x]) => {
    const inside = emit.op("And", [
      emit.op("Greater", [x!, emit.scalar("float32", 0)]),
      emit.op("Less", [x!, emit.scalar("float32", 6)]),
    ]);
    return emit.op("Mul", [dy!, emit.cast(inside, "float32")]);
  }),
  // From the output y: 1 above zero, y + 1 below.
  EluGrad: pointwise((emit, [dy, y], node) =>
    emit.op("Mul", [dy!, emit.op("Min", [one(emit, node), emit.op("Add", [y!, one(emit, node)])])]),
  ),
  SeluGrad: pointwise((emit, [dy, y]) =>
    emit.op("Mul", [
      dy!,
      emit.op("Where", [
        emit.op("Less", [y!, emit.scalar("float32", 0)]),
        emit.op("Add", [y!, emit.scalar("float32", SELU_SCALE_ALPHA)]),
        emit.scalar("float32", SELU_SCALE),
      ]),
    ]),
  ),
  TanhGrad: pointwise((emit, [y, dy], node) =>
    emit.op("Mul", [dy!, emit.op("Sub", [one(emit, node), squared(emit, y!)])]),
  ),
  SigmoidGrad: pointwise((emit, [y, dy], node) =>
    emit.op("Mul", [dy!, emit.op("Mul", [y!, emit.op("Sub", [one(emit, node), y!])])]),
  ),
  SoftplusGrad: pointwise((emit, [dy, x]) => emit.op("Mul", [dy!, emit.op("Sigmoid", [x!])])),

  ...each("Select SelectV2", (node, context) => {
    const [condition, a, b] = node.inputs as [Value, Value, Value];
    const terms = [context.term(condition), context.term(a), context.term(b)];
    // `Select` alone takes a list of conditions for a list of rows.
    if (node.op === "Select" && condition.shape.length === 1 && a.shape.length > 1) {
      const shape = [condition.shape[0]!, ...a.shape.slice(1).map(() => 1)];
      terms[0] = {
        name: context.emit.op("Reshape", [context.full(condition), context.emit.list(shape)]),
        shape,
      };
    }
    return {
      name: context.emit.op(
        "Where",
        terms.map(({ name }) => name),
      ),
      shape: broadcast(...terms.map(({ shape }) => shape)),
    };
  }),
  BiasAdd: (node, context) => add(node, context),
};

function squared(emit: Emitter, name: string): string {
  return emit.op("Mul", [name, name]);
}

const leakyReluGrad = pointwise((emit, [dy, x], node) =>
  emit.op("Mul", [dy!, emit.op("Max", [positive(emit, x!), emit.scalar("float32", slope(node))])]),
);

const leakyReluGradOfAnySlope = pointwise((emit, [dy, x], node) =>
  emit.op("Where", [
    emit.op("Greater", [x!, emit.scalar("float32", 0)]),
    dy!,
    emit.op("Mul", [dy!, emit.scalar("float32", slope(node))]),
  ]),
);
