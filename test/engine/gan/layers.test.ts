import { Figures, onEngine } from "../../support/gan";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  checkConstraint,
  checkLayer,
  constraintCases,
  LAYER_BOUND,
  type LayerCase,
  layerCases,
} from "../../support/layer-parity";
import { BACKENDS, canRun } from "../../../src/engine";
import { NETWORKS } from "../../../src/shared/run/run";
import { weightsLines } from "../../../src/shared/run/weights";
import { torchNetworks, withTorchWeights } from "../../support/torch-weights";

const isConvolution = ({ layer }: LayerCase): boolean =>
  layer.type.toLowerCase().includes("conv2d");

describe("Layers, forward and gradients by input and weights: as PyTorch", () => {
  const figures = new Figures(LAYER_BOUND);
  after(() => figures.print());

  for (const engine of BACKENDS) {
    onEngine(engine, () => {
      for (const one of layerCases.filter((each) =>
        canRun(engine, { convolution: isConvolution(each) }),
      )) {
        it(one.name, () => checkLayer(one, figures, `${one.layer.type}, ${engine}`));
      }
      for (const one of constraintCases) {
        it(`kernelMaxNorm of ${one.layer.type}: as pylearn2`, () =>
          checkConstraint(one, figures, `kernelMaxNorm, ${engine}`));
      }
    });
  }
});

describe("Networks with weights of PyTorch, by their own names", () => {
  const figures = new Figures(1e-5);
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-torch-"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
    figures.print();
  });

  onEngine("tensorflow", () => {
    for (const name of NETWORKS)
      it(`the ${name} makes of the same inputs the same outputs`, async () => {
        const { output, taken } = await withTorchWeights(folder, name);
        const table = weightsLines(taken);
        assert.ok(
          table.every((line) => line.includes("taken over from")),
          table.join("\n"),
        );
        figures.check(name, name, output, torchNetworks[name].output.values, 1);
      });
  });
});
