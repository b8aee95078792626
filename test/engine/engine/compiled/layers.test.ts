import { assertClose, prepare, train } from "../../../support/compiled";
import assert from "node:assert/strict";
import { installTensorFlow, loadEngine } from "../../../../src/engine";
import { createEagerProgram } from "../../../../src/engine/eager/program";
import {
  ACTIVATIONS,
  type Experiment,
  type ExperimentInput,
  experimentSchema,
} from "../../../../src/experiment/schema";
import { STEP_METRICS } from "../../../../src/gan/step";
import { cacheDir } from "../../../../src/shared/files/cache";
import type { Values } from "../../../../src/tensor/values";
import { type Compile, COMPILERS } from "../../../support/compilers";
import { entry } from "../../../support/values";

/** Few, and with small rates: such training doubles a difference of rounding within a few steps. */
const STEPS = 4;
type Layers = NonNullable<ExperimentInput["discriminator"]["layers"]>;
const optimizer = { type: "momentum", learningRate: 0.005, momentum: 0.5 } as const;
const leaky = { activation: "leakyRelu", slope: 0.1 } as const;

const game = (
  D: Layers,
  objective: ExperimentInput["objective"] = {},
  G: Layers = [{ type: "dense", units: 8, ...leaky }],
): Experiment =>
  experimentSchema.parse({
    data: { source: "ring", stddev: 0.1 },
    latent: { size: 3 },
    generator: { layers: [...G, { type: "dense", units: 2 }] },
    discriminator: { layers: [...D, { type: "dense", units: 1 }] },
    objective,
    optimizer: { generator: optimizer, discriminator: optimizer },
    training: { batchSize: 4, seed: 3 },
  });
/** D on pictures of 4 x 4 pixels, made of eight points. */
const onPictures = (...layers: Layers): Experiment =>
  game([{ type: "reshape", targetShape: [4, 4, 1] }, ...layers, { type: "flatten" }], {
    packing: 8,
  });
const conv = { type: "conv2d", filters: 3, kernelSize: 3, ...leaky } as const;

const EXPERIMENTS: Record<string, Experiment> = {
  kernelMaxNorm: game(
    [
      { type: "maxout", units: 6, pieces: 3, kernelMaxNorm: 0.4 },
      { type: "dense", units: 5, kernelMaxNorm: 0.4 },
    ],
    {},
    [{ type: "dense", units: 8, ...leaky, kernelMaxNorm: 0.3 }],
  ),
  "maxoutConv2d and wide padding": onPictures(
    { type: "maxoutConv2d", filters: 3, pieces: 2, kernelSize: 4, padding: 2, kernelMaxNorm: 1 },
    { ...conv, padding: 1, strides: 2 },
  ),
  "maximum over windows, some of which stick out": onPictures(
    { ...conv, padding: 1, kernelSize: 2 },
    { type: "maxPooling2d", poolSize: 2, padding: "end" },
    { type: "maxPooling2d", poolSize: 2, strides: 1, padding: "same" },
  ),
  "maximum over windows that lie apart": onPictures(
    { ...conv, padding: 1, kernelSize: 2 },
    { type: "maxPooling2d", poolSize: 1, strides: 3, padding: "end" },
  ),
  "means over windows, side by side and overlapping": onPictures(
    conv,
    { type: "averagePooling2d" },
    { type: "averagePooling2d", poolSize: 2, strides: 1, padding: "same" },
  ),
  "upsampling and sums over pictures": onPictures({ type: "upsampling2d" }, conv, {
    type: "globalSumPooling2d",
  }),
  "a bias for each pixel": onPictures({
    type: "conv2dTranspose",
    filters: 2,
    kernelSize: 3,
    strides: 2,
    padding: "valid",
    tiedBias: false,
  }),
  "spectral normalisation": onPictures(
    { ...conv, spectralNorm: true },
    { type: "flatten" },
    { type: "dense", units: 4, ...leaky, spectralNorm: true },
  ),
  "spectral normalisation and layerNorm under a gradient penalty": game(
    [{ type: "dense", units: 6, ...leaky, spectralNorm: true }, { type: "layerNorm" }],
    { loss: "wasserstein", penalties: [{ type: "gradientPenalty" }] },
  ),
  "layerNorm and instanceNorm on pictures": onPictures(
    conv,
    { type: "layerNorm" },
    { type: "instanceNorm" },
  ),
  pixelNorm: onPictures(conv, { type: "pixelNorm" }),
  "pixelNorm under a gradient penalty": game(
    [{ type: "dense", units: 6, ...leaky }, { type: "pixelNorm" }],
    { loss: "wasserstein", penalties: [{ type: "gradientPenalty" }] },
  ),
  minibatchStddev: onPictures(conv, { type: "minibatchStddev" }),
  "residual blocks": onPictures(
    {
      type: "residual",
      layers: [{ ...conv, spectralNorm: true }, { type: "averagePooling2d" }],
      shortcut: [{ type: "averagePooling2d" }, { type: "conv2d", filters: 3, kernelSize: 1 }],
    },
    { type: "residual", layers: [{ type: "batchNorm" }, conv] },
  ),
  "every activation, under a gradient penalty": game(
    ACTIVATIONS.map((activation) => ({
      type: "dense" as const,
      units: 6,
      activation,
      ...(activation === "elu" ? { alpha: 0.5 } : {}),
    })),
    { loss: "wasserstein", penalties: [{ type: "gradientPenalty" }] },
  ),
  "the paper's dropout, sparse and orthogonal weights": game([
    { type: "dropout", includeProbability: 0.8, scale: 1.5 },
    {
      type: "dense",
      units: 6,
      activation: "tanh",
      kernelInitializer: { type: "sparse", nonzero: 1 },
    },
    { type: "dropout", includeProbability: 0.5 },
    { type: "dense", units: 6, activation: "tanh", kernelInitializer: { type: "orthogonal" } },
  ]),
};

