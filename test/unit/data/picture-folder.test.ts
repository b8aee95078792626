import assert from "node:assert/strict";
import { link, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { openPart, openSource } from "../../../src/data/source";
import { type DataConfig, dataSchema } from "../../../src/experiment/schema";
import { formatError, type GanError } from "../../../src/shared/errors";
import { fixture } from "../../support/paths";
import { at, entry, present } from "../../support/values";

const stored = fixture<{ pictures: Record<string, string> }>("data");
const picture = (name: string): Buffer => Buffer.from(entry(stored.pictures, name), "base64");

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

  it("is read with its subfolders in the order of paths, PNG and JPEG", async () => {
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

  it("has its folders as classes, in the order of the config", async () => {
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
      Array.from({ length: count }, (_, i) => [values[i * 16], present(labels)[i]]),
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
        new RegExp(
          String.raw`^3 of 4 pictures cannot be read: .*empty\.png \(it is empty\), ` +
            String.raw`.*short\.png \(it is a damaged or cut short PNG\), .*text\.jpg \(it ` +
            String.raw`is no picture\); replace or remove them`,
        ),
      );
      return true;
    });
  });

  it("without pictures, or that is not there, is refused", async () => {
    await assert.rejects(load(), /has no pictures/);
    await assert.rejects(load({ path: join(dir, "none") }), { name: "GanError", code: "bad-data" });
  });

  it("keeps disjoint tenths for validation and test where the config says so", async () => {
    for (let i = 0; i < 20; i++)
      await writeFile(join(dir, `${String(i).padStart(2, "0")}.png`), plain(i));
    const part = async (name: "train" | "validation" | "test") => {
      const { dataset } = await openPart(config({ split: "train", channels: 1 }), [], name);
      return Array.from({ length: dataset.count }, (_, i) => at(dataset.values, i * 16));
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
