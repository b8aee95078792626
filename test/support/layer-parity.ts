import { Figures, largestDifference, type Packed, sizeOfNumbers, unpack, unpackAll } from "./gan";
import { fixture } from "./paths";
import assert from "node:assert/strict";
import { loadEngine } from "../../src/engine";
import { type Layer, layerSchema } from "../../src/experiment/schema";
import { outputShape } from "../../src/experiment/layer-shapes";
import { valueAndGradients } from "../../src/gan/gradients";
import { constrainLayer } from "../../src/gan/layers/constraints";
import { applyLayer, type Mode } from "../../src/gan/layers/layer";
import { mergeParts } from "../../src/gan/state";
import { rootKey } from "../../src/gan/random";
import { grad, type Tensor, tidy } from "../../src/tensor/tf";
import type { Parity } from "./objective-parity";
import { entry, present } from "./values";

/*
 * What the layers are held against: PyTorch's outputs and gradients, and NumPy's for the bound on
 * norms, kept in test/fixtures/layers.json. The tests check each case on several engines;
 * `layerParity` gives the largest difference of each kind of layer as a figure.
 */

export interface LayerCase {
  name: string;
  layer: Layer;
  x: Packed;
  weights: Record<string, Packed>;
  /** Running statistics before the pass, and after it where it trains. */
  statistics?: Record<string, Packed>;
  moved?: Partial<
    Record<"movingMean" | "movingVariance" | "unbiasedMovingVariance" | "u" | "embedding/u", Packed>
  >;
  training?: boolean;
  /** The classes of the samples, one-hot. */
  labels?: Packed;
  cotangent: Packed;
  y: Packed;
  /** Of sum(y * cotangent), by the input and each weight. */
  gradients: Record<string, Packed>;
  /** Of an activation: of sum(gradient by x * cotangent), by x. */
  second?: Packed;
}
/**
 * Of a layer with `kernelMaxNorm`: a kernel after an update, and after the bound on its units'
 * norms.
 */
export interface ConstraintCase {
  layer: Layer;
  kernel: Packed;
  constrained: Packed;
}

const { cases, conditional, spaced, constraints, madeWith } = fixture<{
  cases: LayerCase[];
  conditional: LayerCase[];
  /** Pooling whose windows lie apart, and layers that came later. */
  spaced: LayerCase[];
  constraints: ConstraintCase[];
  madeWith: Record<"torch" | "numpy", string>;
}>("layers");
export const layerCases = [...cases, ...conditional, ...spaced];
export const constraintCases = constraints;

/** Of the difference relative to max(|reference|, root mean square of the reference tensor). */
export const LAYER_BOUND = 1e-4;

/**
 * A layer's output, its gradients by input and weights, an activation's second derivative, and the
 * statistics that it moves.
 */
