import { binCentres, binCounts, compareBins, CROWDED_SHARE, MISSING_SHARE } from "../metrics/bins";
import type { Points } from "../metrics/distances";
import { meanDistance } from "../metrics/diversity";
import { atOnce } from "../metrics/pieces";
import type { DensityPicture, ImagesPicture, Picture, ScatterPicture } from "../shared/run/picture";
import { formatNumber } from "../shared/text/format";
import { shareOf } from "./statistics";

/* What the pictures of a run say of its samples: pictures are drawn anyway, and kept as numbers. */

/** What a picture's samples are like. */
export interface SampleSignals {
  step: number;
  /** The mean distance between samples over that between examples of the data. */
  spread?: number;
  /** The shares of the data's bins that have too few samples, and too many. */
  missingBins?: number;
  crowdedBins?: number;
  /** Some of the bins that have too few, and too many, in words. */
  missingAt?: string[];
  crowdedAt?: string[];
  /**
   * The share of samples whose nearest training example is also that of another, above what chance
   * makes of it. Not where there are so few examples that it mostly is.
   */
  sharedNearest?: number;
  /** The share of samples nearer to a training example than such examples are to each other. */
  copies?: number;
}

/** So many bins are named. */
const MAX_NAMED = 4;

/** Bins of the data of a picture: about 50 examples each of the usual 1,000. */
const BINS = 20;

/** What is known of the points of the data: pictures of a run show the same ones. */
interface KnownPoints {
  real: readonly number[];
  centres: Points;
  counts: number[];
  distance: number;
}

/** What pictures of one run have in common, so that it is worked out once. */
export interface SampleMemory {
  known?: KnownPoints;
}

export function sampleSignals(picture: Picture, memory: SampleMemory = {}): SampleSignals {
  switch (picture.kind) {
    case "scatter":
      return { step: picture.step, ...ofPoints(picture, memory) };
    case "density":
      return { step: picture.step, ...ofDensities(picture) };
    case "images":
      return { step: picture.step, ...ofImages(picture) };
  }
}

const pointsOf = (values: readonly number[]): Points => ({
  values: Float32Array.from(values),
  dimensions: 2,
});

function ofPoints(
  { real, generated }: ScatterPicture,
  memory: SampleMemory,
): Partial<SampleSignals> {
  if (generated.length < 4 || real.length < 4) return {};
  const { centres, counts, distance } = (memory.known = knownOf(real, memory.known));
  const samples = pointsOf(generated);
  const { missing, crowded } = compareBins(counts, atOnce(binCounts(samples, centres)));
  const bins = counts.length;
  const placesOf = (some: readonly number[]) =>
    some.slice(0, MAX_NAMED).map((bin) => {
      const [x = NaN, y = NaN] = centres.values.subarray(2 * bin, 2 * bin + 2);
      return `around (${formatNumber(x, 2)}, ${formatNumber(y, 2)})`;
    });
  return {
    spread: meanDistance(samples) / distance,
    missingBins: missing.length / bins,
    crowdedBins: crowded.length / bins,
    missingAt: placesOf(missing),
    crowdedAt: placesOf(crowded),
  };
}

function knownOf(real: readonly number[], known: KnownPoints | undefined): KnownPoints {
  const isSame =
    known?.real.length === real.length && known.real.every((value, i) => value === real[i]);
  if (known && isSame) return known;
  const data = pointsOf(real);
  const centres = atOnce(binCentres(data, BINS));
  const counts = atOnce(binCounts(data, centres));
  return { real, centres, counts, distance: meanDistance(data) };
}

/** The bins of 1-D data each have the same share of it; there is no sample size to test with. */
function ofDensities({ x, pData, pGenerator }: DensityPicture): Partial<SampleSignals> {
  const data = masses(pData);
  const samples = masses(pGenerator);
  if (!data || !samples) return {};
  const bins = densityBins(x, data, samples);
  const missing = bins.filter(({ share }) => share < MISSING_SHARE);
  const crowded = bins.filter(({ share }) => share > CROWDED_SHARE);
  return {
    spread: meanDifference(x, samples) / meanDifference(x, data),
    missingBins: missing.length / bins.length,
    crowdedBins: crowded.length / bins.length,
    missingAt: stretchesOf(missing),
    crowdedAt: stretchesOf(crowded),
  };
}

const stretchesOf = (bins: readonly DensityBin[]): string[] =>
  bins
    .slice(0, MAX_NAMED)
    .map(({ from, to }) => `from ${formatNumber(from, 2)} to ${formatNumber(to, 2)}`);

/** Densities on an even grid as shares; undefined where there is none. */
function masses(density: readonly number[]): number[] | undefined {
  const total = density.reduce((sum, value) => sum + value, 0);
  return total > 0 ? density.map((value) => value / total) : undefined;
}

/** Gini's mean difference, E|X - Y| = 2 times the integral of F (1 - F), on an even grid. */
function meanDifference(x: readonly number[], mass: readonly number[]): number {
  let below = 0;
  let sum = 0;
  mass.forEach((share, i) => {
    below += share;
    sum += 2 * below * (1 - below) * ((x[i + 1] ?? x[i]!) - x[i]!);
  });
  return sum;
}

const DENSITY_BINS = 10;

/** A stretch of 1-D data, and what it has of the samples over what it has of the data. */
interface DensityBin {
  from: number;
  to: number;
  share: number;
}

/** Bins of equal shares of the data. */
function densityBins(
  x: readonly number[],
  data: readonly number[],
  samples: readonly number[],
): DensityBin[] {
  const sums = Array.from({ length: DENSITY_BINS }, () => ({
    data: 0,
    samples: 0,
    from: Infinity,
    to: -Infinity,
  }));
  let below = 0;
  data.forEach((share, i) => {
    // Half of a cell's share: a narrow mode that fills several bins alone goes to its middle.
    const bin = sums[Math.min(DENSITY_BINS - 1, Math.floor((below + share / 2) * DENSITY_BINS))]!;
    below += share;
    bin.data += share;
    bin.samples += samples[i]!;
    bin.from = Math.min(bin.from, x[i]!);
    bin.to = Math.max(bin.to, x[i]!);
  });
  return sums
    .filter((bin) => bin.data > 0)
    .map(({ from, to, ...bin }) => ({ from, to, share: bin.samples / bin.data }));
}

/**
 * The root mean square of the differences of a copy's pixels, in [0, 1], to those of its example.
 * Samples of G's that copied 16 digits were at 0.06 at most, others of digits at 0.12 at least.
 */
const COPY_RMS = 0.07;

function ofImages({
  nearest = [],
  examples = Infinity,
  layout,
  spread,
}: ImagesPicture): Partial<SampleSignals> {
  const counts = new Map<number, number>();
  for (const { index } of nearest) counts.set(index, (counts.get(index) ?? 0) + 1);
  const pixels = layout.tileWidth * layout.tileHeight;
  const byChance = 1 - (1 - 1 / examples) ** (nearest.length - 1);
  const shared = shareOf(nearest, ({ index }) => counts.get(index)! > 1);
  return {
    ...(spread === undefined ? {} : { spread }),
    ...(nearest.length > 1 && byChance < 0.5
      ? { sharedNearest: Math.max(0, (shared - byChance) / (1 - byChance)) }
      : {}),
    ...(nearest.length > 1
      ? { copies: shareOf(nearest, ({ distance }) => distance / Math.sqrt(pixels) < COPY_RMS) }
      : {}),
  };
}
