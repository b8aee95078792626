import assert from "node:assert/strict";
import { gaussianDensity } from "../../../src/data/densities";
import { statelessNormal } from "../../../src/engine/random/philox";
import { histogram, jensenShannon } from "../../../src/metrics/divergence";
import {
  differenceFloor,
  jensenShannonFloor,
  wassersteinFloor,
} from "../../../src/metrics/noise-floor";
import { wassersteinBetween, wassersteinToNormal } from "../../../src/metrics/wasserstein";
import { formatFigure } from "../../../src/shared/evaluation/figures";
import { at } from "../../support/values";

const SAMPLES = 400;
const RUNS = 300;
const INTERVAL = [-5, 5] as const;
const normalDensity = (x: number) => gaussianDensity(x, 0, 1);

/** The mean of a distance over samples that are drawn of the very distribution. */
const meanOver = (distance: (sample: Float32Array, other: Float32Array) => number): number =>
  Array.from({ length: RUNS }, (_, run) =>
    distance(statelessNormal([run, 1], SAMPLES), statelessNormal([run, 2], SAMPLES)),
  ).reduce((sum, value) => sum + value / RUNS, 0);

function assertNear(floor: number, mean: number): void {
  assert.ok(Math.abs(floor / mean - 1) < 0.05, `floor ${floor}, mean of draws ${mean}`);
}

describe("The noise floor of a distance", () => {
  it("is the mean W1 of samples of the distribution itself from its quantiles", () =>
    assertNear(
      wassersteinFloor(normalDensity, INTERVAL, SAMPLES, "distribution"),
      meanOver((sample) => wassersteinToNormal(sample, 0, 1)),
    ));

  it("is the mean W1 of two samples of one distribution", () =>
    assertNear(
      wassersteinFloor(normalDensity, INTERVAL, SAMPLES, "sample"),
      meanOver(wassersteinBetween),
    ));

  it("is the mean JS divergence of as many samples' bins, rare bins too", () => {
    const shares = histogramShares(20);
    assertNear(
      jensenShannonFloor(shares, SAMPLES),
      meanOver((sample) => jensenShannon(histogram(sample, ...INTERVAL, 20), shares)),
    );
  });

  it("is the mean sum of differences of as many samples' bins", () => {
    const shares = histogramShares(20);
    assertNear(
      differenceFloor(shares, SAMPLES),
      meanOver((sample) =>
        histogram(sample, ...INTERVAL, 20).reduce(
          (sum, share, bin) => sum + Math.abs(share - at(shares, bin)),
          0,
        ),
      ),
    );
    // De Moivre: of 2 draws that are in a bin or not, 0, 1 or 2 are in it, half of the time 1.
    assert.ok(Math.abs(differenceFloor([0.5], 2) - 0.25) < 1e-12);
  });

  it("of JS is 0 where all lies in one bin, and falls with the samples as 1 / n", () => {
    assert.equal(jensenShannonFloor([0, 1, 0], 100), 0);
    const even = Array<number>(10).fill(0.1);
    // (bins - 1) / (8 n) where many fall into each bin.
    for (const samples of [1e4, 1e5])
      assert.ok(Math.abs((jensenShannonFloor(even, samples) * 8 * samples) / 9 - 1) < 0.01);
  });

  it("stands beside the figure", () => {
    assert.equal(
      formatFigure({ value: 0.0123456, noiseFloor: 0.00849 }),
      "0.012346 (noise floor 0.0085)",
    );
    assert.equal(formatFigure({ value: null, noiseFloor: 0.1 }), "NaN");
    assert.equal(formatFigure({ value: 2, plusMinus: 0.5 }), "2 ± 0.5");
  });
});

/**
 * What the normal distribution gives each of `bins` stretches of the interval, and what lies
 * outside.
 */
function histogramShares(bins: number): Float64Array {
  const fine = 200;
  const [from, to] = INTERVAL;
  const width = (to - from) / bins;
  const inside = Array.from({ length: bins }, (_, bin) =>
    Array.from({ length: fine }, (__, i) => normalDensity(from + (bin + (i + 0.5) / fine) * width))
      .map((density) => (density * width) / fine)
      .reduce((sum, share) => sum + share, 0),
  );
  const outside = Math.max(0, 1 - inside.reduce((sum, share) => sum + share, 0)) / 2;
  return Float64Array.of(outside, ...inside, outside);
}