export function checkLayer(reference: LayerCase, figures: Figures, label: string): void {
  const {
    name,
    x,
    weights,
    statistics = {},
    moved,
    labels,
    cotangent,
    y,
    gradients,
    second,
  } = reference;
  const layer = layerSchema.parse(reference.layer);
  const input = x.shape.slice(1);
  assert.deepEqual(outputShape(layer, input, labels?.shape[1]), y.shape.slice(1));
  tidy(() => {
    const mode: Mode = {
      ...(reference.training ? { training: true, key: rootKey(1, 0) } : { training: false }),
      ...(labels ? { labels: unpack(labels) } : {}),
    };
    const fixed = unpackAll(statistics);
    const result = valueAndGradients(
      { x: unpack(x), ...unpackAll(weights) },
      ({ x: given, ...rest }) => {
        const applied = applyLayer(
          layer,
          { params: rest, stats: fixed },
          present(given),
          input,
          mode,
        );
        return {
          value: applied.y.mul(unpack(cotangent)).sum(),
          aux: { y: applied.y, ...applied.stats } as Record<string, Tensor>,
        };
      },
    );
    figures.checkTensor(label, `${name}: output`, entry(result.aux, "y"), y);
    for (const [by, expected] of Object.entries(gradients))
      figures.checkTensor(
        label,
        `${name}: gradient by ${by}`,
        entry(result.gradients, by),
        expected,
      );
    if (second) {
      const slopes = (by: Tensor) =>
        grad((at) =>
          applyLayer(layer, mergeParts([]), at, input, mode).y.mul(unpack(cotangent)).sum(),
        )(by);
      const curvature = grad((at) => slopes(at).mul(unpack(cotangent)).sum())(unpack(x));
      // That of a function of straight pieces is 0.
      figures.check(
        label,
        `${name}: second derivative`,
        [...curvature.dataSync()],
        second.values,
        sizeOfNumbers(second.values) || 1,
      );
    }
    const { unbiasedMovingVariance: unbiased, ...after } = moved ?? {};
    assert.deepEqual(Object.keys(result.aux).sort(), [...Object.keys(after), "y"].sort());
    for (const [statistic, expected] of Object.entries(after))
      figures.checkTensor(label, `${name}: ${statistic}`, entry(result.aux, statistic), expected);
    if (!unbiased) return;
    // The batch's biased variance is what moves the running one, as in Keras 3; PyTorch takes the
    // unbiased one there.
    assert.ok(
      largestDifference(
        [...entry(result.aux, "movingVariance").dataSync()],
        unbiased.values,
        sizeOfNumbers(unbiased.values),
      ) > 1e-3,
    );
  });
}

/** A kernel after the bound on the norms of its units. */
export function checkConstraint(
  { layer, kernel, constrained }: ConstraintCase,
  figures: Figures,
  label: string,
): void {
  tidy(() => {
    const after = entry(
      constrainLayer(layerSchema.parse(layer), { kernel: unpack(kernel) }),
      "kernel",
    );
    figures.checkTensor(label, layer.type, after, constrained);
    // What is within the bound stays to the bit.
    const before = unpack(kernel).dataSync();
    assert.ok(
      after.dataSync().filter((weight, i) => weight === before[i]).length >=
        after.size / present(kernel.shape.at(layer.type === "conv2dTranspose" ? 2 : -1)),
    );
  });
}

// ---- as figures

/** What a row of the table is about: a type of layer, or one activation. */
const kindOf = ({ layer }: LayerCase): string =>
  "layer " +
  `${layer.type}${layer.type === "activation" ? ` ${layer.activation}` : ""}${"spectralNorm" in layer && layer.spectralNorm ? " with spectralNorm" : ""}`;

const parity = (
  name: string,
  reference: string,
  version: string,
  check: (figures: Figures) => void,
): Parity => ({
  name,
  reference,
  version,
  async run() {
    await loadEngine("tensorflow", { convolution: true });
    const figures = new Figures(Infinity);
    check(figures);
    return figures.largest;
  },
});
/** What is compared. */
const whatOf = (own: readonly LayerCase[]): string =>
  own.every(({ second }) => second)
    ? "output, gradient and second derivative"
    : "output and gradients";
const counted = (cases: readonly unknown[]): string =>
  cases.length === 1 ? "1 case" : `${cases.length} cases`;

/** On TensorFlow; bounded by `LAYER_BOUND`. */
export const layerParity: Parity[] = [
  ...[...new Set(layerCases.map(kindOf))].map((kind) => {
    const own = layerCases.filter((one) => kindOf(one) === kind);
    return parity(
      `${kind}: ${whatOf(own)}, ${counted(own)}`,
      "PyTorch",
      madeWith.torch,
      (figures) => own.forEach((one) => checkLayer(one, figures, kind)),
    );
  }),
  parity(
    `kernelMaxNorm: kernels after the bound, ${counted(constraintCases)}`,
    "NumPy, pylearn2's formula",
    madeWith.numpy,
    (figures) => constraintCases.forEach((one) => checkConstraint(one, figures, one.layer.type)),
  ),
];
