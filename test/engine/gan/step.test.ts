import { Figures, onEngine } from "../../support/gan";
import { BACKENDS } from "../../../src/engine";
import { checkStep, steps } from "../../support/step-parity";

describe("Three training steps with every objective and way of updating: as PyTorch", () => {
  const figures = new Figures(1e-4);
  after(() => figures.print());

  for (const engine of BACKENDS) {
    onEngine(engine, () => {
      // tfjs's WASM engine lacks the gradient of a convolution by its filter.
      for (const one of steps.cases.filter(
        ({ name }) => engine !== "wasm" || !name.includes("convolutional"),
      ))
        it(one.name, () => checkStep(one, figures, engine));
    });
  }
});
