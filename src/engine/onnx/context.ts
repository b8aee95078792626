import { GanError } from "../../shared/errors";
import { type Data, type Graph, type Node, sizeAt, sizeOf, type Value } from "../graph/ir";
import type { Emitter } from "./emitter";

/*
 * What lowering a graph to ONNX has at hand: the names of values, constants, and what cannot be
 * lowered.
 */

/**
 * A value in the ONNX graph. It may be smaller than the value, which broadcasting it then gives: a
 * product with a million ones costs nothing.
 */
export interface Term {
  readonly name: string;
  readonly shape: readonly number[];
  /** The number that all elements are, where that is known. */
  readonly constant?: number;
}

/**
 * What an op is lowered to: the names of its outputs, or terms where they are smaller than the
 * outputs.
 */
export type Lowered = string | Term | readonly (string | Term)[];
export type Lowering = (node: Node, context: Context) => Lowered;

/** What a node cannot be lowered for; the caller adds which node. */
export class Unsupported extends Error {}

/** What lowerings know of the graph around them. */
export class Context {
  readonly #terms = new Map<Value, Term>();
  readonly #uses = new Map<Value, number>();
  /**
   * For a product of matrices or a convolution: the same with a bias, a list along the last axis,
   * added to it.
   */
  readonly biased = new Map<Value, (bias: string) => string>();
  /** Outputs of relu. */
  readonly relus = new Set<Value>();

  /** For half a sum of squares: the whole sum. */
  readonly squares = new Map<Value, string>();

  constructor(
    readonly emit: Emitter,
    readonly graph: Graph,
  ) {
    for (const value of [...graph.nodes.flatMap((node) => node.inputs), ...graph.outputs.values()])
      this.#uses.set(value, this.uses(value) + 1);
  }

  /** How often a value is used. */
  uses(value: Value): number {
    return this.#uses.get(value) ?? 0;
  }

  bind(value: Value, lowered: string | Term): void {
    this.#terms.set(
      value,
      typeof lowered === "string" ? { name: lowered, shape: value.shape } : lowered,
    );
  }

  /** The value's term: its name in the ONNX graph and the shape that it has there. */
  term(value: Value): Term {
    let term = this.#terms.get(value);
    if (!term) {
      const data = this.graph.constants.get(value);
      if (!data) throw new Unsupported("an input of it was not lowered");
      this.#terms.set(value, (term = this.#constant(value, data)));
    }
    return term;
  }

  /** The value's name, spread out to its shape. */
  full(value: Value): string {
    const term = this.term(value);
    if (sameShape(term.shape, value.shape)) return term.name;
    return this.emit.op(sizeOf(term.shape) === sizeOf(value.shape) ? "Reshape" : "Expand", [
      term.name,
      this.emit.list(value.shape),
    ]);
  }

  /** The numbers of a value that must be a constant: axes, shapes, sizes. */
  numbers(value: Value): number[] {
    const data = this.graph.constants.get(value);
    if (!data) throw new Unsupported("its shapes and axes must be constants");
    return [...data];
  }

  /** The first number of such a value: an axis, a count. */
  firstNumber(value: Value): number {
    return sizeAt(this.numbers(value), 0);
  }

  /** A term for one number. */
  number(value: Value, number: number): Term {
    return { name: this.emit.scalar(value.type, number), shape: [], constant: number };
  }

  #constant(value: Value, data: Data): Term {
    const first = data[0];
    if (first !== undefined && data.every((number) => Object.is(number, first)))
      return this.number(value, first);
    return { name: this.emit.constant(value.type, value.shape, data), shape: value.shape };
  }
}

export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, i) => size === b[i]);

/** Says of which node something cannot be lowered. */
export const notLowerable = (node: Node, why = ""): GanError =>
  new GanError(
    "not-recordable",
    `TensorFlow's op ${node.op} cannot be translated for ONNX Runtime${why && `: ${why}`} ` +
      `(${node.source})`,
    "the run continues op by op, which is slower; install TensorFlow to have it compiled",
  );
