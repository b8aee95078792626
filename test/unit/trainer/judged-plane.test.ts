import "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { gaussianBetween, gaussianDensity } from "../../../src/data/densities";
import { mixtureOf } from "../../../src/data/synthetic";
import { statelessNormal } from "../../../src/engine/random/philox";
import { type DataOf, dataSchema } from "../../../src/experiment/schema";
import {
  distanceInPlane,
  type Places,
  placesOf,
  PLANE_SAMPLES,
  planeFloor,
  planeOf,
} from "../../../src/trainer/evaluation/judged-plane";
import { at } from "../../support/values";

const optimum = (p: number, q: number): number => 1 / (1 + q / p);
type Judge = (x: number, y: number) => number;
type Ring = DataOf<"ring">;

/** Modes with a standard deviation of a third of a cell. */
const NARROW = dataSchema.parse({ source: "ring", modes: 3, radius: 1, stddev: 0.02 }) as Ring;
const WIDE = dataSchema.parse({ source: "ring", modes: 2, radius: 0.3, stddev: 0.1 }) as Ring;

/** A generator of the same modes, a little off and wider or narrower. */
interface Off {
  shift: number;
  stddev: number;
}

function draw(data: Ring, { shift, stddev }: Off, seed = 1): Float32Array {
  const { centres } = mixtureOf(data);
  return statelessNormal([seed, 7], 2 * PLANE_SAMPLES).map(
    (normal, i) =>
      at(at(centres, Math.floor(i / 2) % centres.length), i % 2) + shift + stddev * normal,
  );
}

/** The density of a ring whose modes are moved by `shift` in both directions. */
function densityOf(data: Ring, { shift, stddev }: Off): Judge {
  const { centres } = mixtureOf(data);
  return (x, y) =>
    centres.reduce(
      (sum, [cx, cy]) =>
        sum + gaussianDensity(x, cx + shift, stddev) * gaussianDensity(y, cy + shift, stddev),
      0,
    ) / centres.length;
}

const judged = (points: Float32Array, d: Judge): number[] =>
  Array.from({ length: points.length / 2 }, (_, i) => d(at(points, 2 * i), at(points, 2 * i + 1)));

function distance(data: Ring, places: Places, samples: Float32Array, d: Judge): number {
  const [dAtPlaces, dAtSamples] = [judged(places.points, d), judged(samples, d)];
  return distanceInPlane({ places, dAtPlaces, samples, dAtSamples }, planeOf(data), optimum);
}

describe("the distance of D from D* in the plane", () => {
  const narrow = placesOf(NARROW);
  const wide = placesOf(WIDE);

  it("of D* itself is no more than its noise floor, with modes narrower than a cell", () => {
    const floor = planeFloor(narrow, planeOf(NARROW), optimum);
    const pData = densityOf(NARROW, { shift: 0, stddev: NARROW.stddev });
    for (const off of [
      { shift: 0, stddev: 0.02 },
      { shift: 0.016, stddev: 0.04 },
      { shift: 0.04, stddev: 0.014 },
    ]) {
      const pGenerator = densityOf(NARROW, off);
      const best: Judge = (x, y) => optimum(pData(x, y), pGenerator(x, y));
      const value = distance(NARROW, narrow, draw(NARROW, off), best);
      assert.ok(value < 1.5 * floor, `${JSON.stringify(off)}: ${value}, floor ${floor}`);
    }
  });

  it("of a D that cannot tell is half of the total variation distance", () => {
    const off = { shift: 0.1, stddev: 0.1 };
    const value = distance(WIDE, wide, draw(WIDE, off), () => 0.5);
    // Of modes that lie apart it is that of two Gaussians, which are sqrt(2) 0.1 from each other.
    const half = gaussianBetween(-Math.SQRT1_2, Math.SQRT1_2, 0, 1) / 2;
    assert.ok(Math.abs(value / half - 1) < 0.03, `${value} and ${half}`);
  });

  it("has the noise floor as its mean where D and G are perfect", () => {
    const runs = 20;
    const values = Array.from({ length: runs }, (_, seed) =>
      distance(WIDE, wide, draw(WIDE, { shift: 0, stddev: 0.1 }, seed), () => 0.5),
    );
    const mean = values.reduce((sum, value) => sum + value / runs, 0);
    const floor = planeFloor(wide, planeOf(WIDE), optimum);
    assert.ok(Math.abs(mean / floor - 1) < 0.03, `${mean} and ${floor}`);
  });

  it("counts samples that lie outside, and is no number where one is none", () => {
    const outside = new Float32Array(2 * PLANE_SAMPLES).fill(9);
    const isInside: Judge = (x) => Number(x < 9);
    assert.ok(distance(WIDE, wide, outside, isInside) < 1e-9);
    const value = distance(WIDE, wide, outside, () => 1);
    assert.ok(Math.abs(value - 0.5) < 1e-3, `all of p_g is taken for data: ${value}`);
    outside[5] = NaN;
    assert.ok(Number.isNaN(distance(WIDE, wide, outside, isInside)));
  });
});
