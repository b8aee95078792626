import { Figures, fixture, numbersOf, onEngine, type Packed, unpack } from "./gan-helpers";
import assert from "node:assert/strict";
import { BACKENDS } from "../../src/engine";
import type { LOSSES } from "../../src/experiment/schema";
import { valueAndGradients } from "../../src/gan/gradients";
import { OBJECTIVES } from "../../src/gan/losses";
import type { State } from "../../src/gan/state";
import { type Scalar, tensor1d, tidy } from "../../src/shared/tf";

interface Case {
  name: string;
  objective: (typeof LOSSES)[number];
  real: Packed;
  fake: Packed;
  discriminator: { value: number; byReal: Packed; byFake: Packed };
  generator: { value: number; byFake: Packed };
}
const { cases } = fixture<{ cases: Case[] }>("losses");

describe("Losses of both players and their gradients by the logits: as PyTorch", () => {
  // Relative to |reference| alone: at logits of 50 the gradients are about 1e-22, and still right in every digit.
  const figures = new Figures(1e-5), scale = 1e-30;
  after(() => figures.print());

  const check = (label: string, inputs: State, loss: (inputs: State) => Scalar, value: number, gradients: Record<string, Packed>) => tidy(() => {
    const result = valueAndGradients(inputs, (given) => ({ value: loss(given), aux: {} }));
    figures.check(label, "value", [...result.value.dataSync()], [value], scale);
    for (const [name, expected] of Object.entries(gradients)) {
      figures.check(label, `gradient by the logits of ${name}`, [...result.gradients[name]!.dataSync()], expected.values, scale);
    }
  });

  for (const engine of BACKENDS) {
    onEngine(engine, () => {
      for (const { name, objective: loss, real, fake, ...expected } of cases) {
        const objective = OBJECTIVES[loss], label = `${loss}, ${engine}`;
        it(`${loss}, logits ${name}`, () => tidy(() => {
          check(label, { real: unpack(real), fake: unpack(fake) }, (given) => objective.discriminator(given["real"]!, given["fake"]!),
            expected.discriminator.value, { real: expected.discriminator.byReal, fake: expected.discriminator.byFake });
          check(label, { fake: unpack(fake) }, (given) => objective.generator(given["fake"]!), expected.generator.value, { fake: expected.generator.byFake });
        }));
      }

      it("D is sigmoid of the logit, and for least squares the output itself", () => {
        const value = (loss: Case["objective"]) => [...numbersOf(() => OBJECTIVES[loss].value(tensor1d([-100, 0, 100])))];
        for (const loss of ["minimax", "nonSaturating"] as const) {
          const [low, middle, high] = value(loss);
          assert.ok(low! >= 0 && low! < 1e-30, `${loss}: ${low}`);
          assert.deepEqual([middle, high], [0.5, 1]);
        }
        assert.deepEqual(value("leastSquares"), [-100, 0, 100]);
      });
    });
  }
});
