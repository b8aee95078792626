/*
 * The intermediate representation of a recorded function: a graph of TensorFlow's ops, with their
 * attributes, over values of known shape. Both lowerings, to TensorFlow and to ONNX, start from it.
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

/** The values that a node makes, at least one. */
export type Outputs = readonly [Value, ...Value[]];

export interface Node {
  /** TensorFlow's name, for example `MatMul`. */
  readonly op: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly inputs: readonly Value[];
  readonly outputs: Outputs;
  /**
   * The part of the model that the node belongs to, for messages: `discriminator, layer 3
   * (dropout)`.
   */
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

/**
 * The size along an axis, counted from the end if it is negative. @throws Error where the shape has
 * no such axis.
 */
export function sizeAt(shape: readonly number[], axis: number): number {
  const size = shape.at(axis);
  if (size === undefined) throw new Error(`the shape [${shape}] has no axis ${axis}`);
  return size;
}

/** Sizes of a batch of pictures. */
export type PictureShape = readonly [
  batch: number,
  height: number,
  width: number,
  channels: number,
];

/** @throws Error where the shape is not that of a batch of pictures. */
export function pictureShape(shape: readonly number[]): PictureShape {
  const [batch, height, width, channels] = shape;
  if (
    batch === undefined ||
    height === undefined ||
    width === undefined ||
    channels === undefined ||
    shape.length > 4
  )
    throw new Error(`the shape [${shape}] is not that of pictures`);
  return [batch, height, width, channels];
}

interface WithInputs {
  readonly inputs: readonly Value[];
}

/** An op's input by index. @throws Error where the op was called without it. */
export function inputAt({ inputs }: WithInputs, index: number): Value {
  const input = inputs[index];
  if (!input) throw new Error(`input ${index + 1} is missing`);
  return input;
}

export const firstInput = (op: WithInputs): Value => inputAt(op, 0);
