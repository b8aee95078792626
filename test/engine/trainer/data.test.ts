import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { PNG } from "pngjs";
import { dataShape, sizeOf } from "../../../src/experiment/shapes";
import { type DataConfig, dataSchema } from "../../../src/experiment/schema";
import { picturePath, readPicture, readRun, runFiles } from "../../../src/run";
import { tablePath } from "../../../src/run/files";
import type {
  DensityPicture,
  ImagesPicture,
  ScatterPicture,
} from "../../../src/shared/run/picture";
import { npy } from "../../support/trainer";
import { fixture } from "../../support/paths";
import { type Outcome, runGan } from "../../support/command-line";
import { first, last, present } from "../../support/values";

const { mat } = fixture<{ mat: { tfd: string } }>("data");

describe("training on all kinds of data", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-data-"));
    mkdirSync(join(folder, "faces"));
    for (let i = 0; i < 12; i++) {
      const png = new PNG({ width: 20, height: 16 });
      png.data.forEach((_, at) => {
        png.data[at] = at % 4 === 3 ? 255 : (at * (i + 3)) % 256;
      });
      writeFileSync(join(folder, "faces", `${i}.png`), PNG.sync.write(png));
    }
    writeFileSync(join(folder, "TFD_48x48.mat"), Buffer.from(mat.tfd, "base64"));
    writeFileSync(
      join(folder, "pixels.npy"),
      npy(
        "|u1",
        [6, 6],
        Uint8Array.from({ length: 720 }, (_, i) => (i * 7) % 256),
      ),
    );
    writeFileSync(
      join(folder, "vectors.npy"),
      npy(
        "<f4",
        [3],
        Float32Array.from({ length: 300 }, (_, i) => Math.sin(i) + (i % 3)),
      ),
    );
    writeFileSync(
      join(folder, "numbers.npy"),
      npy(
        "<f4",
        [1],
        Float32Array.from({ length: 300 }, (_, i) => Math.sin(i)),
      ),
    );
    writeFileSync(join(folder, "slope.curve.csv"), "x,density\n-1,0\n0.5,3\n2,1\n2,0\n");
    writeFileSync(join(folder, "three.points.csv"), "x,y,spread\n0,0,0.2\n1,1\n-1,1\n");
    writeFileSync(
      join(folder, "people.csv"),
      `age,town\n${Array.from({ length: 50 }, (_, i) => `${20 + i},${["Ulm", "Bonn", "Kiel"][i % 3]}`).join("\n")}\n`,
    );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const gan = (...args: string[]) => runGan(args, tmpdir());
  /** Trains a config whose file lies in the folder, from elsewhere. */
  async function train(
    name: string,
    data: object,
    activation = "linear",
  ): Promise<{ outcome: Outcome; run: string; config: DataConfig }> {
    const config = dataSchema.parse(data);
    const shape = dataShape(config);
    writeFileSync(
      join(folder, `${name}.gan.json`),
      JSON.stringify({
        data,
        latent: { size: 4 },
        generator: {
          layers: [
            { type: "dense", units: 8, activation: "relu" },
            { type: "dense", units: sizeOf(shape), activation },
            { type: "reshape", targetShape: shape },
          ],
        },
        discriminator: {
          layers: [
            { type: "flatten" },
            { type: "dense", units: 8, activation: "relu" },
            { type: "dense", units: 1 },
          ],
        },
        optimizer: { generator: { type: "sgd" }, discriminator: { type: "sgd" } },
        training: { steps: 6, batchSize: 5, discriminatorSteps: 2 },
        samples: { count: 4, every: 3 },
      }),
    );
    const run = join(folder, `run-${name}`);
    return {
      outcome: await gan("train", join(folder, `${name}.gan.json`), "--run-dir", run),
      run,
      config,
    };
  }
  async function trained(
    name: string,
    data: object,
    activation?: string,
  ): Promise<{ run: string; config: DataConfig }> {
    const { outcome, run, config } = await train(name, data, activation);
    assert.equal(outcome.code, 0, outcome.stderr);
    const { columns, sampleSteps } = await readRun(run);
    assert.deepEqual(
      [[...columns.step], sampleSteps],
      [
        [1, 2, 3, 4, 5, 6],
        [0, 3, 6],
      ],
    );
    assert.ok(columns.lossD.every(Number.isFinite));
    return { run, config };
  }

  const pictures: [string, object, string][] = [
    [
      "faces",
      {
        source: "folder",
        path: "faces",
        size: [8, 8],
        flip: true,
        normalisation: { type: "globalContrast", scale: 10 },
      },
      "linear",
    ],
    [
      "grey",
      {
        source: "folder",
        path: "faces",
        size: [6, 10],
        channels: 1,
        split: "train",
        range: "minusOneToOne",
      },
      "tanh",
    ],
    ["tfd", { source: "tfd", file: "TFD_48x48.mat", flip: true }, "sigmoid"],
    ["pixels", { source: "npy", file: "pixels.npy", shape: [6, 6, 1] }, "sigmoid"],
    [
      "cifar",
      { source: "cifar10", split: "train", flip: true, normalisation: { type: "globalContrast" } },
      "linear",
    ],
    ["fashion", { source: "fashionMnist" }, "sigmoid"],
  ];
  for (const [name, data, activation] of pictures) {
    it(`shows pictures and their neighbours of ${JSON.stringify(data)}`, async () => {
      const { run, config } = await trained(name, data, activation);
      const [height, width] = dataShape(config) as [number, number];
      const picture = (await readPicture(run, 6)) as ImagesPicture;
      assert.deepEqual(
        [
          picture.kind,
          picture.layout.tileHeight,
          picture.layout.tileWidth,
          present(picture.nearest).length,
        ],
        ["images", height, width, 4],
      );
      assert.ok(
        present(picture.nearest).every(({ index, distance }) => index >= 0 && distance > 0),
      );
      const shown = PNG.sync.read(readFileSync(picturePath(run, 6)));
      assert.ok(
        new Set(shown.data.filter((_, i) => i % 4 === 0)).size > 20,
        "the picture has shades",
      );
    });
  }

  for (const data of [
    { source: "gaussianMixture1d" },
    { source: "uniform" },
    { source: "npy", file: "numbers.npy", shape: [1] },
    { source: "curve", file: "slope.curve.csv" },
  ]) {
    it(`shows densities of ${JSON.stringify(data)}`, async () => {
      const { run } = await trained(data.source + ("file" in data ? "-file" : ""), data);
      const { kind, x, pData, dOptimal } = (await readPicture(run, 6)) as DensityPicture;
      assert.equal(kind, "density");
      assert.ok(
        Math.abs(pData.reduce((a, b) => a + b) * ((last(x) - first(x)) / (x.length - 1)) - 1) <
          0.02,
        "p_data integrates to 1",
      );
      assert.ok(present(dOptimal).every((d) => d >= 0 && d <= 1));
    });
  }

  for (const data of [
    { source: "spiral" },
    { source: "swissRoll" },
    { source: "twoMoons" },
    { source: "circles" },
    { source: "checkerboard" },
    { source: "line" },
    { source: "npy", file: "vectors.npy", shape: [3] },
  ]) {
    it(`shows points of ${JSON.stringify(data)}`, async () => {
      const { run } = await trained(data.source + ("file" in data ? "-vectors" : ""), data);
      const { kind, real, heat } = (await readPicture(run, 6)) as ScatterPicture;
      assert.equal(kind, "scatter");
      assert.ok(
        real.every((value, i) =>
          i % 2 === 0
            ? value > heat.xMin && value < heat.xMax
            : value > heat.yMin && value < heat.yMax,
        ),
      );
      assert.equal(heat.values.length, heat.rows * heat.columns);
    });
  }

  it("goes on with the drawing that it was begun with, whatever becomes of the file", async () => {
    const file = "three.points.csv";
    const { run } = await trained("drawing", { source: "points", file });
    const { real, heat } = (await readPicture(run, 6)) as ScatterPicture;
    const places = [
      [0, 0],
      [1, 1],
      [-1, 1],
    ];
    for (let i = 0; i < real.length; i += 2)
      assert.ok(
        places.some(([x = 0, y = 0]) => Math.hypot(real[i]! - x, real[i + 1]! - y) < 1.2),
        `${real[i]}, ${real[i + 1]}`,
      );
    assert.ok(present(heat.dOptimal).some((d) => d !== null && d > 0));
    rmSync(join(folder, file));
    const resumed = await gan("resume", run, "--steps", "7");
    assert.equal(resumed.code, 0, resumed.stderr);
    const { outcome, run: none } = await train("no-drawing", { source: "points", file });
    assert.equal(outcome.code, 1);
    assert.match(outcome.stderr, /three\.points\.csv cannot be read: .*; draw it/);
    assert.equal(existsSync(none), false);
  });

  it("saves the samples of a table in its units and words", async () => {
    const { run } = await trained("table", {
      source: "csv",
      file: "people.csv",
      columns: [
        { type: "numeric", name: "age" },
        { type: "categorical", name: "town", values: ["Ulm", "Bonn", "Kiel"] },
      ],
    });
    const table = parse(readFileSync(tablePath(run, 6)));
    assert.deepEqual(table[0], ["age", "town"]);
    assert.equal(table.length, 1001);
    for (const [age, town] of table.slice(1))
      assert.ok(
        Number(age) > -300 && Number(age) < 300 && ["Ulm", "Bonn", "Kiel"].includes(present(town)),
        `${age}, ${town}`,
      );
    const resumed = await gan("resume", run, "--steps", "7");
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.ok(existsSync(tablePath(run, 7)));
  });

  it("fails with the reason where a file is not there, or not what the config says", async () => {
    const { outcome, run } = await train("nothing", {
      source: "npy",
      file: "none.npy",
      shape: [2],
    });
    assert.equal(outcome.code, 1);
    assert.match(outcome.stderr, /error: .*none\.npy cannot be read: .*\(ENOENT/);
    assert.match(readFileSync(runFiles(run).log, "utf8"), /none\.npy cannot be read/);
    assert.match(
      (await train("shape", { source: "npy", file: "vectors.npy", shape: [2] })).outcome.stderr,
      /has 100 examples of shape \[3\], but the config says \[2\] \(.*log\.txt\); set "shape": \[3\]/,
    );
  });
});
