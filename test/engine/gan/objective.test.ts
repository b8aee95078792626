import { numbersOf, onEngine } from "../../support/gan";
import { at, entry, present } from "../../support/values";
import assert from "node:assert/strict";
import { type ExperimentInput, experimentSchema, LOSSES } from "../../../src/experiment/schema";
import { labelsFor } from "../../../src/gan/labels";
import { isCritic } from "../../../src/shared/losses";
import {
  hyperOf,
  initialState,
  judge,
  type Model,
  modelOf,
  samplesPerBatch,
} from "../../../src/gan/model";
import { withInstanceNoise } from "../../../src/gan/noise";
import { objectiveSettingsAt, optimalDiscriminator } from "../../../src/gan/objective";
import { pack, packWithItself } from "../../../src/gan/packing";
import { rootKey } from "../../../src/gan/random";
import { range, scalar, type Tensor, tensor, tidy, zeros } from "../../../src/tensor/tf";

function modelWith(
  objective: ExperimentInput["objective"],
  training: ExperimentInput["training"] = {},
): Model {
  return modelOf(
    experimentSchema.parse({
      data: { source: "ring" },
      latent: { size: 2 },
      generator: { layers: [{ type: "dense", units: 2 }] },
      discriminator: {
        layers: [
          { type: "dense", units: 5, activation: "tanh" },
          { type: "dense", units: 1 },
        ],
      },
      optimizer: { generator: { type: "sgd" }, discriminator: { type: "sgd" } },
      objective,
      training,
    }),
  );
}
const close = (actual: number, expected: number, bound: number, what: string) =>
  assert.ok(Math.abs(actual - expected) <= bound, `${what}: ${actual} instead of ${expected}`);

describe("Packs of samples", () => {
  onEngine("tensorflow", () => {
    it("join points, and pictures by their channels, in the order in which they come", () =>
      tidy(() => {
        assert.deepEqual(
          pack(
            tensor([
              [1, 2],
              [3, 4],
              [5, 6],
              [7, 8],
            ]),
            2,
          ).arraySync(),
          [
            [1, 2, 3, 4],
            [5, 6, 7, 8],
          ],
        );
        const pictures = range(0, 4 * 2 * 3 * 2).reshape([4, 2, 3, 2]);
        const packs = pack(pictures, 2);
        assert.deepEqual(packs.shape, [2, 2, 3, 4]);
        const all = pictures.arraySync() as number[][][][];
        const packed = packs.arraySync() as number[][][][];
        packed.forEach((picture, n) =>
          picture.forEach((row, y) =>
            row.forEach((channels, x) =>
              assert.deepEqual(channels, [
                ...at(at(at(all, 2 * n), y), x),
                ...at(at(at(all, 2 * n + 1), y), x),
              ]),
            ),
          ),
        );
      }));

    it("of one sample m times are the same as those of a batch that holds each m times", () =>
      tidy(() => {
        const x = range(0, 12).reshape([2, 3, 1, 2]) as Tensor;
        const thrice = x.expandDims(1).tile([1, 3, 1, 1, 1]).reshape([6, 3, 1, 2]);
        assert.deepEqual(packWithItself(x, 3).arraySync(), pack(thrice, 3).arraySync());
      }));

    it("are what D's first layer is made for, and a point is judged by a pack of itself", () =>
      tidy(() => {
        const model = modelWith({ packing: 3 });
        const state = initialState(model);
        const { params } = state.discriminator;
        assert.deepEqual(entry(params, "0/kernel").shape, [6, 5]);
        assert.equal(samplesPerBatch(model), 3 * 64);
        const points = tensor([
          [0.5, -1],
          [2, 0],
        ]);
        const byHand = points
          .tile([1, 3])
          .matMul(entry(params, "0/kernel"))
          .add(entry(params, "0/bias"))
          .tanh()
          .matMul(entry(params, "1/kernel"))
          .add(entry(params, "1/bias"))
          .sigmoid()
          .dataSync();
        judge(model, state, points)
          .dataSync()
          .forEach((value, i) => close(value, at(byHand, i), 1e-6, "D"));
      }));
  });
});

