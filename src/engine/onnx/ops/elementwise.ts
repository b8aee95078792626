import { broadcast } from "../../graph/broadcast";
import { inputAt, type Value } from "../../graph/ir";
import { type Lowering, sameShape } from "../context";
import type { Emitter } from "../emitter";
import { binary, each, named, plain, pointwise, squared, unary, zero } from "./pointwise";

/* Arithmetic, comparisons, logic and functions of single numbers. */

/** Arithmetic whose result is one of its operands, or a number that is known already. */
function simplified(
  compute: (a: number, b: number) => number,
  neutral: { left?: number; right?: number },
  otherwise: Lowering,
): Lowering {
  return (node, context) => {
    const a = context.term(inputAt(node, 0));
    const b = context.term(inputAt(node, 1));
    const [output] = node.outputs;
    if (output.type === "float32") {
      if (a.constant !== undefined && b.constant !== undefined)
        return context.number(output, Math.fround(compute(a.constant, b.constant)));
      if (b.constant === neutral.right && b.constant !== undefined) return a;
      if (a.constant === neutral.left && a.constant !== undefined) return b;
    }
    return otherwise(node, context);
  };
}

const negated = (emit: Emitter, name: string): string => emit.op("Not", [name]);

/** Rounds towards minus infinity; a double holds quotients of int32 exactly enough. */
const floorDiv = binary((emit, a, b, node) => {
  if (node.outputs[0].type !== "int32") return emit.op("Floor", [emit.op("Div", [a, b])]);
  const quotient = emit.op("Div", [emit.cast(a, "float64"), emit.cast(b, "float64")]);
  return emit.cast(emit.op("Floor", [quotient]), "int32");
});

/** The remainder with the sign of the divisor. */
const floorMod = binary((emit, a, b, node) => {
  if (node.outputs[0].type === "int32") return emit.op("Mod", [a, b]);
  const remainder = emit.op("Mod", [a, b], { fmod: { kind: "int", value: 1 } });
  const moved = emit.op("Add", [remainder, b]);
  const wrongSign = emit.op("Less", [emit.op("Mul", [remainder, b]), zero(emit, node)]);
  return emit.op("Where", [wrongSign, moved, remainder]);
});

/** The angle of a point (x, y), by the half plane. */
const atan2 = binary((emit, y, x) => {
  const nothing = emit.scalar("float32", 0);
  const side = emit.op("Where", [
    emit.op("Less", [y, nothing]),
    emit.scalar("float32", -Math.PI),
    emit.scalar("float32", Math.PI),
  ]);
  const angle = emit.op("Atan", [emit.op("Div", [y, x])]);
  const turned = emit.op("Where", [
    emit.op("Less", [x, nothing]),
    emit.op("Add", [angle, side]),
    angle,
  ]);
  const upright = emit.op("Mul", [emit.op("Sign", [y]), emit.scalar("float32", Math.PI / 2)]);
  return emit.op("Where", [emit.op("Equal", [x, nothing]), upright, turned]);
});

/**
 * ONNX has no expm1 and log1p. In double precision the plain formulas are exact to 1e-16, which
 * float32 cannot tell.
 */
const inDouble = (compute: (emit: Emitter, x: string, one: string) => string): Lowering =>
  unary((emit, x) =>
    emit.cast(compute(emit, emit.cast(x, "float64"), emit.scalar("float64", 1)), "float32"),
  );

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
  DivNoNan: binary((emit, a, b, node) =>
    emit.op("Where", [
      emit.op("Equal", [b, zero(emit, node)]),
      zero(emit, node),
      emit.op("Div", [a, b]),
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

  Identity: (node, context) => context.term(inputAt(node, 0)),
  Cast: (node, context) => {
    const [from, { type }] = [inputAt(node, 0), node.outputs[0]];
    const term = context.term(from);
    if (from.type === type) return term;
    if (term.constant !== undefined && type !== "bool")
      return context.number(
        node.outputs[0],
        type === "float32" ? term.constant : Math.trunc(term.constant),
      );
    return { name: context.emit.cast(term.name, type), shape: term.shape };
  },
  Neg: (node, context) => {
    const { constant } = context.term(inputAt(node, 0));
    return constant === undefined
      ? plain("Neg")(node, context)
      : context.number(node.outputs[0], -constant);
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
  Square: unary((emit, x) => squared(emit, x)),
  Rsqrt: pointwise((emit, inputs) => emit.op("Reciprocal", [emit.op("Sqrt", inputs)])),
  Expm1: inDouble((emit, x, unit) => emit.op("Sub", [emit.op("Exp", [x]), unit])),
  Log1p: inDouble((emit, x, unit) => emit.op("Log", [emit.op("Add", [x, unit])])),

  ...each("Select SelectV2", (node, context) => {
    const condition = inputAt(node, 0);
    const a = inputAt(node, 1);
    const terms = [condition, a, inputAt(node, 2)].map((input) => context.term(input));
    // `Select` alone takes a list of conditions for a list of rows.
    if (node.op === "Select" && condition.shape.length === 1 && a.shape.length > 1) {
      const shape = [...condition.shape, ...a.shape.slice(1).map(() => 1)];
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
