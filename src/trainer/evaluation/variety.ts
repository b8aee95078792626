import { dataShape, sizeOf } from "../../experiment/shapes";
import { binCentres, binCounts, compareBins } from "../../metrics/bins";
import { countOf, evenPoints } from "../../metrics/distances";
import { meanSimilarity, scalesFor } from "../../metrics/ms-ssim";
import { MAX_SPREAD_POINTS, nearestOthers, spreadOf } from "../../metrics/diversity";
import { atShare, shares } from "../../metrics/pieces";
import type { FiguresOf } from "../../shared/run/run";
import type { EvaluationContext, FigureGenerator } from "./context";
import { inUnits, type RealExamples } from "./real";

/* How varied samples are beside the data, by their own numbers. */

/** Most bins, and the fewest examples that make one: of fewer a share says little. */
const MAX_BINS = 50;
const MIN_IN_BIN = 50;
/** So many examples and samples are put into bins. */
const MAX_BINNED = 2500;
/** So many are looked at for near duplicates. */
const MAX_PAIRED = 500;
/** Of the examples' distances to their nearest others: nearer than this share of them is near. */
const NEAR_SHARE = 0.01;

export async function* diversity(context: EvaluationContext): FigureGenerator<"diversity"> {
  const { real, common, sampled, run } = context;
  const dimensions = sizeOf(dataShape(run.experiment.data));
  const { points, provenance } = await examplesOf(context, dimensions);
  const data = evenPoints(points, MAX_BINNED);
  const samples = evenPoints({ values: sampled.samples, dimensions }, MAX_BINNED);
  const settings = { ...common, ...provenance, real: countOf(data), samples: countOf(samples) };
  const ofData = yield* real.once("bins of the data", async function* () {
    const centres = yield* binCentres(data, binsFor(countOf(data)));
    return { centres, counts: yield* atShare(0.6, binCounts(data, centres)) };
  });
  const found = yield* atShare(0.7, binCounts(samples, ofData.centres));
  const { different, missing } = compareBins(ofData.counts, found);
  const bins = ofData.counts.length;
  const near = yield* real.once("nearest others of the data", async function* () {
    const distances = yield* atShare(0.8, nearestOthers(evenPoints(data, MAX_PAIRED)));
    return distances.sort()[Math.floor(NEAR_SHARE * distances.length)]!;
  });
  const distances = yield* atShare(0.85, nearestOthers(evenPoints(samples, MAX_PAIRED)));
  const duplicates = distances.filter((distance) => distance < near).length / distances.length;
  const similarity = yield* shares(similarityOf(context), 0.9, 1);
  const pairs = (MAX_SPREAD_POINTS * (MAX_SPREAD_POINTS - 1)) / 2;
  return {
    spread: { value: spreadOf(samples, data), settings: { ...settings, pairs } },
    differentBins: { value: different.length / bins, settings: { ...settings, bins, level: 0.05 } },
    missingBins: { value: missing.length / bins, settings: { ...settings, bins } },
    ...(similarity ? { msSsim: similarity } : {}),
    duplicates: {
      value: duplicates,
      settings: { ...settings, nearerThan: `${100 * (1 - NEAR_SHARE)} % of the examples` },
    },
  };
}

/** Pairs of samples, and as many of examples: Odena et al. take 100. */
const SIMILAR_PAIRS = 100;

/** Of pictures with a range of their own: how alike two samples are, and two examples. */
async function* similarityOf(
  context: EvaluationContext,
): AsyncGenerator<number, FiguresOf<"diversity">["msSsim"]> {
  const { real, common, sampled, run } = context;
  const [height = 0, width = 0, channels] = dataShape(run.experiment.data);
  const scales = channels === undefined ? 0 : scalesFor(height, width);
  if (channels === undefined || scales === 0) return undefined;
  const units = await real.units();
  if (!units) return undefined;
  const { points, provenance } = await real.sample();
  const { dimensions } = points;
  const pictures = (values: Float32Array) => ({
    values: evenPoints({ values, dimensions }, 2 * SIMILAR_PAIRS).values,
    height,
    width,
    channels,
  });
  const samples = pictures(inUnits(sampled.samples, units));
  const noiseFloor = yield* real.once("similarity of examples", async function* () {
    return yield* meanSimilarity(pictures(points.values), SIMILAR_PAIRS);
  });
  return {
    value: yield* meanSimilarity(samples, SIMILAR_PAIRS),
    noiseFloor,
    settings: {
      ...common,
      ...provenance,
      pixelRange: "[0, 1]",
      pairs: SIMILAR_PAIRS,
      scales,
    },
  };
}

const binsFor = (examples: number): number =>
  Math.max(2, Math.min(MAX_BINS, Math.floor(examples / MIN_IN_BIN)));

/** Examples in the units of the training: of drawn data those that were drawn for evaluations. */
async function examplesOf(
  { real, sampled: { drawn } }: EvaluationContext,
  dimensions: number,
): Promise<Pick<RealExamples, "points" | "provenance">> {
  return drawn
    ? {
        points: { values: drawn, dimensions },
        provenance: { real: drawn.length / dimensions, rows: "drawn afresh" },
      }
    : real.sample("trained");
}
