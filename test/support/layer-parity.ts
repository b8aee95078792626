import { Figures, largestDifference, type Packed, sizeOfNumbers, unpack, unpackAll } from "./gan";
import { fixture } from "./paths";
import assert from "node:assert/strict";
import { loadEngine } from "../../src/engine";
import { type Layer, layerSchema } from "../../src/experiment/schema";
import { outputShape } from "../../src/experiment/layer-shapes";
import { valueAndGradients } from "../../src/gan/gradients";
import { constrainLayer } from "../../src/gan/layers/constraints";
import { applyLayer, type Mode } from "../../src/gan/layers/layer";
import type { Tree } from "../../src/gan/tree";
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

/** What a layer makes of a case's input, its gradients by input and weights, and moved statistics. */
function passed({ x, weights, statistics = {}, labels, cotangent, ...reference }: LayerCase) {
  const layer = layerSchema.parse(reference.layer);
  const input = x.shape.slice(1);
  const mode: Mode = {
    ...(reference.training ? { training: true, key: rootKey(1, 0) } : { training: false }),
    ...(labels ? { labels: unpack(labels) } : {}),
  };
  const fixed = unpackAll(statistics);
  const output = (params: Tree, at: Tensor) =>
    applyLayer(layer, { params, stats: fixed }, at, input, mode);
  const { gradients, aux } = valueAndGradients(
    { x: unpack(x), ...unpackAll(weights) },
    ({ x: given, ...params }) => {
      const { y, stats } = output(params, present(given));
      return { value: y.mul(unpack(cotangent)).sum(), aux: { y, ...stats } as Tree };
    },
  );
  return { gradients, aux, output };
}

/**
 * A layer's output, its gradients by input and weights, an activation's second derivative, and the
 * statistics that it moves.
 */
export function checkLayer(reference: LayerCase, figures: Figures, label: string): void {
  const { name, x, labels, y } = reference;
  const shape = outputShape(layerSchema.parse(reference.layer), x.shape.slice(1), labels?.shape[1]);
  assert.deepEqual(shape, y.shape.slice(1));
  tidy(() => {
    const { gradients, aux, output } = passed(reference);
    figures.checkTensor(label, `${name}: output`, entry(aux, "y"), y);
    for (const [by, expected] of Object.entries(reference.gradients))
      figures.checkTensor(label, `${name}: gradient by ${by}`, entry(gradients, by), expected);
    if (reference.second) {
      const { second, cotangent } = reference;
      const slopes = (by: Tensor) =>
        grad((at) => output({}, at).y.mul(unpack(cotangent)).sum())(by);
      const curvature = grad((at) => slopes(at).mul(unpack(cotangent)).sum())(unpack(x));
      // That of a function of straight pieces is 0.
      const scale = sizeOfNumbers(second.values) || 1;
      const values = [...curvature.dataSync()];
      figures.check(label, `${name}: second derivative`, values, second.values, scale);
    }
    checkStatistics(reference, aux, figures, label);
  });
}

/** The statistics that a layer moves, beside its output `y`. */
function checkStatistics(
  { name, moved }: LayerCase,
  aux: Tree,
  figures: Figures,
  label: string,
): void {
  const { unbiasedMovingVariance: unbiased, ...after } = moved ?? {};
  assert.deepEqual(Object.keys(aux).sort(), [...Object.keys(after), "y"].sort());
  for (const [statistic, expected] of Object.entries(after))
    figures.checkTensor(label, `${name}: ${statistic}`, entry(aux, statistic), expected);
  if (!unbiased) return;
  // The batch's biased variance is what moves the running one, as in Keras 3; PyTorch takes the
  // unbiased one there.
  const biased = [...entry(aux, "movingVariance").dataSync()];
  const difference = largestDifference(biased, unbiased.values, sizeOfNumbers(unbiased.values));
  assert.ok(difference > 1e-3);
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
function kindOf({ layer }: LayerCase): string {
  const activation = layer.type === "activation" ? ` ${layer.activation}` : "";
  const isNormalised = "spectralNorm" in layer && layer.spectralNorm;
  return `layer ${layer.type}${activation}${isNormalised ? " with spectralNorm" : ""}`;
}

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
