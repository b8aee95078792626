/*
 * The intermediate representation of a recorded function: a graph of TensorFlow's ops, with their attributes, over values
 * of known shape. Both lowerings, to TensorFlow and to ONNX, start from it.
 */

export type ElementType = "float32" | "int32" | "bool" | "uint8";

/** A symbolic tensor. Identity is that of the object. */
export interface Value {
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** An attribute of an op, with TensorFlow's kind for it. */
export type Attribute =
  | { kind: "type"; value: ElementType }
  | { kind: "int" | "float"; value: number }
  | { kind: "bool"; value: boolean }
  | { kind: "string"; value: string }
  | { kind: "ints"; value: readonly number[] };

export interface Node {
  /** TensorFlow's name, for example `MatMul`. */
  readonly op: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** The part of the model that the node belongs to, for messages: `discriminator, layer 3 (dropout)`. */
  readonly source: string;
}

export type Data = Float32Array | Int32Array | Uint8Array;

export interface Graph {
  /** By name, in the order of the function's arguments. */
  readonly inputs: ReadonlyMap<string, Value>;
  /** Booleans are stored as bytes of 0 and 1. */
  readonly constants: ReadonlyMap<Value, Data>;
  /** Topologically sorted; no dead nodes. */
  readonly nodes: readonly Node[];
  /** By name. An output may be an input or a constant. */
  readonly outputs: ReadonlyMap<string, Value>;
}

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);
