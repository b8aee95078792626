import { Figures, numbersOf, onEngine } from "../../support/gan";
import assert from "node:assert/strict";
import { BACKENDS } from "../../../src/engine";
import type { PenaltyConfig } from "../../../src/experiment/schema";
import { penalty } from "../../../src/gan/penalties";
import { normal, rootKey } from "../../../src/gan/random";
import type { Tensor } from "../../../src/tensor/tf";
import { checkPenalty, penalties } from "../../support/objective-parity";
import { first } from "../../support/values";

describe("Gradient penalties and their gradients by D's weights agree with PyTorch", () => {
  const figures = new Figures(1e-5);
  after(() => figures.print());

  for (const engine of BACKENDS) {
    onEngine(engine, () => {
      // tfjs's WASM engine lacks the gradient of a convolution by its filter.
      for (const one of penalties.cases.filter(
        ({ name }) => engine !== "wasm" || !name.includes("convolutions"),
      )) {
        it(`${one.penalty} through ${one.name}`, () =>
          checkPenalty(one, figures, `${one.name}, ${engine}`));
      }

      it("a D that is flat, or of slope 1, has the penalty that follows", () => {
        const of = (type: PenaltyConfig["type"], judge: (x: Tensor) => Tensor) =>
          first(
            numbersOf(() => {
              const key = rootKey(3, 0);
              const batch = () => normal(key, [5, 4]);
              return penalty(type, { real: batch(), fake: batch().mul(2), judge, key });
            }),
          );
        const flat = (x: Tensor) => x.mul(0).sum(1, true);
        const mean = (x: Tensor) => x.mul(0.5).sum(1, true);
        assert.deepEqual(
          [of("gradientPenalty", flat), of("r1", flat), of("dragan", flat)].map((value) =>
            Number(value.toFixed(5)),
          ),
          [1, 0, 1],
        );
        // Of four numbers of weight 1/2 the gradient has the norm 1.
        assert.deepEqual(
          [of("gradientPenalty", mean), of("r1", mean), of("dragan", mean)].map((value) =>
            Number(value.toFixed(5)),
          ),
          [0, 0.5, 0],
        );
      });
    });
  }
});