/** Of Fashion-MNIST, whose examples have classes. */
const conditional = (
  G: Layers,
  D: Layers,
  objective: ExperimentInput["objective"] = {},
  generatorSteps = 1,
): Experiment =>
  experimentSchema.parse({
    data: { source: "fashionMnist" },
    latent: { size: 3 },
    generator: {
      layers: [...G, { type: "dense", units: 784 }, { type: "reshape", targetShape: [28, 28, 1] }],
    },
    discriminator: { layers: D },
    objective,
    optimizer: { generator: optimizer, discriminator: optimizer },
    training: { batchSize: 4, seed: 3, discriminatorSteps: 2, generatorSteps },
  });
Object.assign(EXPERIMENTS, {
  "labels beside a row and beside the channels of a picture": conditional(
    [{ type: "label" }, { type: "dense", units: 8, ...leaky }],
    [{ type: "label" }, { ...conv, strides: 4 }, { type: "flatten" }, { type: "dense", units: 1 }],
  ),
  "vectors of classes, and a projection under a gradient penalty": conditional(
    [
      { type: "label", units: 4 },
      { type: "dense", units: 8, ...leaky },
    ],
    [
      { type: "flatten" },
      { type: "dense", units: 6, activation: "tanh" },
      { type: "labelProjection" },
    ],
    { loss: "wasserstein", penalties: [{ type: "gradientPenalty" }] },
  ),
  "labels of G's own batches, k_G = 3": conditional(
    [{ type: "label" }, { type: "dense", units: 8, ...leaky }],
    [{ type: "label" }, { type: "flatten" }, { type: "dense", units: 1 }],
    {},
    3,
  ),
  "a projection with spectral normalisation": conditional(
    [{ type: "label", units: 4 }],
    [
      { type: "flatten" },
      { type: "dense", units: 6, ...leaky, spectralNorm: true },
      { type: "labelProjection", spectralNorm: true },
    ],
    { loss: "hinge" },
  ),
});

for (const [engine, start] of Object.entries(COMPILERS)) {
  describe(`Layers, compiled for ${engine}`, () => {
    let compile: Compile;
    before(async () => {
      await installTensorFlow({ cacheDir: cacheDir() });
      await loadEngine("tensorflow", { convolution: true });
      compile = await start();
    });

    for (const [name, experiment] of Object.entries(EXPERIMENTS)) {
      it(`${name}: as op by op`, async () => {
        const { step, state } = await prepare(experiment);
        const eager = await train(createEagerProgram(step, state), [STEPS]);
        const compiled = await train(await compile(step, state), [1, STEPS - 1]);
        for (const [i, metric] of STEP_METRICS.entries()) {
          const of = (log: number[]) => log.filter((_, at) => at % STEP_METRICS.length === i);
          assertClose(metric, of(compiled.log), of(eager.log), 1e-4);
        }
        assert.deepEqual(Object.keys(compiled.state), Object.keys(eager.state));
        for (const part of ["generator", "discriminator"]) {
          const all = (values: Record<string, Values>) =>
            Object.keys(eager.state)
              .filter((key) => key.startsWith(`${part}/`))
              .flatMap((key) => [...entry(values, key).values]);
          assertClose(part, all(compiled.state), all(eager.state), 1e-4);
        }
      });
    }
  });
}
