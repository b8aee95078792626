import assert from "node:assert/strict";
import { PIXEL_RANGES, rows, type FiniteDataset } from "../../../src/data/dataset";
import { classCountsOf } from "../../../src/data/class-counts";
import { at } from "../../support/values";

describe("rows", () => {
  const bytes: FiniteDataset = {
    kind: "finite",
    name: "three",
    sampleShape: [2, 1],
    count: 3,
    values: Uint8Array.of(0, 255, 51, 102, 153, 204),
    ...PIXEL_RANGES.zeroToOne,
  };

  it("gathers and scales pixels to 0..1", () => {
    const picked = rows(bytes, [2, 0, 2]);
    assert.deepEqual(picked, Float32Array.of(0.6, 0.8, 0, 1, 0.6, 0.8));
  });

  it("gathers and scales pixels to -1..1", () => {
    const picked = rows({ ...bytes, ...PIXEL_RANGES.minusOneToOne }, Uint32Array.of(0, 1));
    [-1, 1, -0.6, -0.2].forEach((value, index) =>
      assert.ok(Math.abs(at(picked, index) - value) < 1e-7),
    );
  });

  it("takes floats as they are", () => {
    const values = Float32Array.of(1.5, -2.5);
    assert.deepEqual(
      rows({ ...bytes, sampleShape: [1], count: 2, values, scale: 1, offset: 0 }, [1, 0]),
      Float32Array.of(-2.5, 1.5),
    );
  });

  it("refuses an example that is not there", () => {
    for (const index of [3, -1, 0.5, NaN]) assert.throws(() => rows(bytes, [index]), RangeError);
  });
});

describe("The classes of the nearest examples", () => {
  const labels = Uint8Array.of(0, 2, 2, 1, 2);

  it("are counted beside those of all examples", () =>
    assert.deepEqual(classCountsOf({ labels }, [1, 1, 4, 0]), {
      classCounts: { nearest: [1, 0, 3], examples: [1, 1, 3] },
    }));

  it("are none where examples have no classes", () => assert.deepEqual(classCountsOf({}, [0]), {}));
});
