import assert from "node:assert/strict";
import { parseExperiment } from "../../../src/experiment/parse";

interface Given {
  data?: object;
  G?: object;
  D?: object;
  packing?: number;
}

const label = { type: "label" };
const dense = { type: "dense", units: 1 };
const withClasses = { source: "npy", file: "a.npy", shape: [3], labels: "l.npy", classes: 2 };

/** What is said of a conditional GAN. */
function said({
  data = withClasses,
  G = { layers: [label, { type: "dense", units: 3 }] },
  D = { layers: [label, dense] },
  packing = 1,
}: Given): string[] {
  const { problems } = parseExperiment(
    JSON.stringify({
      data,
      latent: { size: 3 },
      generator: G,
      discriminator: D,
      objective: { packing },
      optimizer: { generator: { type: "adam" }, discriminator: { type: "adam" } },
    }),
  );
  return problems.map(({ severity, message, hint }) => `${severity}: ${message}; ${hint}`);
}

describe("Conditional GANs that do not fit: what is said of them", () => {
  const cases: [what: string, given: Given, expected: RegExp][] = [
    [
      "data without classes",
      { data: { source: "npy", file: "a.npy", shape: [3] }, D: { layers: [dense] } },
      /error: label needs the class of each sample, and this data has no classes; use data that has: mnist/,
    ],
    [
      "a module that wants classes of data without any",
      { data: { source: "ring" }, G: { module: "./g.ts", labels: true }, D: { layers: [dense] } },
      /error: this data has no classes; use data that has/,
    ],
    [
      "labels said of layers",
      { G: { layers: [label, { type: "dense", units: 3 }], labels: true } },
      /error: labels: is for a module; of layers a label or labelProjection takes the class/,
    ],
    [
      "labels without their number",
      { data: { ...withClasses, classes: undefined } },
      /error: the labels do not say how many classes there are; give "classes" too/,
    ],
    [
      "a number of classes without labels",
      { data: { ...withClasses, labels: undefined } },
      /error: which class an example is of is not said; give "labels" too/,
    ],
    [
      "a folder given twice",
      {
        data: { source: "folder", path: "p", size: [1, 1], channels: 3, classes: ["a", "b", "a"] },
        G: {
          layers: [label, { type: "dense", units: 3 }, { type: "reshape", targetShape: [1, 1, 3] }],
        },
        D: { layers: [{ type: "flatten" }, label, dense] },
      },
      /error: the class "a" is given twice; remove one/,
    ],
    [
      "a projection that is not the last layer",
      { D: { layers: [{ type: "labelProjection" }, dense] } },
      new RegExp(
        String.raw`error: labelProjection is the discriminator's last layer, in place of ` +
          String.raw`a dense one; elsewhere use \{ "type": "label" \}`,
      ),
    ],
    [
      "vectors of classes that start as the data",
      {
        G: {
          layers: [
            { ...label, units: 2, embeddingInitializer: { type: "dataMarginals" } },
            { type: "dense", units: 3 },
          ],
        },
      },
      /error: dataMarginals is not for the vectors of classes/,
    ],
    [
      "packs",
      { packing: 2 },
      /error: the samples of a pack are of 2 classes, and the discriminator takes one; leave "packing" out/,
    ],
    [
      "D alone told of classes",
      { G: { layers: [{ type: "dense", units: 3 }] } },
      /warning: G is not told of the class that D expects/,
    ],
    [
      "G alone told of classes",
      { D: { layers: [dense] } },
      /warning: D is not told of the class that G is asked for/,
    ],
  ];
  for (const [what, given, expected] of cases) {
    it(what, () => assert.match(said(given).join("\n"), expected));
  }

  it("nothing where all fits", () => {
    assert.deepEqual(said({}), []);
    assert.deepEqual(
      said({ G: { module: "./g.ts", labels: true }, D: { layers: [{ type: "labelProjection" }] } }),
      [],
    );
  });
});
