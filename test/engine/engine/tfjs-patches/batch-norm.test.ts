import { Figures, onEngine, type Packed, unpackAll } from "../../../support/gan";
import { fixture } from "../../../support/paths";
import { entry, present } from "../../../support/values";
import assert from "node:assert/strict";
import { BACKENDS } from "../../../../src/engine";
import * as tf from "../../../../src/tensor/tf";

type Leaf = "x" | "scale" | "offset";
interface Case {
  name: string;
  epsilon: number;
  given: Record<Leaf | "dy" | "byDx" | "byDScale" | "byDOffset" | "byMean" | "byVariance", Packed>;
  y: Packed;
  mean: Packed;
  variance: Packed;
  /** Of sum(y dy). */
  first: Record<Leaf, Packed>;
  /** Of sum(dx byDx) + sum(dScale byDScale) + sum(dOffset byDOffset). */
  second: Record<"x" | "scale" | "dy", Packed>;
  /**
   * The mean square of |gradient of sum(tanh(y) dy) by x| - 1, sample by sample, and its gradients.
   */
  penalty: Packed;
  ofPenalty: Record<Leaf, Packed>;
  /** Of sum(byDx times the gradient of the squared gradient). */
  third: Record<Leaf, Packed>;
  /**
   * Of sum(tanh(y) dy) + sum(mean^2 byMean) + sum(variance^2 byVariance); and of sum(byDx times
   * that).
   */
  ofMoments: Packed;
  ofMomentsAgain: Packed;
}
const { cases } = fixture<{ cases: Case[] }>("batch-norm");

interface Normalised {
  y: tf.Tensor;
  mean: tf.Tensor;
  variance: tf.Tensor;
}
type Normalise = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, epsilon: number) => Normalised;

const fused: Normalise = (x, scale, offset, epsilon) => {
  const [y, mean, variance] = tf
    .engine()
    .runKernel<tf.Tensor[]>("BatchNormTrain", { x, scale, offset }, { epsilon });
  return { y: present(y), mean: present(mean), variance: present(variance) };
};
const composed: Normalise = (x, scale, offset, epsilon) => {
  const { mean, variance } = tf.moments(
    x,
    x.shape.slice(0, -1).map((_, axis) => axis),
  );
  return {
    y: x
      .sub(mean)
      .mul(tf.rsqrt(variance.add(epsilon)))
      .mul(scale)
      .add(offset),
    mean,
    variance,
  };
};

const LEAVES: Leaf[] = ["x", "scale", "offset"];
const total = (x: tf.Tensor): tf.Scalar => x.sum();
const weighed = (x: tf.Tensor, by: tf.Tensor): tf.Scalar => total(x.mul(by));

