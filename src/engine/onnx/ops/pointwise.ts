import { type Node, sizeOf } from "../../graph/ir";
import { broadcast } from "../../graph/broadcast";
import type { Lowering, Term } from "../context";
import type { Attributes, Emitter } from "../emitter";

/* Lowerings of ops that compute each number from the numbers at the same place. */

/**
 * A lowering of an elementwise op. It also takes terms that are smaller than their values: ONNX
 * broadcasts them.
 */
export const pointwise =
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

/**
 * The size from which on removing axes of length 1 pays: a reshape costs as much as this many
 * elements one by one.
 */
const MIN_RESHAPED = 1024;

/**
 * Last axes of length 1 of a large value, grey pictures for example. ONNX Runtime spreads a number
 * out along the last axis at once: with such an axis it goes element by element, thirty times
 * slower.
 */
const axesToDrop = (shape: readonly number[]): number =>
  sizeOf(shape) < MIN_RESHAPED ? 0 : shape.length - 1 - shape.findLastIndex((size) => size > 1);

function withoutLast(emit: Emitter, { name, shape }: Term, axes: number): string {
  return axes === 0 || shape.length === 0
    ? name
    : emit.op("Reshape", [name, emit.list(shape.slice(0, -axes))]);
}

export const plain = (op: string, attributes: Attributes = {}): Lowering =>
  pointwise((emit, inputs) => emit.op(op, inputs, attributes));

/** An elementwise op of one input. */
export const unary = (compute: (emit: Emitter, x: string, node: Node) => string): Lowering =>
  pointwise((emit, names, node) => compute(emit, operand(names, 0), node));

/** An elementwise op of two inputs. */
export const binary = (
  compute: (emit: Emitter, a: string, b: string, node: Node) => string,
): Lowering =>
  pointwise((emit, names, node) => compute(emit, operand(names, 0), operand(names, 1), node));

function operand(names: readonly string[], index: number): string {
  const name = names[index];
  if (name === undefined) throw new Error(`operand ${index + 1} is missing`);
  return name;
}

/** The same lowering for several ops, whose names are separated by spaces. */
export const each = (names: string, lowering: Lowering): Record<string, Lowering> =>
  Object.fromEntries(names.split(" ").map((name) => [name, lowering]));

/** Ops with an equivalent in ONNX, by the name there. */
export const named = (pairs: Record<string, string>): Record<string, Lowering> =>
  Object.fromEntries(Object.entries(pairs).map(([name, op]) => [name, plain(op)]));

export const zero = (emit: Emitter, node: Node): string => emit.scalar(node.outputs[0].type, 0);
export const one = (emit: Emitter, node: Node): string => emit.scalar(node.outputs[0].type, 1);
export const squared = (emit: Emitter, name: string): string => emit.op("Mul", [name, name]);
