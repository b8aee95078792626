import { Figures, fixture, largestDifference, onEngine, type Packed, sizeOfNumbers, unpack, unpackAll } from "./gan-helpers";
import assert from "node:assert/strict";
import { canRun, BACKENDS } from "../../src/engine";
import { type Layer, layerSchema } from "../../src/experiment/schema";
import { outputShape } from "../../src/experiment/shapes";
import { valueAndGradients } from "../../src/gan/gradients";
import { constrainLayer } from "../../src/gan/layers/constraints";
import { applyLayer, type Mode } from "../../src/gan/layers/layer";
import { rootKey } from "../../src/gan/random";
import { type Tensor, tidy } from "../../src/shared/tf";

interface Case {
  name: string;
  layer: Layer;
  x: Packed;
  weights: Record<string, Packed>;
  /** Running statistics before the pass, and after it where it trains. */
  statistics?: Record<string, Packed>;
  moved?: Partial<Record<"movingMean" | "movingVariance" | "unbiasedMovingVariance" | "u" | "embedding/u", Packed>>;
  training?: boolean;
  /** The classes of the samples, one-hot. */
  labels?: Packed;
  cotangent: Packed;
  y: Packed;
  /** Of sum(y * cotangent), by the input and each weight. */
  gradients: Record<string, Packed>;
}
/** Of a layer with `kernelMaxNorm`: a kernel after an update, and after the bound on its units' norms. */
interface Constraint { layer: Layer; kernel: Packed; constrained: Packed }
const { cases, conditional, constraints } = fixture<{ cases: Case[]; conditional: Case[]; constraints: Constraint[] }>("layers");

const isConvolution = ({ layer }: Case): boolean => layer.type.toLowerCase().includes("conv2d");

describe("Layers, forward and gradients by input and weights: as PyTorch", () => {
  // Relative to max(|reference|, root mean square of the reference tensor).
  const figures = new Figures(1e-4);
  after(() => figures.print());

  function check(reference: Case, engine: string): void {
    const { name, x, weights, statistics = {}, moved, labels, cotangent, y, gradients } = reference;
    const layer = layerSchema.parse(reference.layer), input = x.shape.slice(1);
    const mode: Mode = { ...(reference.training ? { training: true, key: rootKey(1, 0) } : { training: false }), ...(labels ? { labels: unpack(labels) } : {}) };
    const label = `${layer.type}, ${engine}`;
    assert.deepEqual(outputShape(layer, input, labels?.shape[1]), y.shape.slice(1));

    const fixed = unpackAll(statistics);
    const result = valueAndGradients({ x: unpack(x), ...unpackAll(weights) }, ({ x: given, ...rest }) => {
      const applied = applyLayer(layer, { ...rest, ...fixed }, given!, input, mode);
      return { value: applied.y.mul(unpack(cotangent)).sum(), aux: { y: applied.y, ...applied.statistics } as Record<string, Tensor> };
    });
    figures.checkTensor(label, `${name}: output`, result.aux["y"]!, y);
    for (const [by, expected] of Object.entries(gradients)) figures.checkTensor(label, `${name}: gradient by ${by}`, result.gradients[by]!, expected);
    const { unbiasedMovingVariance: unbiased, ...after } = moved ?? {};
    assert.deepEqual(Object.keys(result.aux).sort(), [...Object.keys(after), "y"].sort());
    for (const [statistic, expected] of Object.entries(after)) figures.checkTensor(label, `${name}: ${statistic}`, result.aux[statistic]!, expected);
    if (!unbiased) return;
    // The batch's biased variance is what moves the running one, as in Keras 3; PyTorch takes the unbiased one there.
    assert.ok(largestDifference([...result.aux["movingVariance"]!.dataSync()], unbiased.values, sizeOfNumbers(unbiased.values)) > 1e-3);
  }

  for (const engine of BACKENDS) {
    onEngine(engine, () => {
      for (const reference of [...cases, ...conditional].filter((one) => canRun(engine, { convolution: isConvolution(one) }))) {
        it(reference.name, () => tidy(() => check(reference, engine)));
      }
      for (const { layer, kernel, constrained } of constraints) {
        it(`kernelMaxNorm of ${layer.type}: as pylearn2`, () => tidy(() => {
          const after = constrainLayer(layerSchema.parse(layer), { kernel: unpack(kernel) })["kernel"]!;
          figures.checkTensor(`kernelMaxNorm, ${engine}`, layer.type, after, constrained);
          // What is within the bound stays to the bit.
          const before = unpack(kernel).dataSync();
          assert.ok(after.dataSync().filter((weight, i) => weight === before[i]).length >= after.size / kernel.shape.at(layer.type === "conv2dTranspose" ? 2 : -1)!);
        }));
      }
    });
  }
});
