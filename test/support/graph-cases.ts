import "@tensorflow/tfjs-core";
import { fold, normal, rootKey, uniform } from "../../src/gan/random";
import * as tf from "../../src/tensor/tf";
import { type Case, entry, inOneRow, numbers, one, two, whole } from "./graph-case";
import { UNARY, POSITIVE, WITHIN_ONE, BINARY, PAIRS, REDUCTIONS, AXES } from "./graph-ops";
import { kernel } from "./graph-ops";
import { PICTURE_OPS } from "./graph-picture-cases";
import { first, present } from "./values";

const SOLID = numbers([2, 3, 4]);
const MATRIX = numbers([3, 4]);
const SHAPES: Case[] = [
  one("reshape", SOLID, (x) => tf.reshape(x, [4, 6])),
  one("reshape with -1", SOLID, (x) => tf.reshape(x, [-1, 8])),
  one("flatten", SOLID, (x) => x.flatten()),
  one("expandDims", MATRIX, (x) => tf.expandDims(x, 1)),
  one("expandDims at the end", MATRIX, (x) => tf.expandDims(x, -1)),
  one("squeeze", numbers([1, 3, 1]), (x) => tf.squeeze(x, [0])),
  one("transpose", MATRIX, (x) => tf.transpose(x)),
  one("transpose of three axes", SOLID, (x) => tf.transpose(x, [2, 0, 1])),
  one("tile", MATRIX, (x) => tf.tile(x, [2, 3])),
  one("broadcastTo", numbers([3, 1]), (x) => tf.broadcastTo(x, [2, 3, 4])),
  one("fill", numbers([]), (x) => tf.mul(tf.fill([2, 3], 7), x)),
  one("ones, zeros and eye", MATRIX, (x) =>
    tf.add(
      tf.matMul(tf.eye(3), x as tf.Tensor2D),
      tf.concat([tf.ones([3, 2]), tf.zeros([3, 2])], 1),
    ),
  ),
  two("stack", MATRIX, numbers([3, 4], 2, 3), (a, b) => tf.stack([a, b])),
  two("stack behind", MATRIX, numbers([3, 4], 2, 3), (a, b) => tf.stack([a, b], 2)),
  one("unstack", MATRIX, (x) => tf.sub(...(tf.unstack(x).slice(1) as [tf.Tensor, tf.Tensor]))),
  one("unstack behind", MATRIX, (x) =>
    tf.sub(...(tf.unstack(x, 1).slice(2) as [tf.Tensor, tf.Tensor])),
  ),
  one("split into parts", numbers([4, 3]), (x) => {
    const [a, b] = tf.split(x, [1, 3]);
    return tf.add(present(a), present(b));
  }),
  one("split behind", MATRIX, (x) => {
    const [a, b] = tf.split(x, [1, 3], 1);
    return tf.sub(present(b), present(a));
  }),
  one("split into equal parts", MATRIX, (x) =>
    tf.sub(...(tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor])),
  ),
  two("concat", MATRIX, numbers([2, 4]), (a, b) => tf.concat([a, b])),
  two("concat behind", MATRIX, numbers([3, 2]), (a, b) => tf.concat([a, b], -1)),
  one("slice", SOLID, (x) => tf.slice(x, [0, 1, 2], [2, 2, 1])),
  one("slice to the end", SOLID, (x) => tf.slice(x, [1, 0, 1], [1, -1, -1])),
  one("pad", MATRIX, (x) =>
    tf.pad(
      x,
      [
        [1, 0],
        [2, 3],
      ],
      0.5,
    ),
  ),
  one("pad with zeros", SOLID, (x) =>
    tf.pad(x, [
      [0, 0],
      [1, 1],
      [0, 2],
    ]),
  ),
  one("mirrorPad, reflect", MATRIX, (x) =>
    tf.mirrorPad(
      x,
      [
        [1, 2],
        [0, 3],
      ],
      "reflect",
    ),
  ),
  one("mirrorPad, symmetric", MATRIX, (x) =>
    tf.mirrorPad(
      x,
      [
        [1, 2],
        [0, 3],
      ],
      "symmetric",
    ),
  ),
  one("reverse", SOLID, (x) => tf.reverse(x, [0, 2])),
  one("cumsum", MATRIX, (x) => tf.cumsum(x, 1)),
  one("cumsum, exclusive and reverse", MATRIX, (x) => tf.cumsum(x, 0, true, true)),
  one("cumprod", MATRIX, (x) => tf.cumprod(x, 1)),
  one("cumprod, exclusive", MATRIX, (x) => tf.cumprod(x, 0, true)),
  two("gather", MATRIX, whole([2], [2, 0]), (x, at) => tf.gather(x, at as tf.Tensor1D)),
  two("gather behind", SOLID, whole([2, 2], [3, 0, 1, 1]), (x, at) =>
    tf.gather(x, at as tf.Tensor2D, 2),
  ),
  one("oneHot", whole([2, 2], [0, 2, 1, 1]), (x) => tf.oneHot(x as tf.Tensor2D, 3, 5, -1)),
  two("unsortedSegmentSum", MATRIX, whole([3], [1, 0, 1]), (x, at) =>
    tf.unsortedSegmentSum(x, at as tf.Tensor1D, 3),
  ),
  one("topk", MATRIX, (x) => {
    const { values, indices } = tf.topk(x, 2);
    return tf.concat([values, tf.cast(indices, "float32")]);
  }),
  one("argMax", MATRIX, (x) => tf.argMax(x, 1)),
  one("argMin of the first axis", SOLID, (x) => tf.argMin(x)),
  one("moments", SOLID, (x) => tf.stack(Object.values(tf.moments(x, [0, 1])))),
];

