import { onEngine, recordingDraws } from "../../support/gan";
import {
  after,
  FAST,
  modelWith,
  type Numbers,
  numbers,
  part,
  type Rates,
  start,
  take,
} from "../../support/updates";
import { at, entry } from "../../support/values";
import assert from "node:assert/strict";
import { generate, initialState, type Model } from "../../../src/gan/model";
import { normal, rootKey } from "../../../src/gan/random";
import type { TrainState } from "../../../src/gan/state";
import { pretrainingStep, STEP_METRICS, trainingStep } from "../../../src/gan/step";
import { tidy } from "../../../src/tensor/tf";

describe("Ways of updating", () => {
  onEngine("tensorflow", () => {
    const moved = (updates: Model["updates"], network: string, rates: Rates) =>
      part(after(modelWith({ updates }, rates)), `${network}/`);
    const slowD = { ...FAST, discriminator: 0 };
    const slowG = { ...FAST, generator: 0 };

    it("simultaneous: neither network's rate matters to the other's update", () => {
      assert.deepEqual(
        moved("simultaneous", "generator", FAST),
        moved("simultaneous", "generator", slowD),
      );
      assert.deepEqual(
        moved("simultaneous", "discriminator", FAST),
        moved("simultaneous", "discriminator", slowG),
      );
    });

    it("extragradient: each network's rate matters to the other's update", () => {
      assert.notDeepEqual(
        moved("extragradient", "generator", FAST),
        moved("extragradient", "generator", slowD),
      );
      assert.notDeepEqual(
        moved("extragradient", "discriminator", FAST),
        moved("extragradient", "discriminator", slowG),
      );
    });

    for (const updates of ["simultaneous", "extragradient"] as const) {
      it(`${updates}: G's gradient is taken on the latent vectors and dropout masks of D's`, () =>
        tidy(() => {
          const model = modelWith({ updates });
          const state = initialState(model);
          const { draws } = recordingDraws(() => take(model, state));
          // The data; for each pair of gradients D's z, the masks of its two passes, and G's z and
          // mask.
          const batches = updates === "simultaneous" ? 1 : 2;
          const drawn = draws.slice(batches);
          assert.equal(drawn.length, 5 * batches);
          for (let i = 0; i < batches; i++) {
            const [zD, , maskD, zG, maskG] = drawn.slice(5 * i, 5 * i + 5);
            assert.deepEqual([zG, maskG], [zD, maskD]);
          }
          assert.notDeepEqual(drawn[0], drawn[5 * (batches - 1) + 1]);
        }));
    }

    it("extragradient looks ahead on one batch, updates on another, slots with both", () => {
      const model = modelWith({ updates: "extragradient" });
      assert.equal(model.extraBatches, 1);
      const end = after(model);
      for (const network of ["generator", "discriminator"])
        assert.deepEqual(end[`optimizer/${network}/firstMoment/count`], [2]);
    });

    it("with k = 3 the first two updates are D's alone in every way of updating", () => {
      for (const [updates, ofD, ofG] of [
        ["alternating", 3, 1],
        ["simultaneous", 3, 1],
        ["extragradient", 4, 2],
      ] as const) {
        const end = after(modelWith({ updates, discriminatorSteps: 3 }));
        assert.deepEqual(
          [
            end["optimizer/discriminator/firstMoment/count"],
            end["optimizer/generator/firstMoment/count"],
          ],
          [[ofD], [ofG]],
          updates,
        );
      }
    });
  });
});

describe("Training D alone at first", () => {
  onEngine("tensorflow", () => {
    for (const k of [1, 3]) {
      it(
        "leaves G, its slots and its average as they are to the bit, and gives D the updates " +
          `of Algorithm 1 (k = ${k})`,
        () => {
          const model = modelWith({ discriminatorSteps: k, generatorAverage: {} });
          const begin = start(model);
          const end = after(model, 1, pretrainingStep);
          for (const prefix of ["generator/", "optimizer/generator/", "average/"])
            assert.deepEqual(part(end, prefix, "?"), part(begin, prefix, "?"), prefix);
          const trained = after(model);
          for (const prefix of ["discriminator/", "optimizer/discriminator/"])
            assert.deepEqual(part(end, prefix, "?"), part(trained, prefix, "?"), prefix);
        },
      );
    }

    it("measures G's loss all the same, against the trained D, and no gradient of it", () =>
      tidy(() => {
        const model = modelWith({});
        const state = initialState(model);
        const [pre, full] = [pretrainingStep, trainingStep].map((how) => [
          ...take(model, state, 0, how).metrics.dataSync(),
        ]) as [number[], number[]];
        const G = STEP_METRICS.indexOf("gradNormG");
        assert.equal(pre[G], 0);
        assert.ok(at(full, G) > 0);
        assert.deepEqual(pre.with(G, at(full, G)), full);
      }));
  });
});