describe("Batch normalisation in training: as PyTorch, to the third derivative", () => {
  // Relative to max(|reference|, root mean square of the reference tensor).
  const figures = new Figures(1e-4);
  after(() => figures.print());

  /** Compares tensors of a case with its reference, each under its name. */
  function comparison({ name }: Case, engine: string) {
    const same = (what: string, actual: tf.Tensor, reference: Packed) =>
      figures.checkTensor(`${what}, ${engine}`, `${name}: ${what}`, actual, reference);
    const allSame = (
      what: string,
      actual: tf.Tensor[],
      reference: Partial<Record<string, Packed>>,
      names: readonly string[] = LEAVES,
    ) => names.forEach((by, i) => same(`${what} by ${by}`, actual[i]!, entry(reference, by)));
    return { same, allSame };
  }

  function checkFirstTwo(reference: Case, engine: string): void {
    const { epsilon, given, ...expected } = reference;
    const { same, allSame } = comparison(reference, engine);
    const { x, scale, offset, dy, byDx, byDScale, byDOffset } = unpackAll(given) as Record<
      keyof typeof given,
      tf.Tensor
    >;
    const at = [x, scale, offset];

    const outputs = fused(x, scale, offset, epsilon);
    for (const output of ["y", "mean", "variance"] as const)
      same(output, outputs[output], expected[output]);

    const linear = (normalise: Normalise, c: tf.Tensor) =>
      tf.grads((...leaves) => weighed(normalise(leaves[0]!, leaves[1]!, leaves[2]!, epsilon).y, c));
    allSame("first derivative", linear(fused, dy)(at), expected.first);
    allSame("first derivative of the composed formula", linear(composed, dy)(at), expected.first);

    const parts = tf.grads((a, b, c) => {
      const [dx, dScale, dOffset] = linear(fused, present(c))([present(a), present(b), offset]) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      return tf.addN([weighed(dx, byDx), weighed(dScale, byDScale), weighed(dOffset, byDOffset)]);
    })([x, scale, dy]);
    allSame("second derivative", parts, expected.second, ["x", "scale", "dy"]);
  }

  function checkPenalty(reference: Case, engine: string): void {
    const { epsilon, given, ...expected } = reference;
    const { same, allSame } = comparison(reference, engine);
    const { x, scale, offset, dy, byDx } = unpackAll(given) as Record<
      keyof typeof given,
      tf.Tensor
    >;
    const at = [x, scale, offset];
    const slope = (leaves: tf.Tensor[]) =>
      tf.grad((point) => weighed(tf.tanh(fused(point, leaves[1]!, leaves[2]!, epsilon).y), dy))(
        leaves[0]!,
      );
    const penalty = (...leaves: tf.Tensor[]): tf.Scalar => {
      const norms = slope(leaves)
        .square()
        .sum(x.shape.slice(1).map((_, i) => i + 1))
        .sqrt();
      return norms.sub(1).square().mean();
    };
    same("penalty", penalty(...at), expected.penalty);
    allSame("gradient penalty", tf.grads(penalty)(at), expected.ofPenalty);

    const third = tf.grads((...leaves) =>
      weighed(
        tf.grad((point) => total(slope([point, ...leaves.slice(1)]).square()))(leaves[0]!),
        byDx,
      ),
    )(at);
    allSame("third derivative", third, expected.third);
  }

  function checkStatistics(reference: Case, engine: string): void {
    const { epsilon, given, ...expected } = reference;
    const { same } = comparison(reference, engine);
    const { x, scale, offset, dy, byDx, byMean, byVariance } = unpackAll(given) as Record<
      keyof typeof given,
      tf.Tensor
    >;
    const throughMoments = tf.grad((point) => {
      const { y, mean, variance } = fused(point, scale, offset, epsilon);
      return tf.addN([
        weighed(tf.tanh(y), dy),
        weighed(mean.square(), byMean),
        weighed(variance.square(), byVariance),
      ]);
    });
    same("derivative through the statistics", throughMoments(x), expected.ofMoments);
    same(
      "second derivative through the statistics",
      tf.grad((point) => weighed(throughMoments(point), byDx))(x),
      expected.ofMomentsAgain,
    );
  }

  for (const engine of BACKENDS) {
    onEngine(engine, () => {
      for (const reference of cases)
        it(reference.name, () =>
          tidily(() => {
            checkFirstTwo(reference, engine);
            checkPenalty(reference, engine);
            checkStatistics(reference, engine);
          }),
        );

      it("through the statistics alone: y has no part in it", () =>
        tidily(() => {
          const scale = tf.tensor1d([2, 3]);
          const offset = tf.tensor1d([4, 5]);
          const [dx, dScale] = tf.grads((x, given) =>
            total(fused(present(x), present(given), offset, 1e-3).variance),
          )([
            tf.tensor2d([
              [1, 2],
              [3, 8],
            ]),
            scale,
          ]) as [tf.Tensor, tf.Tensor];
          assert.deepEqual([...dx.dataSync()], [-1, -3, 1, 3]);
          assert.deepEqual([...dScale.dataSync()], [0, 0]);
        }));

      for (const shape of [
        [1, 2],
        [1, 1, 1, 2],
      ]) {
        it(
          `of one number per channel, ${shape}: variance 0, y the offset, nothing goes back ` +
            "to x",
          () =>
            tidily(() => {
              const x = tf.tensor([7, -3], shape);
              const scale = tf.tensor1d([2, 3]);
              const offset = tf.tensor1d([4, 5]);
              const { y, mean, variance } = fused(x, scale, offset, 1e-3);
              assert.deepEqual(
                [y, mean, variance].map((output) => [...output.dataSync()]),
                [
                  [4, 5],
                  [7, -3],
                  [0, 0],
                ],
              );
              const first = tf.grads((...at) => total(fused(at[0]!, at[1]!, at[2]!, 1e-3).y))([
                x,
                scale,
                offset,
              ]);
              assert.deepEqual(
                first.map((gradient) => [...gradient.dataSync()]),
                [
                  [0, 0],
                  [0, 0],
                  [1, 1],
                ],
              );
            }),
        );
      }
    });
  }
});

/** Runs it and holds it to leaving no tensors behind. */
function tidily(f: () => void): void {
  const before = tf.memory().numTensors;
  tf.tidy(f);
  assert.equal(tf.memory().numTensors, before);
}
