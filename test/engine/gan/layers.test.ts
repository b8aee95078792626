import { Figures, onEngine } from "../../support/gan";
import {
  checkConstraint,
  checkLayer,
  constraintCases,
  LAYER_BOUND,
  type LayerCase,
  layerCases,
} from "../../support/layer-parity";
import { BACKENDS, canRun } from "../../../src/engine";

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
