import assert from "node:assert/strict";
import { parseExperiment } from "../../../src/experiment/parse";
import { first } from "../../support/values";

interface Given {
  G?: object[];
  D?: object[];
  batchSize?: number;
  packing?: number;
}

/**
 * What is said of an experiment on 4 x 4 pictures with layers in G before its pictures, and at the
 * beginning of D.
 */
function said({ G = [], D = [], batchSize = 1, packing = 1 }: Given): string[] {
  const { problems } = parseExperiment(
    JSON.stringify({
      data: { source: "npy", file: "a.npy", shape: [4, 4, 1] },
      latent: { size: 3 },
      generator: {
        layers: [
          { type: "dense", units: 16 },
          ...G,
          { type: "reshape", targetShape: [4, 4, 1] },
          { type: "activation", activation: "sigmoid" },
        ],
      },
      discriminator: { layers: [...D, { type: "flatten" }, { type: "dense", units: 1 }] },
      objective: { packing },
      optimizer: { generator: { type: "adam" }, discriminator: { type: "adam" } },
      training: { batchSize },
    }),
  );
  return problems
    .filter(({ path }) => path.includes("layers"))
    .map(({ severity, path, message }) => `${severity} ${path.join(".")}: ${message}`);
}

const conv = { type: "conv2d", filters: 2, kernelSize: 3, strides: 4 };
const norm = { type: "batchNorm" };
const instance = { type: "instanceNorm" };

describe("A batch, or a picture, that is too small for a layer", () => {
  const cases: [what: string, given: Given, expected: RegExp | undefined][] = [
    [
      "batchNorm on rows, batch 1",
      { G: [norm] },
      /^error generator.layers.1.type: batchNorm sees a single number of each feature/,
    ],
    ["batchNorm on rows, batch 2", { G: [norm], batchSize: 2 }, undefined],
    ["batchNorm in G on a pack of two", { G: [norm], packing: 2 }, undefined],
    ["batchNorm on pictures, batch 1", { D: [norm] }, undefined],
    ["batchNorm on 1 x 1 pictures, batch 1", { D: [conv, norm] }, /^error discriminator.layers.1/],
    [
      "batchNorm in D on one pack of two",
      { D: [conv, norm], packing: 2 },
      /^error discriminator.layers.1.type: batchNorm/,
    ],
    [
      "batchNorm inside a residual block",
      { D: [conv, { type: "residual", layers: [norm] }] },
      /^error discriminator.layers.1.layers.0.type: batchNorm/,
    ],
    [
      "instanceNorm on 1 x 1 pictures, whatever the batch",
      { D: [conv, instance], batchSize: 64 },
      /^error discriminator.layers.1.type: instanceNorm sees a single pixel/,
    ],
    ["instanceNorm on pictures", { D: [instance] }, undefined],
    [
      "layerNorm on a single number",
      { G: [{ type: "dense", units: 1 }, { type: "layerNorm" }, { type: "dense", units: 16 }] },
      /^error generator.layers.2.type: layerNorm sees a single number/,
    ],
    [
      "pixelNorm on a single channel",
      { G: [{ type: "dense", units: 1 }, { type: "pixelNorm" }, { type: "dense", units: 16 }] },
      /^error generator.layers.2.type: pixelNorm sees a single channel/,
    ],
    [
      "minibatchStddev, batch 1",
      { D: [{ type: "minibatchStddev" }] },
      /^warning discriminator.layers.0.type: minibatchStddev adds nothing in a batch of 1/,
    ],
    ["minibatchStddev, batch 2", { D: [{ type: "minibatchStddev" }], batchSize: 2 }, undefined],
    [
      "spectral normalisation of a kernel that starts as zeros",
      { D: [{ ...conv, spectralNorm: true, kernelInitializer: { type: "constant" } }] },
      /^error discriminator.layers.0.kernelInitializer.type: spectralNorm divides by the largest singular value/,
    ],
    [
      "spectral normalisation of all but zeros",
      {
        D: [{ ...conv, spectralNorm: true, kernelInitializer: { type: "normal", stddev: 1e-30 } }],
      },
      /spectralNorm divides/,
    ],
    [
      "zeros without spectral normalisation",
      { D: [{ ...conv, kernelInitializer: { type: "constant" } }] },
      undefined,
    ],
  ];
  for (const [what, given, expected] of cases) {
    it(`${expected ? "is said" : "is not said where there is none"}: ${what}`, () => {
      const problems = said(given);
      assert.equal(problems.length, expected ? 1 : 0, problems.join("\n"));
      if (expected) assert.match(first(problems), expected);
    });
  }
});