describe("Optimizers that look ahead", () => {
  onEngine("tensorflow", () => {
    const lookahead = { every: 2, rate: 0.5 };
    const plain = modelWith({});
    const model: Model = {
      ...plain,
      optimizers: {
        generator: { ...plain.optimizers.generator, lookahead },
        discriminator: { ...plain.optimizers.discriminator, lookahead },
      },
    };
    const slow = (all: Numbers, network: string) =>
      Object.fromEntries(
        Object.entries(part(all, `optimizer/${network}/slowWeights/`)).map(([name, row]) => [
          name.replace(`optimizer/${network}/slowWeights`, network),
          row,
        ]),
      );
    const fast = (all: Numbers, network: string) => part(all, `${network}/`);

    it("take both players back to their slow weights at the end of the same step", () => {
      const [none, one, two] = [start(model), after(model), after(model, 2)];
      for (const network of ["generator", "discriminator"]) {
        assert.deepEqual(slow(one, network), fast(none, network));
        assert.notDeepEqual(fast(one, network), fast(none, network));
        assert.deepEqual(fast(two, network), slow(two, network));
        assert.notDeepEqual(fast(two, network), fast(none, network));
      }
      assert.deepEqual(
        fast(one, "generator"),
        fast(after(plain), "generator"),
        "in between nothing is changed, to the bit",
      );
    });

    it("leave G alone while D alone is trained", () => {
      const [none, two] = [start(model), after(model, 2, pretrainingStep)];
      for (const prefix of ["generator/", "optimizer/generator/"])
        assert.deepEqual(part(two, prefix, "?"), part(none, prefix, "?"), prefix);
      assert.deepEqual(fast(two, "discriminator"), slow(two, "discriminator"));
    });
  });
});

describe("The average of G", () => {
  onEngine("tensorflow", () => {
    it("is G until its start, then decay * average + (1 - decay) * G, statistics too", () =>
      tidy(() => {
        const model = modelWith({ generatorAverage: { decay: 0.75, start: 2 } });
        let state = initialState(model);
        const G = () => part(numbers(state), "generator/", "?");
        const average = () => part(numbers(state), "average/", "?");
        const prefixed = (values: Numbers) =>
          Object.fromEntries(Object.entries(values).map(([name, row]) => [`average/${name}`, row]));
        assert.deepEqual(average(), prefixed(G()));
        for (const step of [0, 1]) state = take(model, state, step).state;
        assert.deepEqual(average(), prefixed(G()));
        const before = average();
        state = take(model, state, 2).state;
        for (const [name, row] of Object.entries(G())) {
          row.forEach((value, i) =>
            assert.ok(
              Math.abs(
                at(entry(average(), `average/${name}`), i) -
                  (0.75 * at(entry(before, `average/${name}`), i) + 0.25 * value),
              ) < 1e-6,
              name,
            ),
          );
        }
        assert.ok("average/generator/1/movingMean" in average());
      }));

    it("is what samples are made of, while training goes on with G", () =>
      tidy(() => {
        const plain = modelWith({});
        const averaged = modelWith({ generatorAverage: { decay: 0.9 } });
        const [a, b] = [plain, averaged].map(
          (model) => take(model, take(model, initialState(model)).state, 1).state,
        ) as [TrainState, TrainState];
        assert.deepEqual(part(numbers(b), "generator/"), part(numbers(a), "generator/"));
        const z = normal(rootKey(5, 0), [4, 3]);
        assert.deepEqual(
          generate(averaged, b, z).arraySync(),
          generate(plain, { ...a, generator: b.average! }, z).arraySync(),
        );
        assert.notDeepEqual(
          generate(averaged, b, z).arraySync(),
          generate(plain, a, z).arraySync(),
        );
      }));
  });
});

describe("Clipped weights", () => {
  onEngine("tensorflow", () => {
    it("keep every weight of D within the bound after each update, and leave G's alone", () => {
      const end = after(
        modelWith({ discriminatorSteps: 2 }, FAST, { loss: "wasserstein", weightClip: 0.05 }),
        2,
      );
      const largest = (prefix: string) =>
        Math.max(...Object.values(part(end, prefix)).flat().map(Math.abs));
      assert.equal(largest("discriminator/"), Math.fround(0.05));
      assert.ok(largest("generator/") > 0.1);
    });
  });
});
