import { fixture } from "./paths";
import { type Compute, type Points } from "../../src/metrics/distances";
import { interpolate } from "../../src/shared/latents/interpolation";
import {
  distanceFromOptimum,
  histogram,
  jensenShannon,
  kullbackLeibler,
} from "../../src/metrics/divergence";
import { fit, frechetDistance } from "../../src/metrics/frechet";
import { inceptionScore } from "../../src/metrics/inception-score";
import { kernelDistance } from "../../src/metrics/kernel-distance";
import { manifoldMeasures } from "../../src/metrics/manifold";
import { modeCoverage } from "../../src/metrics/modes";
import { nearestInBlock, nearestNeighbours } from "../../src/metrics/nearest";
import { parzenWindow } from "../../src/metrics/parzen";
import { finish } from "../../src/metrics/pieces";
import { slicedWasserstein } from "../../src/metrics/sliced-wasserstein";
import { wassersteinBetween, wassersteinToNormal } from "../../src/metrics/wasserstein";
import { numbersOf } from "../../src/tensor/tensor-values";
import { tensor, type Tensor2D } from "../../src/tensor/tf";
import type { Parity } from "./objective-parity";

/*
 * The metrics against NumPy and SciPy, on data that test/fixtures/metrics.py makes in the same way.
 * The test and the table of agreement (`npm run bench:parity`) both take the figures from here.
 */

interface Reference {
  madeWith: { numpy: string };
  scipy: string;
  pot: string;
  parzen: { sigma: number; curve: number[]; logLikelihood: number; standardError: number };
  frechet: { distance: number };
  kernel: { distance: number; deviation: number };
  score: { score: number; deviation: number };
  manifold: Record<"precision" | "recall" | "density" | "coverage", number>;
  sliced: { distance: number };
  divergence: { kullbackLeibler: number; jensenShannon: number };
  histogram: { shares: number[] };
  optimum: { distance: number };
  wasserstein: { between: number; toNormal: number };
  modes: { modesCovered: number; highQuality: number; reverseKl: number };
  /** Rows count from 1 here, so that a row can be a divisor. */
  nearest: { rows: number[]; distances: number[] };
  interpolation: Record<"straight" | "spherical" | "units", number[]>;
}
const reference = fixture<Reference>("metrics");

/** Numbers in [0, 1): MurmurHash3's finalizer of seed * 2^24 + index. */
function pseudo(seed: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => {
    let h = (index + (seed << 24)) >>> 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return ((h ^ (h >>> 16)) >>> 8) / 2 ** 24;
  });
}

function pictures(seed: number, count: number): Points {
  const template = pseudo(100, 7840);
  const values = Float32Array.from(pseudo(seed, count * 784), (u, i) =>
    template[(Math.floor(i / 784) % 10) * 784 + (i % 784)]! > 0.8 ? 0.5 + 0.5 * u : 0.5 * u * u,
  );
  return { values, dimensions: 784 };
}

function features(seed: number, count: number, dimensions: number, shift: number): Points {
  const u = pseudo(seed, count * (dimensions + 3));
  const values = Float32Array.from({ length: count * dimensions }, (_, i) => {
    const at = Math.floor(i / dimensions) * (dimensions + 3) + (i % dimensions);
    return u[at]! + u[at + 1]! + 0.5 * u[at + 2]! * u[at + 3]! + shift;
  });
  return { values, dimensions };
}

function probabilities(): Points {
  const powers = pseudo(8, 10_050).map((u) => u ** 4);
  const sums = new Float64Array(1005);
  powers.forEach((power, i) => {
    sums[Math.floor(i / 10)]! += power;
  });
  return {
    values: Float32Array.from(powers, (power, i) => power / sums[Math.floor(i / 10)]!),
    dimensions: 10,
  };
}

/** A sample of a grid of 25 modes that some get most of. */
function ofModes(): { points: Float32Array; centres: [number, number][] } {
  const places = [-4, -2, 0, 2, 4];
  const centres = places.flatMap((x) => places.map((y): [number, number] => [x, y]));
  const u = pseudo(19, 7500);
  const points = Float32Array.from({ length: 5000 }, (_, i) => {
    const row = Math.floor(i / 2);
    const axis = i % 2;
    return (
      centres[Math.floor(24 * u[3 * row]! ** 2)]![axis]! + 0.35 * u[3 * row + 1 + axis]! - 0.175
    );
  });
  return { points, centres };
}

/** On the backend that is current. */
export const compute: Compute = (_, f, inputs) =>
  Promise.resolve(
    numbersOf(() =>
      f(
        Object.fromEntries(
          Object.entries(inputs).map(([name, { shape, values }]) => [name, tensor(values, shape)]),
        ),
      ),
    ),
  );

/** Largest relative difference of the figures that both have by the same name. */
const difference = (ours: object, theirs: object): number =>
  Math.max(
    ...Object.entries(theirs).flatMap(([name, expected]) => {
      const [got, wanted] = [
        [(ours as Record<string, unknown>)[name]].flat(),
        [expected as unknown].flat(),
      ] as [number[], number[]];
      return wanted.map((value, i) => Math.abs(got[i]! - value) / Math.abs(value));
    }),
  );

const distanceOf = async (a: Points, b: Points) =>
  finish(frechetDistance(await finish(fit(a)), await finish(fit(b))));

const versions = `NumPy ${reference.madeWith.numpy}, SciPy ${reference.scipy}`;
const against = (
  name: string,
  bound: number,
  run: () => Promise<number>,
): Parity & { bound: number } => ({
  name,
  reference: "NumPy and SciPy, float64",
  version: versions,
  bound,
  run,
});

