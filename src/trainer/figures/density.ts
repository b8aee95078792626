import { rows } from "../../data/dataset";
import { density1d, gaussianDensity, intervalOf } from "../../data/densities";
import { isSynthetic1d } from "../../experiment/schema";
import { optimalDiscriminator } from "../../gan/objective";
import type { DensityFigure } from "../../shared/figure";
import { judgementsOfAny, samplesOf, short } from "../samples";
import type { Session } from "../session";
import { verdicts } from "../verdicts";

const POINTS = 240,
  SAMPLES = 10_000;

/** Figure 1 of the paper for 1-D data. Of data that is a set of examples p_data is estimated from those, as p_g is from samples. */
export async function densityOf(session: Session): Promise<DensityFigure> {
  const made = await samplesOf(session, "density", SAMPLES);
  const {
    interval: [low, high],
    density,
  } = dataOf(session);
  const x = Array.from({ length: POINTS }, (_, i) => low + ((high - low) * i) / (POINTS - 1));
  const pData = density(x);
  const pGenerator = kernelDensity(made, x);
  const { values: d, critic } = verdicts(session.model, [
    ...(await judgementsOfAny(session, Float32Array.from(x), [POINTS, 1])),
  ]);
  const best = optimalDiscriminator(session.model, session.step);
  return {
    kind: "density",
    step: session.step,
    x: x.map(short),
    pData: pData.map(short),
    pGenerator: pGenerator.map(short),
    d: d.map(short),
    // Where neither has any density D* is any number; that of equal densities favours none.
    ...(best
      ? {
          dOptimal: pData.map((p, i) =>
            short(p === 0 && pGenerator[i] === 0 ? best(1, 1) : best(p, pGenerator[i]!)),
          ),
        }
      : {}),
    ...(critic ? { critic } : {}),
  };
}

function dataOf({ experiment: { data }, source }: Session): {
  interval: [number, number];
  density(x: readonly number[]): number[];
} {
  if (isSynthetic1d(data))
    return { interval: intervalOf(data), density: (x) => x.map((at) => density1d(data, at)) };
  if (source.kind !== "examples") throw new Error(`${data.source} is not 1-D`);
  const values = rows(
    source.dataset,
    Array.from({ length: source.dataset.count }, (_, i) => i),
  );
  const low = values.reduce((a, b) => Math.min(a, b)),
    high = values.reduce((a, b) => Math.max(a, b));
  const margin = (high - low) / 4 || 1;
  return { interval: [low - margin, high + margin], density: (x) => kernelDensity(values, x) };
}

/** A kernel is less than 1e-7 of its height at this many widths from its middle. */
const REACH = 6;
/** Samples are counted in bins so many times as fine as the points. */
const FINE = 8;

/** A density at evenly spaced points x, estimated with Gaussian kernels of half Silverman's width, which smooths a normal density by under 1 %. */
export function kernelDensity(sample: Float32Array, x: readonly number[]): number[] {
  const mean = sample.reduce((a, b) => a + b, 0) / sample.length;
  const stddev = Math.sqrt(
    sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sample.length,
  );
  const start = x[0]!,
    spacing = x[1]! - start;
  // A collapsed generator has hardly any spread; kernels narrower than the grid would fall between its points.
  const width = Math.max(0.53 * stddev * sample.length ** -0.2, spacing);
  const bin = spacing / FINE,
    reach = Math.ceil((REACH * width) / bin);
  const counts = new Float64Array((x.length - 1) * FINE + 2 * reach + 1);
  for (const value of sample) {
    const at = Math.round((value - start) / bin) + reach;
    if (at >= 0 && at < counts.length) counts[at]!++;
  }
  const kernel = Float64Array.from(
    { length: 2 * reach + 1 },
    (_, i) => gaussianDensity((i - reach) * bin, 0, width) / sample.length,
  );
  return x.map((_, i) =>
    kernel.reduce((sum, height, j) => sum + height * counts[i * FINE + j]!, 0),
  );
}
