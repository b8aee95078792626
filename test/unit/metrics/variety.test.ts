import assert from "node:assert/strict";
import { statelessNormal } from "../../../src/engine/random/philox";
import { binCentres, binCounts, compareBins, lackingShare } from "../../../src/metrics/bins";
import { clusterCounts, clustersOf } from "../../../src/metrics/clusters";
import { entropy } from "../../../src/metrics/divergence";
import { evenPoints, type Points } from "../../../src/metrics/distances";
import { meanDistance, nearestOthers, spreadOf } from "../../../src/metrics/diversity";
import { msSsim, scalesFor } from "../../../src/metrics/ms-ssim";
import { atOnce } from "../../../src/metrics/pieces";
import { fixture } from "../../support/paths";
import { present } from "../../support/values";

/** Points around the corners of a square, the same number at each. */
function corners(which: readonly number[], count: number, seed: number): Points {
  const noise = statelessNormal([seed, 0], 2 * count);
  const values = noise.map((value, place) => {
    const corner = which[Math.floor(place / 2) % which.length]!;
    return 0.05 * value + ((corner >> (place % 2)) & 1);
  });
  return { values, dimensions: 2 };
}

interface SimilarityCase {
  height: number;
  width: number;
  channels: number;
  /** Three pictures. */
  pictures: number[];
  /** Of the first with itself, with the second and with the third. */
  expected: number[];
}

describe("The similarity of pictures", () => {
  const { cases } = fixture<{ cases: SimilarityCase[] }>("ms-ssim");
  for (const { height, width, channels, pictures, expected } of cases)
    it(`is that of pytorch-msssim, ${height} x ${width} x ${channels}`, () => {
      const set = { values: Float32Array.from(pictures), height, width, channels };
      for (const [other, value] of expected.entries())
        assert.ok(Math.abs(msSsim(set, 0, set, other) - value) < 1e-6, `${value}`);
    });

  it("is measured at as many scales as there is room for", () =>
    assert.deepEqual(
      [8, 12, 28, 32, 64, 256].map((side) => scalesFor(side, side)),
      [0, 1, 2, 2, 3, 5],
    ));
});

interface VarietyCase {
  name: string;
  dimensions: number;
  real: number[];
  generated: number[];
  spread: number;
  /** How many points each bin has. */
  data: number[];
  samples: number[];
  /** Bins whose shares differ at the 5 % level. */
  different: number[];
}

