import { Figures, fixture, largestDifference, onEngine, type Packed, sizeOfNumbers, unpack, unpackAll } from "./gan-helpers";
import assert from "node:assert/strict";
import { canRun, BACKENDS } from "../../src/engine";
import { type Layer, layerSchema } from "../../src/experiment/schema";
import { outputShape } from "../../src/experiment/shapes";
import { valueAndGradients } from "../../src/gan/gradients";
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
  moved?: Record<"movingMean" | "movingVariance" | "unbiasedMovingVariance", Packed>;
  training?: boolean;
  cotangent: Packed;
  y: Packed;
  /** Of sum(y * cotangent), by the input and each weight. */
  gradients: Record<string, Packed>;
}
const { cases } = fixture<{ cases: Case[] }>("layers");

const isConvolution = ({ layer }: Case): boolean => layer.type === "conv2d" || layer.type === "conv2dTranspose";

describe("Layers, forward and gradients by input and weights: as PyTorch", () => {
  // Relative to max(|reference|, root mean square of the reference tensor).
  const figures = new Figures(1e-4);
  after(() => figures.print());

  function check(reference: Case, engine: string): void {
    const { name, x, weights, statistics = {}, moved, cotangent, y, gradients } = reference;
    const layer = layerSchema.parse(reference.layer), input = x.shape.slice(1);
    const mode: Mode = reference.training ? { training: true, key: rootKey(1, 0) } : { training: false };
    const label = `${layer.type}, ${engine}`;
    assert.deepEqual(outputShape(layer, input), y.shape.slice(1));

    const fixed = unpackAll(statistics);
    const result = valueAndGradients({ x: unpack(x), ...unpackAll(weights) }, ({ x: given, ...rest }) => {
      const applied = applyLayer(layer, { ...rest, ...fixed }, given!, input, mode);
      return { value: applied.y.mul(unpack(cotangent)).sum(), aux: { y: applied.y, ...applied.statistics } as Record<string, Tensor> };
    });
    figures.checkTensor(label, `${name}: output`, result.aux["y"]!, y);
    for (const [by, expected] of Object.entries(gradients)) figures.checkTensor(label, `${name}: gradient by ${by}`, result.gradients[by]!, expected);
    assert.deepEqual(Object.keys(result.aux).sort(), moved ? ["movingMean", "movingVariance", "y"] : ["y"]);
    if (!moved) return;
    for (const statistic of ["movingMean", "movingVariance"] as const) figures.checkTensor(label, `${name}: ${statistic}`, result.aux[statistic]!, moved[statistic]);
    // The batch's biased variance is what moves the running one, as in Keras 3; PyTorch takes the unbiased one there.
    const { values } = moved.unbiasedMovingVariance;
    assert.ok(largestDifference([...result.aux["movingVariance"]!.dataSync()], values, sizeOfNumbers(values)) > 1e-3);
  }

  for (const engine of BACKENDS) {
    onEngine(engine, () => {
      for (const reference of cases.filter((one) => canRun(engine, { convolution: isConvolution(one) }))) {
        it(reference.name, () => tidy(() => check(reference, engine)));
      }
    });
  }
});
