import "@tensorflow/tfjs-core";
import * as tf from "../../src/tensor/tf";

export type Unary = (x: tf.Tensor) => tf.Tensor;

export type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

export const UNARY: Record<string, Unary> = {
  abs: tf.abs,
  asinh: tf.asinh,
  atan: tf.atan,
  ceil: tf.ceil,
  cos: tf.cos,
  cosh: tf.cosh,
  elu: tf.elu,
  erf: tf.erf,
  exp: tf.exp,
  expm1: tf.expm1,
  floor: tf.floor,
  clone: tf.clone,
  neg: tf.neg,
  onesLike: tf.onesLike,
  reciprocal: tf.reciprocal,
  relu: tf.relu,
  relu6: (x) => tf.relu6(tf.mul(x, 5)),
  round: tf.round,
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  sign: tf.sign,
  sin: tf.sin,
  sinh: tf.sinh,
  softplus: tf.softplus,
  square: tf.square,
  tan: tf.tan,
  tanh: tf.tanh,
  zerosLike: tf.zerosLike,
  softmax: (x) => tf.softmax(x),
  logSoftmax: (x) => tf.logSoftmax(x),
  leakyRelu: (x) => tf.leakyRelu(x, 0.3),
  step: (x) => tf.step(x),
  "step with a slope": (x) => tf.step(x, 0.3),
  clipByValue: (x) => tf.clipByValue(x, -0.7, 0.9),
  isNaN: tf.isNaN,
  isInf: tf.isInf,
  isFinite: tf.isFinite,
  "the infinite": (x) =>
    tf.stack([tf.isInf(tf.div(x, 0)), tf.isFinite(tf.log(x)), tf.isNaN(tf.sqrt(x))]),
  logicalNot: (x) => tf.logicalNot(tf.greater(x, 0)),
  all: (x) => tf.all(tf.greater(x, -1), 1),
  any: (x) => tf.any(tf.greater(x, 1), 0, true),
  "a bool to numbers": (x) => tf.mul(tf.cast(tf.less(x, 0), "float32"), 3),
  "a number to int32": (x) => tf.cast(tf.mul(x, 10), "int32"),
  "a number to bool": (x) => tf.cast(tf.floor(x), "bool"),
};

export const POSITIVE: Record<string, Unary> = {
  log: tf.log,
  log1p: tf.log1p,
  sqrt: tf.sqrt,
  rsqrt: tf.rsqrt,
  acosh: (x) => tf.acosh(tf.add(x, 1)),
};

export const WITHIN_ONE: Record<string, Unary> = { acos: tf.acos, asin: tf.asin, atanh: tf.atanh };

export const BINARY: Record<string, Binary> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  divNoNan: tf.divNoNan,
  floorDiv: tf.floorDiv,
  mod: tf.mod,
  maximum: tf.maximum,
  minimum: tf.minimum,
  atan2: tf.atan2,
  squaredDifference: tf.squaredDifference,
  pow: (a, b) => tf.pow(tf.abs(a), b),
  prelu: tf.prelu,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  equal: (a, b) => tf.equal(tf.round(a), tf.round(b)),
  notEqual: (a, b) => tf.notEqual(tf.round(a), tf.round(b)),
  logicalAnd: (a, b) => tf.logicalAnd(tf.greater(a, 0), tf.less(b, 0)),
  logicalOr: (a, b) => tf.logicalOr(tf.greater(a, 0), tf.less(b, 0)),
  logicalXor: (a, b) => tf.logicalXor(tf.greater(a, 0), tf.less(b, 0)),
};

/**
 * Every way in which two shapes go together; the last three end in axes of length 1 and are large.
 */
export const PAIRS: [number[], number[]][] = [
  [
    [2, 3],
    [2, 3],
  ],
  [[4, 3], [3]],
  [[], [2, 2]],
  [
    [4, 1],
    [1, 3],
  ],
  [
    [2, 1, 3],
    [4, 1],
  ],
  [[3, 20, 20, 1], []],
  [
    [20, 1],
    [3, 20, 20, 1],
  ],
  [
    [40, 30, 1, 1],
    [30, 1, 1],
  ],
];

export const REDUCTIONS: Record<
  string,
  (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor
> = {
  sum: tf.sum,
  mean: tf.mean,
  max: tf.max,
  min: tf.min,
  prod: tf.prod,
};

export const AXES: [number[] | undefined, boolean][] = [
  [undefined, false],
  [[-1], false],
  [[1, 2], false],
];

/** The outputs of a kernel that tfjs-core has no function for. */
export const kernel = (
  name: string,
  inputs: Record<string, tf.Tensor>,
  attributes: tf.NamedAttrMap = {},
): tf.Tensor[] => {
  const made = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(name, inputs, attributes);
  return Array.isArray(made) ? made : [made];
};
