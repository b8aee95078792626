import assert from "node:assert/strict";
import { lookAtSamples, swing } from "../../../src/advisor/sample-rules";
import { sampleSignals } from "../../../src/advisor/sample-signals";
import type {
  DensityPicture,
  ImagesPicture,
  ScatterPicture,
} from "../../../src/shared/run/picture";

describe("The advisor on pictures", () => {
  const x = Array.from({ length: 200 }, (_, i) => -5 + i / 20);
  const normal = (mean: number, stddev: number) =>
    x.map((at) => Math.exp((-((at - mean) ** 2) / 2) * stddev ** -2) / stddev);
  const density = (step: number, pGenerator: number[]): DensityPicture => ({
    kind: "density",
    step,
    x,
    pData: normal(0, 1),
    pGenerator,
    d: x.map(() => 0.5),
  });
  const images = (step: number, shared: number): ImagesPicture => ({
    kind: "images",
    step,
    layout: { count: 64, columns: 8, rows: 8, tileWidth: 28, tileHeight: 28, gap: 2 },
    nearest: Array.from({ length: 64 }, (_, i) => ({
      index: i < 64 * shared ? i % 2 : i,
      distance: 5,
    })),
  });

  it("sees in densities how far samples are spread and what they leave out", () => {
    const { spread = NaN, missingBins } = sampleSignals(density(1, normal(0, 0.25)));
    assert.ok(Math.abs(spread - 0.25) < 0.01);
    assert.equal(missingBins, 0.4);
    assert.ok(Math.abs((sampleSignals(density(1, normal(0, 1))).spread ?? NaN) - 1) < 1e-9);
  });

  it("sees in densities which share of the data is lacking, by modes or by bins", () => {
    const two = (share: number) =>
      normal(-3, 0.3).map((left, i) => share * left + (1 - share) * normal(3, 0.3)[i]!);
    const lacking = (pData: number[], pGenerator: number[]) =>
      sampleSignals({ ...density(1, pGenerator), pData }).lacking ?? NaN;
    // As wide as the modes or not: what counts is how samples are shared out among them.
    assert.ok(lacking(two(0.5), two(0.5)) < 1e-9);
    assert.ok(Math.abs(lacking(two(0.5), normal(-3, 0.1)) - 0.5) < 1e-6);
    // Of one mode, samples that are as varied as the data but beside it.
    assert.ok(lacking(normal(0, 1), normal(0.1, 1)) < 0.02);
    assert.ok(lacking(normal(0, 1), normal(1.5, 1)) > 0.4);
  });

  it("says that parts of the data are missing where modes are thinned out and none is empty", () => {
    const side = 5;
    const points = (weight: (mode: number) => number) =>
      Array.from({ length: side * side }, (_, mode) =>
        Array.from({ length: weight(mode) }, (_, i) => [
          (mode % side) + 0.02 * Math.cos(i),
          Math.floor(mode / side) + 0.02 * Math.sin(i),
        ]),
      ).flat(2);
    const look = (weight: (mode: number) => number) => {
      const memory = {};
      const scatter = (step: number): ScatterPicture => ({
        kind: "scatter",
        step,
        real: points(() => 20),
        generated: points(weight),
        heat: { xMin: 0, xMax: 1, yMin: 0, yMax: 1, columns: 1, rows: 1, values: [0] },
      });
      const seen = [300, 400, 500].map((step) => sampleSignals(scatter(step), memory));
      return lookAtSamples(seen, 1000, false);
    };
    assert.deepEqual(
      look((mode) => 18 + (mode % 3)),
      [],
    );
    const [sighting] = look((mode) => (mode % 2 === 0 ? 37 : 2));
    assert.equal(sighting?.kind, "modesMissing");
    assert.deepEqual(
      sighting?.evidence.map(({ signal }) => signal),
      ["lacking"],
    );
  });

  it("says that samples have collapsed after two pictures that show it, late enough", () => {
    const narrow = [0, 600, 1300, 2000].map((step) => sampleSignals(density(step, normal(1, 0.1))));
    const kinds = (count: number, isLast = false) =>
      lookAtSamples(narrow.slice(0, count), 3200, isLast).map(({ kind }) => kind);
    assert.deepEqual(kinds(3), []);
    assert.deepEqual(kinds(4), ["collapsed"]);
    assert.deepEqual(kinds(3, true), ["collapsed"]);
    assert.deepEqual(kinds(2, true), [], "there is one picture alone");
  });

  it("goes by nearest training examples where samples are pictures", () => {
    const look = (shared: number) =>
      lookAtSamples(
        [sampleSignals(images(900, shared)), sampleSignals(images(1000, shared))],
        1000,
        true,
      );
    assert.deepEqual(look(0.3), []);
    assert.deepEqual(
      look(0.8).map(({ kind, certainty }) => [kind, certainty]),
      [["modesMissing", "likely"]],
    );
    assert.deepEqual(
      look(1).map(({ kind, certainty }) => [kind, certainty]),
      [["collapsed", "sure"]],
    );
  });

  it("tells by the classes of nearest examples how varied samples are, and which lack", () => {
    const counted = (nearest: number[]) =>
      sampleSignals({
        ...images(1000, 0),
        classCounts: { nearest, examples: [500, 500, 500, 500] },
      });
    assert.ok(Math.abs((counted([16, 16, 16, 16]).classEntropy ?? NaN) - 1) < 0.02);
    const half = counted([32, 0, 32, 0]);
    assert.ok(Math.abs((half.classEntropy ?? NaN) - 0.5) < 0.02);
    assert.deepEqual(half.missingAt, ["class 1", "class 3"]);
  });

  it("calls classes by their names, and by their numbers where they have no other", () => {
    const lacking = (classNames?: string[]) =>
      sampleSignals(
        { ...images(1000, 0), classCounts: { nearest: [64, 0], examples: [500, 500] } },
        { classNames },
      ).missingAt;
    assert.deepEqual(lacking(["airplane", "truck"]), ["truck"]);
    assert.deepEqual(lacking(["0", "1"]), ["class 1"]);
    assert.deepEqual(lacking(), ["class 1"]);
  });

  it("shows the samples that have their nearest training example in common", () => {
    const sighting = lookAtSamples(
      [900, 1000].map((step) => sampleSignals(images(step, 0.8))),
      1000,
      true,
    )[0];
    assert.deepEqual(
      sighting?.evidence[0]?.groups?.map(({ count, tiles }) => [count, tiles]),
      [
        [26, [0, 2, 4, 6, 8, 10]],
        [26, [1, 3, 5, 7, 9, 11]],
      ],
    );
  });

  it("counts no shared examples that chance explains, and copies whose pixels are nearly equal", () => {
    const of = (examples: number) => sampleSignals({ ...images(1000, 1), examples });
    // Of 16 examples nearly all are shared by 64 samples.
    assert.equal(of(16).sharedNearest, undefined);
    assert.equal(of(60000).sharedNearest, 1);
    const { nearest = [], ...picture } = images(1000, 0);
    const copied = nearest.map((one) => ({ ...one, distance: 1.5 }));
    assert.deepEqual(
      [nearest, copied].map((some) => sampleSignals({ ...picture, nearest: some }).copies),
      [0, 1],
    );
  });

  it("waits for samples that become varied for the first time", () => {
    const spreads = (of: readonly number[]) =>
      lookAtSamples(
        of.map((spread, i) => ({ step: 100 * (i + 1), spread })),
        1000,
        false,
      ).map(({ kind, since }) => [kind, since]);
    assert.deepEqual(spreads([0.1, 0.11, 0.13, 0.16]), []);
    assert.deepEqual(spreads([0.1, 0.11, 0.11, 0.11]), [["collapsed", 100]]);
    assert.deepEqual(spreads([0.9, 0.11, 0.13, 0.16]), [["collapsed", 200]]);
    // They are spread wider, and leave out as much as before.
    const wider = [0.1, 0.11, 0.13, 0.16].map((spread, i) => ({ step: 100 * (i + 1), spread }));
    const leftOut = wider.map((one) => ({ ...one, lacking: 0.5 }));
    assert.equal(lookAtSamples(leftOut, 1000, false)[0]?.kind, "collapsed");
  });

  it("says nothing of the first steps of a G whose samples were never varied", () => {
    // They begin at the mean picture, as with `dataMarginals`.
    const looked = (...of: (readonly [step: number, spread: number])[]) =>
      lookAtSamples(
        of.map(([step, spread]) => ({ step, spread, sharedNearest: spread > 0.5 ? 0 : 1 })),
        of.at(-1)![0],
        true,
      ).map(({ kind }) => kind);
    assert.deepEqual(looked([0, 0.05], [200, 0.165]), []);
    assert.deepEqual(looked([0, 0.05], [100, 0.04]), []);
    // They are still varied more than before training, and then they are not.
    assert.deepEqual(looked([0, 0.05], [400, 0.1]), []);
    assert.deepEqual(looked([0, 0.05], [200, 0.05], [400, 0.05]), ["collapsed"]);
    // What was varied has collapsed, however soon.
    assert.deepEqual(looked([0, 0.9], [100, 0.8], [150, 0.04], [200, 0.04]), ["collapsed"]);
  });

  it("waits two fifths of the steps before samples that never had the data have collapsed", () => {
    const looked = (...spreads: number[]) =>
      lookAtSamples(
        spreads.map((spread, i) => ({ step: 200 * (i + 1), spread })),
        2000,
        false,
      ).map(({ kind }) => kind);
    assert.deepEqual(looked(0.1, 0.1, 0.1), []);
    assert.deepEqual(looked(0.1, 0.1, 0.1, 0.1), ["collapsed"]);
    // They have lost what they had.
    assert.deepEqual(looked(0.9, 0.1, 0.1), ["collapsed"]);
  });

  it("sees samples swing that go away from the data twice, and those that go on to do so", () => {
    const swings = (swung: boolean, ...middles: number[]) =>
      swing(
        middles.map((middle, i) => sampleSignals(density(300 + 100 * i, normal(middle, 1)))),
        400,
        { steps: 1000, swung },
      );
    assert.ok(Math.abs((sampleSignals(density(1, normal(0.4, 1))).distance ?? NaN) - 0.4) < 0.01);
    assert.ok(swings(false, 0, 0, 0.4, 0, 0.4));
    assert.ok(!swings(false, 0, 0, 0.4, 0, 0.2));
    // Of the steps before nothing is seen, and samples that come nearer arrive.
    assert.ok(!swings(false, 0, 0.4, 0, 0.4, 0));
    assert.ok(!swings(false, 0.9, 0.8, 0.6, 0.4, 0));
    assert.ok(swings(true, 0, 0, 0, 0.4, 0));
    assert.ok(!swings(true, 0.4, 0, 0, 0.1, 0));
  });

  it("waits for samples that leave out less and less, until they do so no more", () => {
    const looked = (...lacks: number[]) =>
      lookAtSamples(
        lacks.map((lacking, i) => ({ step: 100 * (i + 1), spread: 0.9, lacking })),
        1000,
        false,
      ).map(({ kind }) => kind);
    assert.deepEqual(looked(0.8, 0.7, 0.6, 0.5), []);
    assert.deepEqual(looked(0.8, 0.5, 0.5, 0.5), ["modesMissing"]);
    // Nothing was lacking before.
    assert.deepEqual(looked(0.1, 0.7, 0.6, 0.5), ["modesMissing"]);
  });

  it("says where samples gather before other parts are empty", () => {
    const crowded = [100, 200, 300, 400].map((step) => ({
      step,
      crowdedBins: 0.3,
      crowdedAt: ["around (1, 0)"],
    }));
    const evidenceAfter = (count: number) =>
      lookAtSamples(crowded.slice(0, count), 1000, false).map(({ evidence }) => evidence[0]?.where);
    assert.deepEqual(evidenceAfter(3), []);
    assert.deepEqual(evidenceAfter(4), [["around (1, 0)"]]);
  });

  it("says that nothing moves where samples are those of before training", () => {
    const look = (steps: number, ...changed: number[]) =>
      lookAtSamples(
        changed.map((share, i) => ({ step: 100 * (i + 1), changed: share, sharedNearest: 1 })),
        steps,
        false,
      ).map(({ kind }) => kind);
    assert.deepEqual(look(1000, 0.001, 0.002, 0.003, 0.004), ["ratesDoNothing", "collapsed"]);
    assert.ok(!look(1000, 0.001, 0.002, 0.003).includes("ratesDoNothing"));
    assert.deepEqual(look(1000, 0.001, 0.002, 0.003, 0.05), ["collapsed"]);
    // A few steps may be all that were asked for: they need not have moved much.
    assert.ok(!look(200, 0.001, 0.002).includes("ratesDoNothing"));
    assert.ok(look(300, 0.001, 0.002, 0.003).includes("ratesDoNothing"));
  });

  it("sees how much samples have changed since before training", () => {
    const changed = (...pictures: (DensityPicture | ImagesPicture | ScatterPicture)[]) => {
      const memory = {};
      return pictures.map((one) => sampleSignals(one, memory).changed).at(-1) ?? NaN;
    };
    const scatter = (step: number, right: number): ScatterPicture => ({
      kind: "scatter",
      step,
      real: [0, 0, 1, 0, 0, 1, 1, 1],
      generated: [right, 0, 1 + right, 0],
      heat: { xMin: 0, xMax: 1, yMin: 0, yMax: 1, columns: 1, rows: 1, values: [0] },
    });
    // Two points of the data are 1.14 apart in the mean.
    assert.ok(Math.abs(changed(scatter(0, 0), scatter(100, 0.5)) - 0.44) < 0.005);
    assert.equal(changed(density(0, normal(0, 1)), density(100, normal(0, 1))), 0);
    assert.ok(changed(density(0, normal(-3, 0.1)), density(100, normal(3, 0.1))) > 0.99);
    const nearer = images(100, 0).nearest?.map((one) => ({ ...one, distance: 4 }));
    assert.ok(
      Math.abs(changed(images(0, 0), { ...images(100, 0), nearest: nearer ?? [] }) - 0.2) < 1e-9,
    );
    // A picture before training is not known of a run that is taken up in its midst.
    assert.ok(Number.isNaN(changed(images(100, 0), images(200, 0))));
  });

  it("says that samples have collapsed where they have left what the picture of 1-D data shows", () => {
    const empty = x.map(() => 0);
    const gone = [300, 400].map((step) => sampleSignals(density(step, empty)));
    assert.deepEqual(
      lookAtSamples(gone, 1000, false).map(({ kind }) => kind),
      ["collapsed"],
    );
  });
});
