import assert from "node:assert/strict";
import { rows } from "../../../src/data/dataset";
import { fetchMnist, loadMnist } from "../../../src/data/mnist";
import { cacheDir as defaultCacheDir } from "../../../src/shared/files/cache";
import { present } from "../../support/values";

describe("MNIST", () => {
  before(() => fetchMnist({ cacheDir: defaultCacheDir() }));

  describe("as loaded", () => {
    // Yann LeCun's page and torchvision's documentation: examples of each digit, mean and deviation
    // of the pixels.
    const known = {
      train: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
      test: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
    };
    for (const split of ["train", "test"] as const) {
      it(`has the known digits to ${split} with`, async () => {
        const data = await loadMnist({ cacheDir: defaultCacheDir(), split });
        assert.equal(data.count, split === "train" ? 60_000 : 10_000);
        assert.deepEqual(data.sampleShape, [28, 28, 1]);
        assert.equal(data.values.length, data.count * 784);
        const digits = new Array<number>(10).fill(0);
        for (const label of present(data.labels)) digits[label]!++;
        assert.deepEqual(digits, known[split]);
      });
    }

    it("has pixels of the known mean and deviation", async () => {
      const data = await loadMnist({ cacheDir: defaultCacheDir(), split: "train" });
      const { mean, deviation } = moments(data.values, data.scale, data.offset);
      assert.equal(mean.toFixed(4), "0.1307");
      assert.equal(deviation.toFixed(4), "0.3081");
    });

    it("can be had in -1..1", async () => {
      const data = await loadMnist({
        cacheDir: defaultCacheDir(),
        split: "test",
        range: "minusOneToOne",
      });
      const batch = rows(data, [0, 1]);
      assert.equal(batch.length, 2 * 784);
      assert.equal(batch[0], -1);
      assert.equal(
        batch.reduce((a, b) => Math.max(a, b)),
        1,
      );
      assert.equal(present(data.labels)[0], 7);
    });
  });
});

/** Mean and standard deviation of `values * scale + offset`. */
function moments(values: ArrayLike<number>, scale: number, offset: number) {
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]! * scale + offset;
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { mean, deviation: Math.sqrt(squares / values.length - mean * mean) };
}