describe("Labels and instance noise", () => {
  onEngine("tensorflow", () => {
    const key = () => rootKey(3, 0);
    const labels = (objective: ExperimentInput["objective"], n = 4) =>
      tidy(() => {
        const found = labelsFor(hyperOf(modelWith(objective), 0).objective, key(), n);
        return (
          found && { real: [...found.real.dataSync()], generated: [...found.generated.dataSync()] }
        );
      });

    it("are 1 and 0 without a tensor, unless smoothed or flipped", () => {
      assert.equal(labels({}), undefined);
      assert.deepEqual(labels({ labelSmoothing: { real: 0.25, generated: 0.125 } }), {
        real: [0.75],
        generated: [0.125],
      });
      assert.deepEqual(labels({ labelFlipping: 0 }), {
        real: [1, 1, 1, 1],
        generated: [0, 0, 0, 0],
      });
      assert.deepEqual(
        labels({ labelSmoothing: { real: 0.25, generated: 0.125 }, labelFlipping: 1 }),
        { real: [0.125, 0.125, 0.125, 0.125], generated: [0.75, 0.75, 0.75, 0.75] },
      );
    });

    it("are flipped for the given share, of real and generated samples apart", () => {
      const { real, generated } = present(labels({ labelFlipping: 0.3 }, 20_000));
      const share = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
      close(1 - share(real), 0.3, 0.01, "share of real ones");
      close(share(generated), 0.3, 0.01, "share of generated ones");
      close(
        share(real.map((value, i) => (1 - value) * at(generated, i))),
        0.09,
        0.01,
        "share of both",
      );
    });

    it("instance noise is normal with the given deviation, and other noise for each batch", () => {
      const noise = (batch: "real" | "fake") =>
        numbersOf(() => withInstanceNoise(zeros([10_000, 2]), scalar(0.5), key(), batch));
      const [a, b] = [noise("real"), noise("fake")];
      close(Math.sqrt(a.reduce((sum, x) => sum + x * x, 0) / a.length), 0.5, 0.01, "deviation");
      assert.notDeepEqual(a, b);
      tidy(() => {
        const x = zeros([2, 2]);
        assert.equal(withInstanceNoise(x, undefined, key(), "real"), x);
      });
    });
  });
});

describe("What schedules move of an objective", () => {
  it("has a number for each that is configured, and none for what is not", () => {
    assert.deepEqual(objectiveSettingsAt(modelWith({}), 0), {});
    const model = modelWith(
      {
        loss: "wasserstein",
        penalties: [
          { type: "r1", weight: 3 },
          { type: "gradientPenalty", weight: { type: "linear", from: 0, to: 10, end: 4 } },
        ],
        instanceNoise: { type: "linear", from: 1, to: 0, end: 2 },
        weightClip: 0.01,
      },
      { generatorAverage: { decay: 0.75, start: 2 } },
    );
    const expected = (weight: number, instanceNoise: number, averageShare: number) => ({
      "penalties/0/weight": 3,
      "penalties/1/weight": weight,
      instanceNoise,
      weightClip: 0.01,
      averageShare,
    });
    assert.deepEqual(
      [0, 1, 2].map((step) => objectiveSettingsAt(model, step)),
      [expected(0, 1, 1), expected(2.5, 0.5, 1), expected(5, 0, 0.25)],
    );
  });
});

describe("The best D at a point", () => {
  /**
   * The D, among 20,001 from 0 to 1, that minimises the expected cross entropy where the labels of
   * `pData` and `pGenerator` are spread as given.
   */
  const best = (
    real: readonly [number, number][],
    generated: readonly [number, number][],
    pData: number,
    pGenerator: number,
  ) => {
    const loss = (d: number) =>
      [
        ...real.map(([share, label]) => [share * pData, label]),
        ...generated.map(([share, label]) => [share * pGenerator, label]),
      ].reduce(
        (sum, [weight, label]) =>
          sum -
          present(weight) * (present(label) * Math.log(d) + (1 - present(label)) * Math.log(1 - d)),
        0,
      );
    const grid = Array.from({ length: 19_999 }, (_, i) => (i + 1) / 20_000);
    return grid.reduce((a, b) => (loss(b) < loss(a) ? b : a));
  };

  it("is what minimises D's loss, with smoothed and flipped labels and in packs too", () => {
    for (const [pData, pGenerator] of [
      [1, 1],
      [3, 1],
      [0.2, 0.7],
    ] as const) {
      const d = (objective: ExperimentInput["objective"]) =>
        present(optimalDiscriminator(modelWith(objective), 0))(pData, pGenerator);
      close(d({}), best([[1, 1]], [[1, 0]], pData, pGenerator), 1e-4, "plain");
      close(d({ loss: "leastSquares" }), pData / (pData + pGenerator), 1e-12, "least squares");
      close(
        d({ labelSmoothing: { real: 0.1, generated: 0.2 } }),
        best([[1, 0.9]], [[1, 0.2]], pData, pGenerator),
        1e-4,
        "smoothed",
      );
      close(
        d({ labelSmoothing: { real: 0.1, generated: 0 }, labelFlipping: 0.25 }),
        best(
          [
            [0.75, 0.9],
            [0.25, 0],
          ],
          [
            [0.75, 0],
            [0.25, 0.9],
          ],
          pData,
          pGenerator,
        ),
        1e-4,
        "flipped",
      );
      close(
        d({ packing: 3 }),
        best([[1, 1]], [[1, 0]], pData ** 3, pGenerator ** 3),
        1e-4,
        "packed",
      );
    }
  });

  it("is undefined for the losses of critics", () => {
    const undefinedFor = LOSSES.filter(
      (loss) => optimalDiscriminator(modelWith({ loss }), 0) === undefined,
    );
    assert.deepEqual(undefinedFor, ["wasserstein", "hinge", "relativisticAverage", "relativistic"]);
    assert.deepEqual(
      LOSSES.filter((loss) => isCritic({ loss })),
      undefinedFor,
    );
  });
});
