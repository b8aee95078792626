import { Figures, numbersOf, onEngine } from "../../support/gan";
import assert from "node:assert/strict";
import { BACKENDS } from "../../../src/engine";
import { CROSS_ENTROPIES, type Loss, LOSSES } from "../../../src/experiment/schema";
import { OBJECTIVES } from "../../../src/gan/losses";
import { tensor1d } from "../../../src/tensor/tf";
import { checkLoss, losses } from "../../support/objective-parity";
import { present } from "../../support/values";

describe("Losses of both players and their gradients by the logits: as PyTorch", () => {
  const figures = new Figures(1e-5);
  after(() => figures.print());

  for (const engine of BACKENDS) {
    onEngine(engine, () => {
      for (const one of losses.cases) {
        it(`${one.objective}, ${one.labels ? "" : "logits "}${one.name}`, () =>
          checkLoss(one, figures, `${one.objective}, ${engine}`));
      }

      it("D is sigmoid of the logit, and elsewhere the output itself", () => {
        const value = (loss: Loss) => [
          ...numbersOf(() => OBJECTIVES[loss].value(tensor1d([-100, 0, 100]))),
        ];
        for (const loss of LOSSES) {
          const [low, middle, high] = value(loss);
          if (CROSS_ENTROPIES.includes(loss))
            assert.ok(
              present(low) >= 0 && present(low) < 1e-30 && middle === 0.5 && high === 1,
              `${loss}: ${low}, ${middle}, ${high}`,
            );
          else assert.deepEqual([low, middle, high], [-100, 0, 100], loss);
        }
      });
    });
  }
});
