import {
  binCentres,
  binCounts,
  compareBins,
  CROWDED_SHARE,
  lackingShare,
  MISSING_SHARE,
} from "../metrics/bins";
import { clusterCounts, type Clusters, clustersOf } from "../metrics/clusters";
import type { Points } from "../metrics/distances";
import { meanDistance } from "../metrics/diversity";
import { atOnce } from "../metrics/pieces";
import type { SampleGroup } from "../shared/advisor/verdict";
import type { DensityPicture, Picture, ScatterPicture } from "../shared/run/picture";
import { formatNumber } from "../shared/text/format";
import { imageSignals } from "./image-signals";
import { changeBetween } from "./moved";

/* What the pictures of a run say of its samples: pictures are drawn anyway, and kept as numbers. */

/** What a picture's samples are like. */
export interface SampleSignals {
  step: number;
  /** The mean distance between samples over that between examples of the data. */
  spread?: number;
  /** The shares of the data's bins that have too few samples, and too many. */
  missingBins?: number;
  crowdedBins?: number;
  /**
   * The share of the data that is lacking, by how samples are shared out among its clusters; of 1-D
   * data without several modes among ten bins. Not of points that are all of a piece.
   */
  lacking?: number;
  /** Of 1-D data: the Wasserstein distance of samples from it, in its deviations. */
  distance?: number;
  /** Some of the bins or classes that have too few, and of the bins that have too many, in words. */
  missingAt?: string[];
  crowdedAt?: string[];
  /**
   * The share of samples whose nearest training example is also that of another, above what chance
   * makes of it. Not where there are so few examples that it mostly is.
   */
  sharedNearest?: number;
  /**
   * The entropy of the classes of samples, each that of its nearest training example, over the
   * entropy of the classes of all examples.
   */
  classEntropy?: number;
  /** Samples that have their nearest training example in common. */
  sharedBy?: SampleGroup[];
  /** The share of samples nearer to a training example than such examples are to each other. */
  copies?: number;
  /** Samples that are such copies. */
  copiesAt?: SampleGroup[];
  /** How much samples have changed since before training; only where that picture is known. */
  changed?: number;
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
  /** Undefined where the data is all of a piece. */
  clusters: Clusters | undefined;
  distance: number;
}

/** What pictures of one run have in common, so that it is worked out once. */
export interface SampleMemory {
  known?: KnownPoints;
  /** The picture that was drawn before training. */
  untrained?: Picture;
  /** What the classes of the data are called, where it has any. */
  classNames?: readonly string[] | undefined;
}

export function sampleSignals(picture: Picture, memory: SampleMemory = {}): SampleSignals {
  if (picture.step === 0) memory.untrained = picture;
  const signals = signalsOf(picture, memory);
  const changed =
    memory.untrained && changeBetween(memory.untrained, picture, memory.known?.distance);
  return changed === undefined ? signals : { ...signals, changed };
}

function signalsOf(picture: Picture, memory: SampleMemory): SampleSignals {
  switch (picture.kind) {
    case "scatter":
      return { step: picture.step, ...ofPoints(picture, memory) };
    case "density":
      return { step: picture.step, ...ofDensities(picture) };
    case "images":
      return { step: picture.step, ...imageSignals(picture, memory.classNames) };
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
  const { centres, counts, clusters, distance } = (memory.known = knownOf(real, memory.known));
  const samples = pointsOf(generated);
  const found = atOnce(binCounts(samples, centres));
  const { missing, crowded } = compareBins(counts, found);
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
    ...(clusters
      ? { lacking: lackingShare(clusters.counts, atOnce(clusterCounts(samples, clusters))) }
      : {}),
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
  return { real, centres, counts, clusters: clustersOf(data), distance: meanDistance(data) };
}

/** The bins of 1-D data each have the same share of it; there is no sample size to test with. */
function ofDensities({ x, pData, pGenerator }: DensityPicture): Partial<SampleSignals> {
  const data = masses(pData);
  const samples = masses(pGenerator);
  if (!data) return {};
  // The picture shows all of the data and some room about it: all samples have left it.
  if (!samples) return { missingBins: 1, lacking: 1 };
  const bins = densityBins(x, data, samples);
  const modes = densityModes(x, data, samples);
  const missing = bins.filter(({ share }) => share < MISSING_SHARE);
  const crowded = bins.filter(({ share }) => share > CROWDED_SHARE);
  return {
    spread: meanDifference(x, samples) / meanDifference(x, data),
    missingBins: missing.length / bins.length,
    crowdedBins: crowded.length / bins.length,
    lacking: lackingOf(modes.length > 1 ? modes : bins),
    distance: distanceBetween(x, data, samples),
    missingAt: stretchesOf(missing),
    crowdedAt: stretchesOf(crowded),
  };
}

const lackingOf = (bins: readonly DensityBin[]): number =>
  lackingShare(
    bins.map((bin) => bin.data),
    bins.map((bin) => bin.samples),
    { chance: false },
  );

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

/** The area between both distributions' functions, on an even grid, over the data's deviation. */
function distanceBetween(
  x: readonly number[],
  data: readonly number[],
  samples: readonly number[],
): number {
  let ahead = 0;
  let sum = 0;
  data.forEach((share, i) => {
    ahead += share - samples[i]!;
    sum += Math.abs(ahead) * ((x[i + 1] ?? x[i]!) - x[i]!);
  });
  const middle = data.reduce((total, share, i) => total + share * x[i]!, 0);
  const variance = data.reduce((total, share, i) => total + share * (x[i]! - middle) ** 2, 0);
  return sum / Math.sqrt(variance);
}

const DENSITY_BINS = 10;

/** A stretch of 1-D data, and what it has of the samples over what it has of the data. */
interface DensityBin {
  from: number;
  to: number;
  data: number;
  samples: number;
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
    .map((bin) => ({ ...bin, share: bin.samples / bin.data }));
}

/** Between two modes the density is below this share of its highest. */
const VALLEY = 0.1;
/** What has less of the data is no mode of its own. */
const MIN_MODE = 0.02;

/** Stretches about the modes of 1-D data: the middles of its valleys part them. */
function densityModes(
  x: readonly number[],
  data: readonly number[],
  samples: readonly number[],
): DensityBin[] {
  const high = VALLEY * Math.max(...data);
  const middles: number[] = [];
  let left: number | undefined;
  let sum = 0;
  data.forEach((share, i) => {
    if (share < high) return;
    if (left !== undefined && i > left + 1 && sum >= MIN_MODE) {
      middles.push((left + i) / 2);
      sum = 0;
    }
    left = i;
    sum += share;
  });
  const edges = [...middles, Infinity];
  const modes = edges.map(() => ({ data: 0, samples: 0, from: Infinity, to: -Infinity }));
  data.forEach((share, i) => {
    const mode = modes[edges.findIndex((edge) => i < edge)]!;
    mode.data += share;
    mode.samples += samples[i]!;
    mode.from = Math.min(mode.from, x[i]!);
    mode.to = Math.max(mode.to, x[i]!);
  });
  return modes.map((mode) => ({ ...mode, share: mode.samples / mode.data }));
}
