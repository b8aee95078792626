import { onEngine } from "../../support/gan";
import { VARIANTS } from "../../support/optimizer-variants";
import assert from "node:assert/strict";
import { memoryNeeded } from "../../../src/experiment/memory";
import { type ExperimentInput, experimentSchema } from "../../../src/experiment/schema";
import { initialState, modelOf } from "../../../src/gan/model";
import type { Tree } from "../../../src/gan/tree";
import { tidy } from "../../../src/tensor/tf";

/** Of every layer that has weights. */
const LAYERS: ExperimentInput = {
  data: { source: "npy", file: "a.npy", shape: [8, 8, 2], labels: "b.npy", classes: 3 },
  latent: { size: 5 },
  generator: {
    layers: [
      { type: "label", units: 2 },
      { type: "dense", units: 8, useBias: false },
      { type: "batchNorm" },
      { type: "maxout", units: 8, pieces: 3 },
      { type: "reshape", targetShape: [2, 2, 2] },
      { type: "conv2dTranspose", filters: 3, kernelSize: 3, strides: 2, tiedBias: false },
      { type: "instanceNorm" },
      { type: "conv2dTranspose", filters: 2, kernelSize: 4, strides: 2 },
    ],
  },
  discriminator: {
    layers: [
      { type: "label" },
      { type: "maxoutConv2d", filters: 2, pieces: 2, kernelSize: 3 },
      {
        type: "residual",
        layers: [{ type: "conv2d", filters: 4, kernelSize: 3 }, { type: "layerNorm" }],
        shortcut: [{ type: "conv2d", filters: 4, kernelSize: 1, useBias: false }],
      },
      { type: "pixelNorm" },
      { type: "minibatchStddev" },
      { type: "globalSumPooling2d" },
      { type: "labelProjection" },
    ],
  },
  optimizer: { generator: { type: "adam" }, discriminator: { type: "sgd" } },
  training: { generatorAverage: {} },
};

const numbersIn = (tree: Tree): number =>
  Object.values(tree).reduce((sum, { size }) => sum + size, 0);

describe("The memory that is estimated", () => {
  onEngine("cpu", () => {
    it("is that of the weights that there are, for every layer", () => {
      const experiment = experimentSchema.parse(LAYERS);
      const [ofG, ofD] = tidy(() => {
        const { generator, discriminator } = initialState(modelOf(experiment));
        return [numbersIn(generator.params), numbersIn(discriminator.params)];
      }) as [number, number];
      // The weights of both, gradients of the larger, and the average of G.
      assert.equal(memoryNeeded(experiment).weights, 4 * (ofG + ofD + Math.max(ofG, ofD) + ofG));
    });

    for (const [name, optimizer] of Object.entries(VARIANTS)) {
      it(`is that of the slots that there are: ${name}`, () => {
        const experiment = experimentSchema.parse({
          ...LAYERS,
          optimizer: { generator: optimizer, discriminator: { type: "sgd" } },
        });
        const slots = tidy(() => {
          const slots = initialState(modelOf(experiment)).optimizers.generator;
          // Counts of updates are single numbers.
          const large = Object.entries(slots).filter(([, { size }]) => size > 1);
          return numbersIn(Object.fromEntries(large));
        });
        const needed = memoryNeeded(experiment).slots;
        // How many numbers optimizers of matrices keep depends on the shapes: no fewer than these.
        if (["muon", "shampoo"].includes(optimizer.type))
          assert.ok(needed > 0 && needed <= 4 * slots, `${needed} of ${4 * slots}`);
        else assert.equal(needed, 4 * slots);
      });
    }
  });
});
