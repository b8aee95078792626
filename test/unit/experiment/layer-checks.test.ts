import assert from "node:assert/strict";
import { parseExperiment } from "../../../src/experiment/parse";
import { first } from "../../support/values";

/** What is said of an experiment on 4 x 4 pictures whose D begins with a layer. */
function said(layer: object, more: { G?: object[]; objective?: object } = {}): string[] {
  const { problems } = parseExperiment(
    JSON.stringify({
      data: { source: "npy", file: "a.npy", shape: [4, 4, 2] },
      latent: { size: 3 },
      generator: {
        layers: [
          ...(more.G ?? []),
          { type: "dense", units: 32 },
          { type: "reshape", targetShape: [4, 4, 2] },
        ],
      },
      discriminator: { layers: [layer, { type: "flatten" }, { type: "dense", units: 1 }] },
      objective: more.objective ?? {},
      optimizer: { generator: { type: "adam" }, discriminator: { type: "adam" } },
    }),
  );
  return problems.map(({ message, hint }) => `${message}; ${hint}`);
}

describe("Layers that do not fit: what is said of them", () => {
  const conv = { type: "conv2d", filters: 3, kernelSize: 3 };
  const cases: [
    what: string,
    layer: object,
    expected: RegExp,
    more?: Parameters<typeof said>[1],
  ][] = [
    [
      "a kernel wider than the padded picture",
      { ...conv, kernelSize: 9, padding: 2 },
      /a kernel of 9 does not fit into 8 x 8 pixels; use a smaller kernel/,
    ],
    [
      "a window wider than the picture",
      { type: "maxPooling2d", poolSize: 5 },
      /a window of 5 does not fit into 4 x 4 pixels; use a smaller window/,
    ],
    [
      "a residual block that changes the shape",
      { type: "residual", layers: [conv] },
      /layers make \[4, 4, 3\], but the input that they are added to is \[4, 4, 2\]; add a "shortcut"/,
    ],
    [
      "a shortcut of another shape",
      { type: "residual", layers: [conv], shortcut: [{ ...conv, filters: 4 }] },
      /but its shortcut makes \[4, 4, 4\]; make the two equal/,
    ],
    [
      "a misfit inside a block",
      { type: "residual", layers: [{ type: "dense", units: 3 }] },
      /dense needs a row of numbers/,
    ],
    [
      "more sparse inputs than there are",
      { ...conv, kernelInitializer: { type: "sparse", nonzero: 19 } },
      /each unit has 18 inputs, so that it cannot start with 19 of them; use at most 18/,
    ],
    [
      "a start of biases that are not there",
      { ...conv, useBias: false, biasInitializer: { type: "normal" } },
      /conv2d has no biases to start; remove the biasInitializer, or "useBias": false/,
    ],
    [
      "sparse biases",
      { ...conv, biasInitializer: { type: "sparse", nonzero: 1 } },
      /sparse is for kernels only/,
    ],
    [
      "sparse transposed convolutions",
      { ...conv, type: "conv2dTranspose", kernelInitializer: { type: "sparse", nonzero: 1 } },
      /sparse is not for conv2dTranspose/,
    ],
    [
      "a slope without leakyRelu",
      { ...conv, activation: "relu", slope: 0.1 },
      /slope belongs to leakyRelu, not to relu/,
    ],
    [
      "an alpha without elu",
      { ...conv, activation: "selu", alpha: 0.5 },
      /alpha belongs to elu, not to selu/,
    ],
    ["dropout without a share", { type: "dropout" }, /"rate" is missing/],
    [
      "dropout with two shares",
      { type: "dropout", rate: 0.5, includeProbability: 0.5 },
      /says the same as rate/,
    ],
    [
      "a scale beside rate",
      { type: "dropout", rate: 0.5, scale: 2 },
      /belongs to includeProbability/,
    ],
    [
      "an unknown key inside a block",
      { type: "residual", layers: [{ ...conv, filters: 2, stride: 1 }] },
      /unknown key "stride"; did you mean "strides"/,
    ],
    [
      "a penalty through a maximum over windows",
      { type: "maxPooling2d" },
      /it needs second derivatives, which D's maxPooling2d layer does not have/,
      { objective: { penalties: [{ type: "r1" }] } },
    ],
    [
      "a penalty through a layer that mixes samples, in a block",
      { type: "residual", layers: [{ type: "batchNorm" }] },
      /r1 punishes the gradient at each sample, but D has a batchNorm layer/,
      { objective: { penalties: [{ type: "r1" }] } },
    ],
  ];
  for (const [what, layer, expected, more] of cases) {
    it(what, () => {
      const problems = said(layer, more);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(first(problems), expected);
    });
  }

  it("nothing where all fits", () => {
    assert.deepEqual(
      said({
        type: "residual",
        layers: [conv],
        shortcut: [{ ...conv, kernelSize: 1, activation: "leakyRelu", slope: 0.1 }],
      }),
      [],
    );
    assert.deepEqual(said({ ...conv, padding: 3 }), []);
  });
});
