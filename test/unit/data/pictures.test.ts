import assert from "node:assert/strict";
import { rows } from "../../../src/data/dataset";
import { decodePicture } from "../../../src/data/decode";
import { fitInto } from "../../../src/data/resize";
import { fixture } from "../../support/paths";
import { at, entry } from "../../support/values";

interface Packed {
  shape: number[];
  values: number[];
}
interface Fixture {
  pictures: Record<string, string>;
  colours: Packed;
  decoded: Record<string, Packed>;
  photo: Packed;
  resized: { size: [number, number]; pixels: Packed }[];
  contrast: { raw: Packed; scale: number; normalised: Packed };
}
const stored = fixture<Fixture>("data");
const picture = (name: string): Buffer => Buffer.from(entry(stored.pictures, name), "base64");

/** A picture of `channels` bytes a pixel as red, green, blue and full opacity. */
function rgba({ shape, values }: Packed) {
  const [height, width, channels] = shape as [number, number, number];
  const data = new Uint8Array(height * width * 4).fill(255);
  for (let p = 0; p < height * width; p++)
    for (let c = 0; c < 3; c++) data[p * 4 + c] = values[p * channels + (channels === 3 ? c : 0)]!;
  return { height: height, width: width, data };
}
const fitted = (
  source: ReturnType<typeof rgba>,
  size: [number, number],
  channels: 1 | 3 = 3,
): Uint8Array => {
  const out = new Uint8Array(size[0] * size[1] * channels);
  fitInto(source, size, channels, out);
  return out;
};
const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  assert.equal(a.length, b.length);
  return Array.from(a, (value, i) => Math.abs(value - at(b, i))).reduce(
    (x, y) => Math.max(x, y),
    0,
  );
};

describe("decodePicture", () => {
  for (const name of ["rgb.png", "deep.png", "rgba.png"]) {
    it(`reads ${name} as TensorFlow wrote it`, async () => {
      const { width, height, data } = await decodePicture(picture(name));
      assert.deepEqual([height, width], [12, 16]);
      assert.equal(
        largest(
          data.filter((_, i) => i % 4 < 3),
          stored.colours.values,
        ),
        0,
      );
      assert.ok(data.every((value, i) => i % 4 < 3 || value === (name === "rgba.png" ? 128 : 255)));
    });
  }

  for (const name of Object.keys(stored.decoded)) {
    it(`reads ${name} as libjpeg does, to two levels`, async () => {
      const { data } = await decodePicture(picture(name));
      assert.ok(
        largest(
          data.filter((_, i) => i % 4 < 3),
          entry(stored.decoded, name).values,
        ) <= 2,
      );
    });
  }
});

describe("fitInto", () => {
  for (const { size, pixels } of stored.resized) {
    it(`scales to ${size.join(" x ")} as PyTorch does`, () => {
      assert.ok(largest(fitted(rgba(stored.photo), size), pixels.values) <= 0.5 + 1e-4);
    });
  }

  it("leaves a picture of the right size as it is, and any size of one colour that colour", () => {
    assert.deepEqual([...fitted(rgba(stored.photo), [6, 10])], stored.photo.values);
    const plain = rgba({
      shape: [7, 11, 3],
      values: new Array<number[]>(77).fill([200, 3, 90]).flat(),
    });
    for (const size of [
      [7, 7],
      [3, 2],
      [20, 31],
      [1, 1],
    ] as [number, number][]) {
      assert.ok(
        [...fitted(plain, size)].every((value, i) => value === [200, 3, 90][i % 3]),
        size.join(" x "),
      );
    }
  });

  it("cuts out the middle of what is too wide or too high", () => {
    // Columns 0 to 9: a square of it is columns 2 to 7.
    const wide = rgba({ shape: [6, 10, 1], values: Array.from({ length: 60 }, (_, i) => i % 10) });
    assert.deepEqual([...fitted(wide, [6, 6], 1)].slice(0, 6), [2, 3, 4, 5, 6, 7]);
    const high = rgba({
      shape: [10, 6, 1],
      values: Array.from({ length: 60 }, (_, i) => Math.floor(i / 6)),
    });
    assert.deepEqual(
      [...fitted(high, [6, 6], 1)].filter((_, i) => i % 6 === 0),
      [2, 3, 4, 5, 6, 7],
    );
  });

  it("keeps the mean where the pixels do not divide evenly", () => {
    const grey = rgba({
      shape: [7, 7, 1],
      values: Array.from({ length: 49 }, (_, i) => (i * 37) % 256),
    });
    const mean = (values: ArrayLike<number>) =>
      Array.from(values).reduce((a, b) => a + b) / values.length;
    assert.ok(
      Math.abs(
        mean(fitted(grey, [3, 3], 1)) - mean(Array.from({ length: 49 }, (_, i) => (i * 37) % 256)),
      ) < 0.5,
    );
  });

  it("makes grey of colours by their brightness, and white of what is transparent", () => {
    const pure = {
      width: 4,
      height: 1,
      data: Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 0, 0, 0, 0),
    };
    assert.deepEqual([...fitted(pure, [1, 4], 1)], [76, 150, 29, 255]);
  });
});

describe("global contrast normalisation of rows", () => {
  it("is pylearn2's", () => {
    const { raw, scale, normalised } = stored.contrast;
    const [count, size] = raw.shape as [number, number];
    const dataset = {
      kind: "finite" as const,
      name: "raw",
      sampleShape: [size],
      count,
      values: Uint8Array.from(raw.values),
      scale: 1,
      offset: 0,
      globalContrast: scale,
    };
    assert.ok(largest(rows(dataset, [0, 1, 2, 3, 4]), normalised.values) < 1e-5);
  });
});