describe("The variety of samples", () => {
  for (const { name, dimensions, ...expected } of fixture<{ cases: VarietyCase[] }>("variety")
    .cases)
    it(`is that of SciPy: ${name}`, () => {
      const [real, generated] = [expected.real, expected.generated].map((values) => ({
        values: Float32Array.from(values),
        dimensions,
      })) as [Points, Points];
      assert.ok(Math.abs(spreadOf(generated, real) - expected.spread) < 1e-6);
      const centres = atOnce(binCentres(real, expected.data.length));
      const counts = atOnce(binCounts(real, centres));
      const samples = atOnce(binCounts(generated, centres));
      assert.deepEqual([counts, samples], [expected.data, expected.samples]);
      assert.deepEqual(compareBins(counts, samples).different, expected.different);
    });

  it("has the mean distance of all pairs", () => {
    const triangle = { values: Float32Array.of(0, 0, 3, 0, 0, 4), dimensions: 2 };
    assert.equal(meanDistance(triangle), 4);
    assert.ok(Number.isNaN(meanDistance({ values: Float32Array.of(1, 2), dimensions: 2 })));
  });

  it("of the normal distribution is 2 / sqrt(pi)", () =>
    assert.ok(
      Math.abs(
        meanDistance({ values: statelessNormal([3, 1], 256), dimensions: 1 }) /
          (2 / Math.sqrt(Math.PI)) -
          1,
      ) < 0.1,
    ));

  it("is that of the data where samples are of the same distribution", () => {
    const data = corners([0, 1, 2, 3], 1000, 1);
    const alike = corners([0, 1, 2, 3], 1000, 2);
    assert.ok(Math.abs(spreadOf(alike, data) - 1) < 0.1);
    const centres = atOnce(binCentres(data, 20));
    const { different, missing, crowded } = compareBins(
      atOnce(binCounts(data, centres)),
      atOnce(binCounts(alike, centres)),
    );
    // At the 5 % level one of twenty differs by chance.
    assert.ok(different.length <= 4, `${different.length}`);
    assert.deepEqual([missing, crowded], [[], []]);
  });

  it("names the bins that are missing, and those that are crowded", () => {
    const data = corners([0, 1, 2, 3], 1000, 1);
    const centres = atOnce(binCentres(data, 4));
    const counts = atOnce(binCounts(data, centres));
    assert.deepEqual(counts, [250, 250, 250, 250]);
    const collapsed = atOnce(binCounts(corners([0, 3], 1000, 2), centres));
    const { missing, crowded } = compareBins(counts, collapsed);
    const cornerOf = (bin: number) =>
      Math.round(centres.values[2 * bin]!) + 2 * Math.round(centres.values[2 * bin + 1]!);
    assert.deepEqual(missing.map(cornerOf).sort(), [1, 2]);
    assert.deepEqual(crowded.map(cornerOf).sort(), []);
    const single = compareBins(counts, atOnce(binCounts(corners([2], 1000, 2), centres)));
    assert.deepEqual(single.crowded.map(cornerOf), [2]);
  });

  it("tells the share of the data that is lacking, without what chance makes", () => {
    const even = [250, 250, 250, 250];
    const lacking = (...counts: number[]) => lackingShare(even, counts, { chance: false });
    assert.equal(lacking(1, 1, 1, 1), 0);
    assert.ok(Math.abs(lacking(1, 1, 0, 0) - 0.5) < 1e-12);
    assert.ok(Math.abs(lacking(7, 0, 0, 0) - 0.75) < 1e-12);
    // Thinned out, and none of them empty: 2 log 2 of 0.4 to 0.1 is 0.193.
    assert.ok(Math.abs(lacking(4, 4, 1, 1) - (1 - Math.exp(-0.19274475702175742))) < 1e-12);
    const data = corners([0, 1, 2, 3], 1000, 1);
    const centres = atOnce(binCentres(data, 20));
    const [counts, alike] = [data, corners([0, 1, 2, 3], 1000, 2)].map((points) =>
      atOnce(binCounts(points, centres)),
    ) as [number[], number[]];
    assert.ok(lackingShare(counts, alike) < 0.02);
  });

  it("finds the clusters of data, and how samples are shared out among them", () => {
    const clusters = present(clustersOf(corners([0, 1, 2, 3], 400, 1)));
    assert.equal(clusters.counts.length, 4);
    // A stray point or two is of none.
    assert.ok(clusters.counts.every((count) => count > 95 && count <= 100));
    const cornerOf = (cluster: number) =>
      Math.round(clusters.centres.values[2 * cluster]!) +
      2 * Math.round(clusters.centres.values[2 * cluster + 1]!);
    const found = atOnce(clusterCounts(corners([0, 3, 3], 300, 2), clusters));
    const byCorner = Object.fromEntries(found.map((count, i) => [cornerOf(i), count]));
    assert.deepEqual(byCorner, { 0: 100, 1: 0, 2: 0, 3: 200 });
  });

  it("finds no clusters in data that is all of a piece", () => {
    const values = Float32Array.from(statelessNormal([5, 1], 800));
    assert.equal(clustersOf({ values, dimensions: 2 }), undefined);
  });

  it("of classes is their entropy", () => {
    assert.equal(entropy([1, 0, 0]), 0);
    assert.ok(Math.abs(entropy([0.25, 0.25, 0.25, 0.25]) - Math.log(4)) < 1e-12);
  });

  it("finds the nearest other of each point", () => {
    const points = { values: Float32Array.of(0, 1, 5, 5), dimensions: 1 };
    assert.deepEqual([...atOnce(nearestOthers(points))], [1, 1, 0, 0]);
  });

  it("takes points from all over a set that is in order", () =>
    assert.deepEqual(
      [
        ...evenPoints({ values: Float32Array.from({ length: 10 }, (_, i) => i), dimensions: 1 }, 4)
          .values,
      ],
      [0, 2, 5, 7],
    ));
});
