import { type FiniteDataset, rows } from "../../data/dataset";
import { density1d, intervalOf } from "../../data/densities";
import { isSynthetic1d } from "../../experiment/schema";
import { optimalDiscriminator } from "../../gan/objective";
import { kernelDensity } from "../../metrics/kernel-density";
import { finish } from "../../metrics/pieces";
import type { DensityPicture } from "../../shared/run/picture";
import { judgementsOfAny, samplesOf, short } from "../session/samples";
import { normaliseCriticOutput } from "../evaluation/critic-output";
import { holding, type PicturedRun, type PicturePieces } from "./pieces";

const POINTS = 240;
const SAMPLES = 10_000;

/**
 * Figure 1 of the paper for 1-D data. Of data that is a set of examples p_data is estimated from
 * those, as p_g is from samples.
 */
export async function* densityOf(session: PicturedRun): PicturePieces<DensityPicture> {
  const { model, step } = session;
  const { x, pData } = yield* dataOf(session);
  const made = yield* holding(samplesOf(session, "density", SAMPLES));
  const judged = yield* holding(judgementsOfAny(session, Float32Array.from(x), [1]));
  const { values: d, critic } = normaliseCriticOutput(model, [...judged]);
  const { pGenerator, notFinite } = await densityOfSamples(made, x);
  const best = optimalDiscriminator(model, step);
  return {
    kind: "density",
    step,
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
    ...(notFinite > 0 ? { notFinite } : {}),
  };
}

/**
 * p_g at points, estimated from samples. Those that are not finite have their share of p_g, and no
 * place in the picture.
 */
export async function densityOfSamples(
  samples: Float32Array,
  x: readonly number[],
): Promise<{ pGenerator: number[]; notFinite: number }> {
  const finite = samples.filter(Number.isFinite);
  const share = finite.length / samples.length;
  const density = finite.length === 0 ? x.map(() => 0) : await finish(kernelDensity(finite, x));
  return { pGenerator: density.map((p) => p * share), notFinite: samples.length - finite.length };
}

/** The points of the picture and the data's density there. */
interface DataCurve {
  x: number[];
  pData: number[];
}

async function* dataOf({ experiment: { data }, source }: PicturedRun): PicturePieces<DataCurve> {
  if (isSynthetic1d(data)) {
    const x = pointsBetween(...intervalOf(data));
    return { x, pData: x.map((at) => density1d(data, at)) };
  }
  if (source.kind !== "examples") throw new Error(`${data.source} is not 1-D`);
  const known = curves.get(source.dataset) ?? (yield* estimatedCurve(source.dataset));
  curves.set(source.dataset, known);
  return known;
}

/** Of data that does not change the curve is estimated once. */
const curves = new WeakMap<FiniteDataset, DataCurve>();

/** Examples between two yields. */
const PIECE = 1_000_000;

async function* estimatedCurve(dataset: FiniteDataset): PicturePieces<DataCurve> {
  const values = new Float32Array(dataset.count);
  let low = Infinity;
  let high = -Infinity;
  for (let from = 0; from < dataset.count; from += PIECE) {
    const count = Math.min(PIECE, dataset.count - from);
    const some = rows(
      dataset,
      Uint32Array.from({ length: count }, (_, i) => from + i),
    );
    for (const value of some) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    values.set(some, from);
    yield true;
  }
  const margin = (high - low) / 4 || 1;
  const x = pointsBetween(low - margin, high + margin);
  return { x, pData: yield* holding(kernelDensity(values, x)) };
}

const pointsBetween = (low: number, high: number): number[] =>
  Array.from({ length: POINTS }, (_, i) => low + ((high - low) * i) / (POINTS - 1));
