import assert from "node:assert/strict";
import { link, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { rows } from "../../../src/data/dataset";
import { decodePicture } from "../../../src/data/decode";
import { fitInto } from "../../../src/data/resize";
import { openPart, openSource } from "../../../src/data/source";
import { type DataConfig, dataSchema } from "../../../src/experiment/schema";
import { formatError, type GanError } from "../../../src/shared/errors";
import { fixture } from "../../support/paths";

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
const picture = (name: string): Buffer => Buffer.from(stored.pictures[name]!, "base64");

/** A picture of `channels` bytes a pixel as red, green, blue and full opacity. */
function rgba({ shape: [height, width, channels], values }: Packed) {
  const data = new Uint8Array(height! * width! * 4).fill(255);
  for (let p = 0; p < height! * width!; p++)
    for (let c = 0; c < 3; c++) data[p * 4 + c] = values[p * channels! + (channels === 3 ? c : 0)]!;
  return { height: height!, width: width!, data };
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
  return Array.from(a, (value, i) => Math.abs(value - b[i]!)).reduce((x, y) => Math.max(x, y), 0);
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
          stored.decoded[name]!.values,
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

describe("a folder of pictures", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "gan-pictures-"));
  });
  afterEach(() => rm(dir, { recursive: true }));
  const config = (settings = {}): DataConfig =>
    dataSchema.parse({ source: "folder", path: dir, size: [4, 4], ...settings });
  const load = async (settings = {}) => {
    const source = await openSource(config(settings), "");
    assert.ok(source.kind === "examples");
    return source.dataset;
  };
  const plain = (value: number, side = 4): Buffer => {
    const png = new PNG({ width: side, height: side });
    png.data.fill(value);
    for (let i = 3; i < png.data.length; i += 4) png.data[i] = 255;
    return PNG.sync.write(png);
  };

  it("is read with the folders inside it, in the order of their paths, PNG and JPEG, in capitals too", async () => {
    await mkdir(join(dir, "b"));
    await writeFile(join(dir, "c.png"), plain(30));
    await writeFile(join(dir, "b", "x.PNG"), plain(20));
    await writeFile(join(dir, "a.jpeg"), picture("grey.jpg"));
    await writeFile(join(dir, "notes.txt"), "no picture");
    const grey = await load({ channels: 1 });
    assert.deepEqual([grey.count, grey.sampleShape], [3, [4, 4, 1]]);
    assert.deepEqual(
      [...grey.values.subarray(16, 18), ...grey.values.subarray(32, 34)],
      [20, 20, 30, 30],
    );
    assert.deepEqual(
      (
        await load({
          range: "minusOneToOne",
          flip: true,
          normalisation: { type: "globalContrast", scale: 4 },
        })
      ).globalContrast,
      4,
    );
  });

  it("has the classes that its folders are, in the order of the config, without other pictures", async () => {
    for (const [name, value] of [
      ["cat", 10],
      ["dog", 20],
      ["tree", 30],
    ] as const) {
      await mkdir(join(dir, name));
      for (const i of [0, 1]) await writeFile(join(dir, name, `${i}.png`), plain(value + i));
    }
    const { values, labels, count } = await load({ channels: 1, classes: ["dog", "cat"] });
    assert.deepEqual(
      Array.from({ length: count }, (_, i) => [values[i * 16], labels![i]]),
      [
        [20, 0],
        [21, 0],
        [10, 1],
        [11, 1],
      ],
    );
    await assert.rejects(load({ classes: ["dog", "bird"] }), /bird cannot be read/);
  });

  it("with broken pictures is refused, all of them named", async () => {
    await writeFile(join(dir, "good.png"), plain(1));
    await writeFile(join(dir, "short.png"), plain(2).subarray(0, 40));
    await writeFile(join(dir, "text.jpg"), "not a picture");
    await writeFile(join(dir, "empty.png"), "");
    await assert.rejects(load(), (thrown: GanError) => {
      assert.equal(thrown.code, "bad-data");
      const text = formatError(thrown);
      assert.match(
        text,
        /^3 of 4 pictures cannot be read: .*empty\.png \(it is empty\), .*short\.png \(it is a damaged or cut short PNG\), .*text\.jpg \(it is no picture\); replace or remove them/,
      );
      return true;
    });
  });

  it("without pictures, or that is not there, is refused", async () => {
    await assert.rejects(load(), /has no pictures/);
    await assert.rejects(load({ path: join(dir, "none") }), { name: "GanError", code: "bad-data" });
  });

  it("keeps tenths for validation and test where the config says so, always the same, and none twice", async () => {
    for (let i = 0; i < 20; i++)
      await writeFile(join(dir, `${String(i).padStart(2, "0")}.png`), plain(i));
    const part = async (name: "train" | "validation" | "test") => {
      const { dataset } = await openPart(config({ split: "train", channels: 1 }), [], name);
      return Array.from({ length: dataset.count }, (_, i) => dataset.values[i * 16]!);
    };
    const parts = [await part("train"), await part("validation"), await part("test")];
    assert.deepEqual(
      parts.map(({ length }) => length),
      [16, 2, 2],
    );
    assert.deepEqual(
      parts.flat().sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, i) => i),
    );
    assert.deepEqual(await part("test"), parts[2]);
    await assert.rejects(
      openPart(config(), [], "test"),
      /all examples of .* are trained with: none are kept for test/,
    );
  });

  it("of 10,000 pictures of 64 x 64 takes little more memory than its pixels", async () => {
    for (let i = 0; i < 20; i++) await writeFile(join(dir, `${i}.png`), plain(i, 64));
    for (let i = 20; i < 10_000; i++) await link(join(dir, `${i % 20}.png`), join(dir, `${i}.png`));
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    let told = 0;
    const source = await openSource(config({ size: [64, 64] }), "", {
      onProgress: (_what, fraction) => {
        most = Math.max(most, process.memoryUsage().arrayBuffers);
        told = fraction;
      },
    });
    assert.ok(source.kind === "examples");
    const size = source.dataset.values.byteLength;
    assert.equal(size, 10_000 * 64 * 64 * 3);
    assert.equal(told, 1);
    assert.ok(most - before < 1.5 * size, `${most - before} bytes for ${size}`);
  });

  it("can be left while it is read", async () => {
    for (let i = 0; i < 5; i++) await writeFile(join(dir, `${i}.png`), plain(i));
    const stop = new AbortController();
    await assert.rejects(
      openSource(config(), "", { signal: stop.signal, onProgress: () => stop.abort() }),
      { name: "GanError", code: "cancelled" },
    );
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
