import { density1d, intervalOf } from "../../data/densities";
import { mixtureOf } from "../../data/synthetic";
import { isSynthetic1d, type Synthetic1dConfig } from "../../experiment/schema";
import { optimalDiscriminator } from "../../gan/objective";
import { distanceFromOptimum, histogram, jensenShannon } from "../../metrics/divergence";
import { kernelDensity } from "../../metrics/kernel-density";
import { modeCoverage } from "../../metrics/modes";
import { jensenShannonFloor, wassersteinFloor } from "../../metrics/noise-floor";
import { wassersteinBetween, wassersteinToNormal } from "../../metrics/wasserstein";
import { lossKind } from "../../shared/losses";
import { GRID_POINTS, type JudgedGrid, type JudgedMeans } from "./sample";
import type { EvaluationContext, FigureGenerator } from "./context";

/* Evaluations of data that is drawn, which take but a moment. */

/** Stretches of the histogram of 1-D samples. */
const BINS = 100;

const oneDimensional = ({
  run: {
    experiment: { data },
  },
}: EvaluationContext): Synthetic1dConfig => {
  if (isSynthetic1d(data)) return data;
  throw new Error(`${data.source} is not 1-D data with a density`);
};

export async function* discriminator(
  { common, run: { model } }: EvaluationContext,
  { real, meanDReal, meanDGenerated }: JudgedMeans,
): FigureGenerator<"discriminator"> {
  const { packing } = model.objective;
  // With packing D's output for a sample is that for a pack of it alone.
  const provenance = {
    ...common,
    output: lossKind(model.objective.loss).output,
    ...(packing > 1 ? { packing } : {}),
  };
  return {
    meanDReal: { value: meanDReal, settings: { ...provenance, ...real } },
    meanDGenerated: { value: meanDGenerated, settings: provenance },
  };
}

export async function* wasserstein(context: EvaluationContext): FigureGenerator<"wasserstein"> {
  const {
    sampled: { samples, drawn },
    common,
  } = context;
  const data = oneDimensional(context);
  const [value, against] =
    data.source === "gaussian"
      ? ([wassersteinToNormal(samples, data.mean, data.stddev), "quantiles of the data"] as const)
      : ([wassersteinBetween(samples, drawn!), `${drawn!.length} points of the data`] as const);
  const noiseFloor = wassersteinFloor(
    (x) => density1d(data, x),
    intervalOf(data),
    samples.length,
    data.source === "gaussian" ? "distribution" : "sample",
  );
  return { w1: { value, noiseFloor, settings: { ...common, against } } };
}

export async function* divergence(context: EvaluationContext): FigureGenerator<"jensenShannon"> {
  const data = oneDimensional(context);
  const [from, to] = intervalOf(data);
  const { samples } = context.sampled;
  const shares = shareOfBins(data, from, to);
  return {
    jensenShannon: {
      value: jensenShannon(histogram(samples, from, to, BINS), shares),
      noiseFloor: jensenShannonFloor(shares, samples.length),
      settings: { ...context.common, bins: BINS, from, to },
    },
  };
}

/**
 * What p_data gives each bin of `histogram`, by ten points in each; what lies outside counts half
 * for either side.
 */
function shareOfBins(data: Synthetic1dConfig, low: number, high: number): Float64Array {
  const fine = 10;
  const width = (high - low) / BINS;
  const inside = Array.from({ length: BINS }, (_, bin) => {
    let sum = 0;
    for (let i = 0; i < fine; i++) sum += density1d(data, low + (bin + (i + 0.5) / fine) * width);
    return (sum * width) / fine;
  });
  const outside = Math.max(0, 1 - inside.reduce((sum, share) => sum + share, 0)) / 2;
  return Float64Array.of(outside, ...inside, outside);
}

export async function* optimum(
  context: EvaluationContext,
  { from, to, x, d }: JudgedGrid,
): FigureGenerator<"optimum"> {
  const {
    sampled: { samples },
    common,
    run: { model },
  } = context;
  const data = oneDimensional(context);
  const best = optimalDiscriminator(model, common.step);
  if (!best) throw new Error(`D has no optimum with the loss ${model.objective.loss}`);
  const value = distanceFromOptimum(
    d,
    x.map((at) => density1d(data, at)),
    yield* kernelDensity(samples, x),
    best,
  );
  return {
    distanceFromOptimum: {
      value,
      settings: {
        ...common,
        points: GRID_POINTS,
        from,
        to,
        density: "Gaussian kernels of half Silverman's width",
      },
    },
  };
}

export async function* modes({
  sampled: { samples },
  common,
  run: {
    experiment: { data },
  },
}: EvaluationContext): FigureGenerator<"modes"> {
  if (data.source !== "ring" && data.source !== "grid")
    throw new Error(`${data.source} is no mixture`);
  const { centres, stddev } = mixtureOf(data);
  const of = centres.length;
  const { modesCovered, highQuality, reverseKl } = yield* modeCoverage(samples, centres, stddev);
  const provenance = { ...common, of, within: "3 standard deviations" };
  return {
    modesCovered: { value: modesCovered, settings: provenance },
    highQuality: { value: highQuality, settings: provenance },
    reverseKl: { value: reverseKl, settings: { ...common, of } },
  };
}