export const metricParity: (Parity & { bound: number })[] = [
  against("Parzen window: sigma, its curve, log-likelihood and error", 1e-6, async () => {
    const { curve, ...result } = await finish(
      parzenWindow(
        { samples: pictures(1, 1000), validation: pictures(2, 200), test: pictures(3, 300) },
        compute,
      ),
    );
    return difference(
      { ...result, curve: curve.map(({ logLikelihood }) => logLikelihood) },
      reference.parzen,
    );
  }),
  against("Frechet distance", 1e-5, async () =>
    difference(
      await distanceOf(features(4, 600, 48, 0), features(5, 500, 48, 0.02)),
      reference.frechet,
    ),
  ),
  against("kernel distance", 1e-5, async () => {
    const choose = (subset: number, n: number) =>
      Array.from({ length: 100 }, (_, j) => (j * 7 + subset * 13) % n);
    return difference(
      await finish(
        kernelDistance(features(6, 301, 32, 0), features(7, 401, 32, 0.05), {
          count: 8,
          size: 100,
          choose,
        }),
      ),
      reference.kernel,
    );
  }),
  against("Inception Score", 1e-5, async () =>
    difference(await finish(inceptionScore(probabilities())), reference.score),
  ),
  against("precision, recall, density, coverage", 1e-5, async () =>
    difference(
      await finish(manifoldMeasures(features(9, 400, 16, 0), features(10, 300, 16, 0.25), compute)),
      reference.manifold,
    ),
  ),
  {
    name: "sliced Wasserstein distance",
    reference: "POT, float64",
    version: reference.pot,
    bound: 1e-9,
    async run() {
      const along = Array.from({ length: 60 }, (_, row) => {
        const vector = pseudo(26, 300).subarray(5 * row, 5 * row + 5);
        const shifted = vector.map((x) => 2 * x - 1);
        return shifted.map((x) => x / Math.hypot(...shifted));
      });
      const [a, b] = [features(24, 400, 5, 0), features(25, 300, 5, 0.25)];
      const distance = await finish(slicedWasserstein(a, b, along));
      return difference({ distance }, reference.sliced);
    },
  },
  against("Kullback-Leibler and Jensen-Shannon divergence", 1e-9, () => {
    const share = (values: Float64Array) =>
      values.map((value) => value / values.reduce((sum, each) => sum + each, 0));
    const [p, q] = [share(pseudo(11, 50)), share(pseudo(12, 50))];
    return Promise.resolve(
      difference(
        { kullbackLeibler: kullbackLeibler(p, q), jensenShannon: jensenShannon(p, q) },
        reference.divergence,
      ),
    );
  }),
  against("histogram with what lies outside", 1e-9, () =>
    Promise.resolve(
      difference(
        {
          shares: [
            ...histogram(
              Float32Array.from(pseudo(13, 500), (u) => 6 * u - 3),
              -2,
              2,
              12,
            ),
          ],
        },
        reference.histogram,
      ),
    ),
  ),
  against("distance of D from D*", 1e-9, () =>
    Promise.resolve(
      difference(
        { distance: distanceFromOptimum(pseudo(14, 80), pseudo(15, 80), pseudo(16, 80)) },
        reference.optimum,
      ),
    ),
  ),
  against("Wasserstein distance in 1-D, between samples and to a normal distribution", 1e-9, () => {
    const [a, b] = [
      Float32Array.from(pseudo(17, 900), (u) => 3 * u ** 2 - 1),
      Float32Array.from(pseudo(18, 900), (u) => 4 * u ** 2 - 1),
    ];
    return Promise.resolve(
      difference(
        { between: wassersteinBetween(a, b), toNormal: wassersteinToNormal(a, 0.3, 1.2) },
        reference.wasserstein,
      ),
    );
  }),
  against("modes covered, share of high quality, reverse KL", 1e-9, async () => {
    const { points, centres } = ofModes();
    return difference(await finish(modeCoverage(points, centres, 0.05)), reference.modes);
  }),
  against("nearest neighbours and their distances", 1e-5, async () => {
    const samples = features(20, 40, 16, 0);
    const data = features(21, 7000, 16, 0);
    const found = await finish(
      nearestNeighbours(samples.values, 16, 7000, (from, to) =>
        compute(
          "nearest",
          ({ some, block }) => nearestInBlock(some as Tensor2D, block as Tensor2D),
          {
            some: { dtype: "float32", shape: [40, 16], values: samples.values },
            block: {
              dtype: "float32",
              shape: [to - from, 16],
              values: data.values.subarray(from * 16, to * 16),
            },
          },
        ),
      ),
    );
    return difference(
      {
        rows: found.map(({ index }) => index + 1),
        distances: found.map(({ distance }) => distance),
      },
      reference.nearest,
    );
  }),
  against("interpolation of latents, straight and spherical", 1e-6, () => {
    const [a, b] = [22, 23].map((seed) => Float32Array.from(pseudo(seed, 6), (u) => 2 * u - 1)) as [
      Float32Array,
      Float32Array,
    ];
    const unit = (x: Float32Array) => x.map((value) => value / Math.hypot(...x));
    const flat = (points: Float32Array[]) => points.flatMap((point) => [...point]);
    return Promise.resolve(
      difference(
        {
          straight: flat(interpolate(a, b, 7, "straight")),
          spherical: flat(interpolate(a, b, 7, "spherical")),
          units: flat(interpolate(unit(a), unit(b), 7, "spherical")),
        },
        reference.interpolation,
      ),
    );
  }),
];
