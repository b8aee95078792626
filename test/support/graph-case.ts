import type { PureFunction, Tensors } from "../../src/engine/program";
import * as tf from "../../src/tensor/tf";
import type { Values } from "../../src/tensor/values";
import { present } from "./values";

/* How cases of ops are written. */

/** A small use of tfjs-core: what it is given, and what it computes. */
export interface Case {
  name: string;
  inputs: Record<string, Values>;
  f: PureFunction;
}

/** Numbers in [low, high), all different, in no order. */
export function numbers(shape: number[], low = -2, high = 2): Values {
  const size = tf.util.sizeFromShape(shape);
  return {
    dtype: "float32",
    shape,
    values: Float32Array.from(
      { length: size },
      (_, i) => low + (high - low) * ((0.137 + i * 0.6180339887) % 1),
    ),
  };
}
export const whole = (shape: number[], values: number[]): Values => ({
  dtype: "int32",
  shape,
  values: Int32Array.from(values),
});

export const entry = (
  name: string,
  inputs: Record<string, Values>,
  f: (given: Tensors) => tf.Tensor,
): Case => ({ name, inputs, f: (given) => f(given) });
export const one = (name: string, x: Values, f: (x: tf.Tensor) => tf.Tensor): Case =>
  entry(name, { x }, (given) => f(present(given["x"])));
export const two = (
  name: string,
  a: Values,
  b: Values,
  f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): Case => entry(name, { a, b }, (given) => f(present(given["a"]), present(given["b"])));

/** Tensors of any shapes and types as one. */
export const inOneRow = (tensors: tf.Tensor[]): tf.Tensor =>
  tf.concat(tensors.map((x) => tf.cast(x, "float32").flatten()));
