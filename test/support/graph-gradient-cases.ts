import "@tensorflow/tfjs-core";
import { ACTIVATIONS } from "../../src/experiment/schema";
import { activation } from "../../src/gan/layers/activations";
import * as tf from "../../src/tensor/tf";
import type { Values } from "../../src/tensor/values";
import { type Case, inOneRow, numbers } from "./graph-case";
import { kernel } from "./graph-ops";
import { at } from "./values";

export const SECOND = "gradient of a penalty on the gradient of";

type Inputs = [x: tf.Tensor, y: tf.Tensor, z: tf.Tensor];
/** An op of as many inputs as its case gives it, three at most. */
type Op = (...inputs: Inputs) => tf.Tensor;

/** Each number of y with a weight of its own: its gradient is told from that of its neighbours. */
const total = (y: tf.Tensor): tf.Tensor =>
  tf.sum(
    tf.mul(
      tf.square(y),
      tf.tensor(
        Float32Array.from({ length: y.size }, (_, i) => 0.3 + ((i * 0.618) % 1)),
        y.shape,
      ),
    ),
  );
const gradients =
  (op: Op) =>
  (inputs: tf.Tensor[]): tf.Tensor[] =>
    tf.grads((...given: tf.Tensor[]) => total(op(...(given as Inputs))) as tf.Scalar)(inputs);
/** A penalty on the gradient by the first input, as of D's by its samples. */
const penalty =
  (op: Op): Op =>
  (first, ...rest) =>
    tf.square(tf.sub(tf.grad((x) => total(op(x, ...rest)))(first), 1));

