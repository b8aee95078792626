import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { density1d, intervalOf, shares } from "../../../src/data/densities";
import { parseExperiment } from "../../../src/experiment/parse";
import { withAbsolutePaths } from "../../../src/experiment/paths";
import {
  dataSchema,
  type DataOf,
  type Experiment,
  isPictures,
  isPublished,
  isSynthetic,
  type Synthetic1dConfig,
} from "../../../src/experiment/schema";
import { dataShape } from "../../../src/experiment/shapes";

/** A config with this data whose networks fit a sample of `size` numbers. */
function config(data: object, size: number, activation = "linear"): string {
  const shape = data as { size?: number[] };
  return JSON.stringify({
    data,
    latent: { size: 2 },
    generator: {
      layers: [
        { type: "dense", units: size, activation },
        ...(shape.size || size > 100 ? [{ type: "reshape", targetShape: [32, 32, 3] }] : []),
      ],
    },
    discriminator: { layers: [{ type: "flatten" }, { type: "dense", units: 1 }] },
    optimizer: { generator: { type: "sgd" }, discriminator: { type: "sgd" } },
  });
}
const messages = (data: object, size: number, activation?: string): string[] =>
  parseExperiment(config(data, size, activation)).problems.map(
    ({ severity, message, line, hint }) => `${severity} ${line} ${message}; ${hint}`,
  );

describe("the data of a config", () => {
  it("is known by its shape, for each source", () => {
    const shapes: Record<string, readonly number[]> = {
      gaussian: [1],
      gaussianMixture1d: [1],
      uniform: [1],
      ring: [2],
      grid: [2],
      spiral: [2],
      swissRoll: [2],
      twoMoons: [2],
      circles: [2],
      checkerboard: [2],
      line: [2],
      curve: [1],
      points: [2],
      mnist: [28, 28, 1],
      fashionMnist: [28, 28, 1],
      cifar10: [32, 32, 3],
    };
    for (const [source, shape] of Object.entries(shapes)) {
      const data = dataSchema.parse({ source });
      assert.deepEqual(dataShape(data), shape, source);
      assert.equal(isSynthetic(data), shape.length === 1, source);
      assert.equal(isPublished(data), shape.length === 3, source);
      assert.equal(isPictures(data), shape.length === 3, source);
    }
    assert.deepEqual(
      dataShape(dataSchema.parse({ source: "tfd", file: "x.mat", size: 96 })),
      [96, 96, 1],
    );
    assert.deepEqual(
      dataShape(dataSchema.parse({ source: "folder", path: "x", size: [64, 48] })),
      [64, 48, 3],
    );
    assert.deepEqual(
      dataShape(dataSchema.parse({ source: "npy", file: "x.npy", shape: [7] })),
      [7],
    );
  });

  it("is refused where its settings do not fit each other", () => {
    assert.match(
      messages({ source: "gaussianMixture1d", means: [1, 2, 3] }, 1).join(),
      /error 1 stddevs has 2 entries, but there are 3 means; give one for each component/,
    );
    assert.match(
      messages({ source: "gaussianMixture1d", weights: [1] }, 1).join(),
      /weights has 1 entries/,
    );
    assert.match(
      messages({ source: "uniform", low: 2, high: 1 }, 1).join(),
      /high must be greater than low; exchange the two/,
    );
    assert.match(
      messages({ source: "line", from: [1, 1], to: [1, 1] }, 2).join(),
      /the line begins where it ends/,
    );
    assert.match(
      messages(
        {
          source: "csv",
          file: "x.csv",
          columns: [
            { type: "numeric", name: "a" },
            { type: "numeric", name: "a" },
          ],
        },
        2,
      ).join(),
      /the column "a" is given twice/,
    );
    assert.match(
      messages(
        {
          source: "csv",
          file: "x.csv",
          columns: [{ type: "categorical", name: "a", values: ["x", "x"] }],
        },
        2,
      ).join(),
      /a value of the column "a" is given twice/,
    );
    assert.match(
      messages({ source: "cifar" }, 3072).join(),
      /unknown source "cifar"; did you mean|unknown source "cifar"; use one of/,
    );
    assert.deepEqual(messages({ source: "gaussianMixture1d" }, 1), []);
  });

  it("wants the generator's activation to fit its pixels", () => {
    assert.match(
      messages({ source: "cifar10" }, 3072, "tanh").join(),
      /warning 1 the generator ends in tanh, but the pixels' range "zeroToOne" is that of sigmoid/,
    );
    const normalised = { source: "cifar10", normalisation: { type: "globalContrast" } };
    assert.deepEqual(messages(normalised, 3072), []);
    assert.match(
      messages(normalised, 3072, "sigmoid").join(),
      /warning 1 the generator ends in sigmoid, but normalised pixels go beyond \[-1, 1\]/,
    );
  });

  it("names files from the folder of the config", () => {
    const at = (data: object) =>
      withAbsolutePaths(
        {
          data: dataSchema.parse(data),
          generator: { layers: [] },
          discriminator: { layers: [] },
        } as unknown as Experiment,
        "/configs",
      ).data;
    assert.equal(
      (at({ source: "npy", file: "a/b.npy", shape: [1] }) as DataOf<"npy">).file,
      resolve("/configs/a/b.npy"),
    );
    assert.equal(
      (at({ source: "folder", path: "../faces", size: [8, 8] }) as DataOf<"folder">).path,
      resolve("/faces"),
    );
    assert.equal(
      (at({ source: "tfd", file: join(resolve("/data"), "TFD_48x48.mat") }) as DataOf<"tfd">).file,
      join(resolve("/data"), "TFD_48x48.mat"),
    );
    assert.deepEqual(at({ source: "mnist" }), dataSchema.parse({ source: "mnist" }));
  });
});

describe("densities of 1-D data", () => {
  const sources = [
    { source: "gaussian", mean: 3, stddev: 0.5 },
    { source: "uniform", low: -2, high: 5 },
    { source: "gaussianMixture1d", means: [-4, 0, 3], stddevs: [0.5, 0.1, 1], weights: [1, 2, 5] },
    {
      source: "curve",
      points: [
        [-1, 0],
        [0, 2],
        [0.5, 0.5],
        [2, 0],
      ],
    },
  ].map((data) => dataSchema.parse(data) as Synthetic1dConfig);

  for (const data of sources) {
    it(`${data.source}: integrate to 1 where pictures show them`, () => {
      const [low, high] = intervalOf(data);
      const n = 200_000;
      const sum =
        Array.from({ length: n }, (_, i) =>
          density1d(data, low + ((i + 0.5) * (high - low)) / n),
        ).reduce((a, b) => a + b) *
        ((high - low) / n);
      assert.ok(Math.abs(sum - 1) < 1e-5, String(sum));
    });
  }

  it("of a mixture have the shares of their weights, or equal ones", () => {
    assert.deepEqual(shares(sources[2] as DataOf<"gaussianMixture1d">), [0.125, 0.25, 0.625]);
    assert.deepEqual(
      shares(dataSchema.parse({ source: "gaussianMixture1d" }) as DataOf<"gaussianMixture1d">),
      [0.5, 0.5],
    );
  });
});
