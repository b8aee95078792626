/*
 * What a recorded function is: TensorFlow's ops, by their names and with their attributes, over values of known shape.
 * Both lowerings, to TensorFlow and to ONNX, start from this.
 */

export type ElementType = "float32" | "int32" | "bool" | "uint8";

/** A tensor that is not there yet. Two values are the same where they are the same object. */
export interface Value {
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** An attribute of an op, under the kind that TensorFlow gives it. */
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
  /** Where it came from, for a person: `discriminator, layer 3 (dropout)`. */
  readonly source: string;
}

export type Data = Float32Array | Int32Array | Uint8Array;

export interface Graph {
  /** By name; the order is that of the function's arguments. */
  readonly inputs: ReadonlyMap<string, Value>;
  /** Booleans are bytes of 0 and 1. */
  readonly constants: ReadonlyMap<Value, Data>;
  /** Each after those that it needs; none whose outputs nobody needs. */
  readonly nodes: readonly Node[];
  /** By name. An output may be an input or a constant. */
  readonly outputs: ReadonlyMap<string, Value>;
}

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);