const MATRIX = numbers([3, 4]);
const PICTURES = numbers([2, 5, 6, 3]);
const OPS: Record<string, { op: Op; inputs?: Values[]; once?: true }> = {
  ...Object.fromEntries(
    ACTIVATIONS.map((name) => [
      `activation ${name}`,
      { op: (x: tf.Tensor) => activation({ activation: name })(x) },
    ]),
  ),
  "activation elu of alpha 0.5": {
    op: (x) => activation({ activation: "elu", alpha: 0.5 })(x),
  },
  relu6: { op: tf.relu6 as Op, once: true },
  exp: { op: tf.exp as Op },
  abs: { op: tf.abs as Op },
  log: { op: tf.log as Op, inputs: [numbers([3, 4], 0.5, 2)] },
  sqrt: { op: tf.sqrt as Op, inputs: [numbers([3, 4], 0.5, 2)] },
  rsqrt: { op: tf.rsqrt as Op, inputs: [numbers([3, 4], 0.5, 2)] },
  softmax: { op: (x) => tf.softmax(x) },
  clipByValue: { op: (x) => tf.clipByValue(x, -0.7, 0.9) },
  maximum: { op: (x) => tf.maximum(x, tf.mul(x, 0.3)) },
  "a difference of a row": {
    op: (a, b) => tf.sub(a, b),
    inputs: [MATRIX, numbers([4])],
  },
  "a product of columns and rows": {
    op: (a, b) => tf.mul(a, b),
    inputs: [numbers([3, 1]), numbers([1, 4])],
  },
  "a quotient by a number": {
    op: (a, b) => tf.div(a, b),
    inputs: [MATRIX, numbers([], 1, 2)],
  },
  "a power": { op: (x) => tf.pow(x, 3) },
  matMul: {
    op: (a, b) => tf.matMul(a, b, false, true),
    inputs: [MATRIX, numbers([2, 4])],
  },
  "matMul of stacks": {
    op: (a, b) => tf.matMul(a, b),
    inputs: [numbers([2, 3, 2]), numbers([2, 2, 3])],
  },
  sum: { op: (x) => tf.sum(x, 0) },
  "mean, kept": { op: (x) => tf.mean(x, 1, true) },
  max: { op: (x) => tf.max(x, 1) },
  min: { op: (x) => tf.min(x, 0), once: true },
  prod: { op: (x) => tf.prod(x, 1), once: true },
  reshape: { op: (x) => tf.reshape(x, [2, 6]) },
  transpose: { op: (x) => tf.transpose(x) },
  tile: { op: (x) => tf.tile(x, [2, 1]) },
  broadcastTo: { op: (x) => tf.broadcastTo(x, [2, 3, 4]) },
  pad: {
    op: (x) =>
      tf.pad(x, [
        [1, 0],
        [0, 2],
      ]),
  },
  slice: { op: (x) => tf.slice(x, [1, 0], [2, 3]) },
  stack: { op: (x) => tf.stack([x, tf.square(x)]) },
  unstack: { op: (x) => at(tf.unstack(x), 1) },
  cumsum: { op: (x) => tf.cumsum(x, 1) },
  reverse: { op: (x) => tf.reverse(x, 1) },
  gather: { op: (x) => tf.gather(x, tf.tensor1d([2, 0, 2], "int32")), once: true },
  conv2d: {
    op: (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "same"),
    inputs: [PICTURES, numbers([3, 2, 3, 4])],
  },
  "conv2d, valid": {
    op: (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "valid"),
    inputs: [PICTURES, numbers([3, 2, 3, 4])],
  },
  conv2dTranspose: {
    op: (x, w) => tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [2, 6, 8, 5], 2, "same"),
    inputs: [numbers([2, 3, 4, 2]), numbers([3, 3, 5, 2])],
  },
  "conv2d, by its filter": {
    op: (w, x) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "same"),
    inputs: [numbers([3, 2, 3, 4]), PICTURES],
  },
  "conv2dTranspose, by its filter": {
    op: (w, x) => tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [2, 6, 8, 5], 2, "same"),
    inputs: [numbers([3, 3, 5, 2]), numbers([2, 3, 4, 2])],
  },
  depthwiseConv2d: {
    op: (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "same"),
    inputs: [PICTURES, numbers([3, 2, 3, 2])],
  },
  "depthwiseConv2d, valid, by its filter": {
    op: (w, x) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "valid"),
    inputs: [numbers([3, 2, 3, 1]), PICTURES],
  },
  maxPool: {
    op: (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "same"),
    inputs: [PICTURES],
    once: true,
  },
  avgPool: {
    op: (x) => tf.avgPool(x as tf.Tensor4D, [3, 2], 1, "valid"),
    inputs: [PICTURES],
    once: true,
  },
  resizeBilinear: {
    op: (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [7, 4]),
    inputs: [PICTURES],
    once: true,
  },
  resizeNearestNeighbor: {
    op: (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [7, 4]),
    inputs: [PICTURES],
    once: true,
  },
  BatchNormTrain: {
    op: (x, scale, offset) =>
      at(kernel("BatchNormTrain", { x: x, scale: scale, offset: offset }, { epsilon: 1e-3 }), 0),
    inputs: [numbers([6, 3]), numbers([3], 0.5, 2), numbers([3])],
  },
  L2Loss: { op: (x) => at(kernel("L2Loss", { x: x }), 0) },
  where: {
    op: (x) => tf.where(tf.greater(x, 0), x, tf.square(x)),
    once: true,
  },
  "where of a mask": {
    op: (x) => tf.mul(x, tf.cast(tf.greater(x, 0.3), "float32")),
  },
};

const entries = Object.entries(OPS).map(([name, { op, inputs = [MATRIX], once }]) => ({
  name,
  op,
  once,
  inputs: Object.fromEntries(inputs.map((values, i) => [`input${i}`, values])),
}));

/** First derivatives by all inputs, and second ones where TensorFlow.js has them. */
export const GRADIENT_CASES: Case[] = entries.flatMap(({ name, op, once, inputs }) => [
  {
    name: `gradient of ${name}`,
    inputs,
    f: (given) => inOneRow(gradients(op)(Object.values(given))),
  },
  ...(once
    ? []
    : [
        {
          name: `${SECOND} ${name}`,
          inputs,
          f: (given: Record<string, tf.Tensor>) =>
            inOneRow(gradients(penalty(op))(Object.values(given))),
        },
      ]),
]);
