import { element } from "../gan/tree";

/* A density estimated from 1-D samples by Gaussian kernels. */

/** A kernel is less than 1e-7 of its height at this many widths from its middle. */
const REACH = 6;
/** Samples are counted in bins so many times as fine as the points, */
const BINS_A_POINT = 8;
/**
 * but never finer than so many to a kernel's width: a wide kernel needs no narrow bins, and their
 * number stays bounded.
 */
const MAX_BINS_A_WIDTH = 128;

/** Samples between two yields. */
const PIECE = 1_000_000;

/**
 * A density at evenly spaced points x, estimated with Gaussian kernels of half Silverman's width,
 * which smooths a normal density by under 1 %. NaN throughout where a sample is not finite. Takes
 * as long for samples of any spread. Yields the share that is done.
 */
export async function* kernelDensity(
  sample: Float32Array,
  x: readonly number[],
): AsyncGenerator<number, number[]> {
  const n = sample.length;
  const start = element(x, 0);
  const spacing = element(x, 1) - start;
  const stddev = yield* deviationOf(sample);
  if (!Number.isFinite(stddev)) return x.map(() => NaN);
  // A collapsed generator has hardly any spread; kernels narrower than the grid would fall between
  // its points.
  const width = Math.max(0.53 * stddev * n ** -0.2, spacing);
  const bin = Math.max(spacing / BINS_A_POINT, width / MAX_BINS_A_WIDTH);
  const reach = Math.ceil((REACH * width) / bin);
  const stride = spacing / bin;
  const counts = new Float64Array(Math.ceil((x.length - 1) * stride) + 2 * reach + 1);
  for (let from = 0; from < n; from += PIECE) {
    for (let i = from; i < Math.min(n, from + PIECE); i++) {
      const at = Math.round((sample[i]! - start) / bin) + reach;
      if (at >= 0 && at < counts.length) counts[at]!++;
    }
    yield 0.6 + (0.3 * from) / n;
  }
  const height = (distance: number) =>
    Math.exp(-0.5 * (distance / width) ** 2) / (width * Math.sqrt(2 * Math.PI)) / n;
  return x.map((_, i) => {
    const middle = i * stride + reach;
    const last = Math.min(counts.length - 1, Math.floor(middle + reach));
    let sum = 0;
    for (let j = Math.ceil(middle - reach); j <= last; j++)
      if (counts[j]! > 0) sum += height((j - middle) * bin) * counts[j]!;
    return sum;
  });
}

/** The standard deviation with divisor n, in pieces. */
async function* deviationOf(sample: Float32Array): AsyncGenerator<number, number> {
  const n = sample.length;
  let sum = 0;
  for (let from = 0; from < n; from += PIECE) {
    for (let i = from; i < Math.min(n, from + PIECE); i++) sum += sample[i]!;
    yield (0.3 * from) / n;
  }
  const mean = sum / n;
  let squares = 0;
  for (let from = 0; from < n; from += PIECE) {
    for (let i = from; i < Math.min(n, from + PIECE); i++) squares += (sample[i]! - mean) ** 2;
    yield 0.3 + (0.3 * from) / n;
  }
  return Math.sqrt(squares / n);
}