const PRODUCTS: Case[] = [
  ...[
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ].map(([left, right]) =>
    two(
      `matMul, transposed: ${left}, ${right}`,
      numbers(left ? [3, 2] : [2, 3]),
      numbers(right ? [4, 3] : [3, 4]),
      (a, b) => tf.matMul(a, b, left, right),
    ),
  ),
  two("matMul of stacks", numbers([5, 2, 3]), numbers([5, 3, 4]), (a, b) => tf.matMul(a, b)),
  two("matMul of stacks, both transposed", numbers([5, 3, 2]), numbers([5, 4, 3]), (a, b) =>
    tf.matMul(a, b, true, true),
  ),
  two("matMul of stacks of different rank", numbers([2, 1, 2, 3]), numbers([5, 3, 4]), (a, b) =>
    tf.matMul(a, b),
  ),
  two("dot", numbers([3]), numbers([3, 2]), (a, b) => tf.dot(a, b)),
  two("fused.matMul with a bias and relu", MATRIX, numbers([4, 2]), (a, b) =>
    tf.fused.matMul({ a, b, bias: tf.tensor1d([0.5, -0.5]), activation: "relu" }),
  ),
];

const OURS: Case[] = [
  one("StatelessRandomUniform", whole([], [5]), (step) =>
    uniform(fold(rootKey(3, step), "a"), [4, 5]),
  ),
  one("StatelessRandomNormal", whole([], [5]), (step) => normal(fold(rootKey(3, step), "a"), [20])),
  one("L2Loss", MATRIX, (x) => first(kernel("L2Loss", { x }))),
  two("addN", MATRIX, numbers([3, 4], 1, 2), (a, b) => tf.addN([a, b, a])),
  ...[
    [6, 3],
    [2, 3, 3, 3],
  ].map((shape) =>
    entry(
      `BatchNormTrain of [${shape}]`,
      { x: numbers(shape), scale: numbers([3], 0.5, 2), offset: numbers([3]) },
      ({ x, scale, offset }) => {
        const [y, mean, variance] = kernel(
          "BatchNormTrain",
          { x: present(x), scale: present(scale), offset: present(offset) },
          { epsilon: 1e-5 },
        );
        return tf.concat([present(y).flatten(), present(mean), present(variance)]);
      },
    ),
  ),
];

const each = <F>(table: Record<string, F>, make: (name: string, f: F) => Case | Case[]): Case[] =>
  Object.entries(table).flatMap(([name, f]) => make(name, f));

/** What a step may be made of, with all attributes; derivatives are in graph-gradient-cases.ts. */
export const CASES: Case[] = [
  ...each(UNARY, (name, f) => one(name, MATRIX, f)),
  ...each(POSITIVE, (name, f) => one(name, numbers([3, 4], 0.1, 3), f)),
  ...each(WITHIN_ONE, (name, f) => one(name, numbers([3, 4], -0.95, 0.95), f)),
  ...each(BINARY, (name, f) =>
    entry(
      `${name}, equal shapes and broadcast`,
      Object.fromEntries(
        PAIRS.flatMap(([a, b], i) => [
          [`a${i}`, numbers(a)],
          [`b${i}`, numbers(b, 0.5, 2.5)],
        ]),
      ),
      (given) => inOneRow(PAIRS.map((_, i) => f(present(given[`a${i}`]), present(given[`b${i}`])))),
    ),
  ),
  two("where", MATRIX, numbers([3, 4], 2, 3), (a, b) => tf.where(tf.greater(a, 0), a, b)),
  two("where, rows chosen", MATRIX, numbers([4], 2, 3), (a, b) =>
    tf.where(tf.greater(tf.sum(a, 1, true), 0), a, b),
  ),
  two(
    "floorDiv and div of whole numbers",
    whole([4], [7, -7, 9, -1]),
    whole([4], [2, 2, -4, 3]),
    (a, b) => tf.stack([tf.floorDiv(a, b), tf.div(a, b), tf.mod(a, b), tf.mul(a, b)]),
  ),
  ...each(REDUCTIONS, (name, f) =>
    one(`${name} over all and over some axes`, SOLID, (x) => {
      const kept = f(x, [0, 2], true);
      return inOneRow([
        kept,
        f(tf.add(x, kept), [1], true),
        ...AXES.map(([axes, keep]) => f(x, axes, keep)),
      ]);
    }),
  ),
  ...SHAPES,
  ...PRODUCTS,
  ...PICTURE_OPS,
  ...OURS,
];
