import { type FiniteDataset, rows } from "../../data/dataset";
import { density1d, intervalOf } from "../../data/densities";
import { drawSynthetic } from "../../data/synthetic";
import { isSynthetic1d } from "../../experiment/schema";
import { optimalDiscriminator } from "../../gan/objective";
import { fold, rootKey } from "../../gan/random";
import { kernelDensity } from "../../metrics/kernel-density";
import { finish } from "../../metrics/pieces";
import type { DensityPicture } from "../../shared/run/picture";
import { judgementsOfAny, samplesOf, short } from "../session/samples";
import { normaliseCriticOutput } from "../evaluation/critic-output";
import { descentOf } from "./descent";
import { manifoldOf } from "./manifold";
import { holding, type PicturedRun, type PicturePieces } from "./pieces";

const POINTS = 240;
const SAMPLES = 10_000;
/** Examples and samples that are shown one by one. */
const SHOWN = 200;

/**
 * Figure 1 of the paper for 1-D data. Of data that is a set of examples p_data is estimated from
 * those, as p_g is from samples.
 */
export async function* densityOf(session: PicturedRun): PicturePieces<DensityPicture> {
  const { model, step } = session;
  const { x, pData } = yield* dataCurveOf(session);
  const made = yield* holding(samplesOf(session, "density", SAMPLES));
  const judged = yield* holding(judgementsOfAny(session, Float32Array.from(x), [1]));
  const { values: d, critic } = normaliseCriticOutput(model, [...judged]);
  const manifold = yield* manifoldOf(session);
  const points = await pointsOf(session, made);
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
    ...points,
    manifold,
  };
}

/** Some examples and samples, and where G's loss tells it to move those. */
async function pointsOf(
  session: PicturedRun,
  made: Float32Array,
): Promise<Required<Pick<DensityPicture, "real" | "generated" | "descent">>> {
  const generated = made.subarray(0, SHOWN);
  const real = await examplesOf(session);
  const directions = await descentOf(session, generated, real);
  // Only samples that can be shown, each still beside its direction.
  const shown = [...generated.keys()].filter((i) => Number.isFinite(generated[i]));
  return {
    real: Array.from(real, short),
    generated: shown.map((i) => short(generated[i]!)),
    descent: shown.filter((i) => i < directions.length).map((i) => short(directions[i]!)),
  };
}

/** Some examples of 1-D data, the same in each picture of a run. */
async function examplesOf({
  program,
  model,
  source,
  experiment: { data },
}: PicturedRun): Promise<Float32Array> {
  if (isSynthetic1d(data))
    return program.compute(`${SHOWN} numbers of the data`, () =>
      drawSynthetic(data, fold(rootKey(model.seed, 0), "scatter"), SHOWN),
    );
  if (source.kind !== "examples") throw new Error(`${data.source} is not 1-D`);
  const { dataset } = source;
  const count = Math.min(SHOWN, dataset.count);
  return rows(
    dataset,
    Uint32Array.from({ length: count }, (_, i) => Math.floor((i * dataset.count) / count)),
  );
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

/** The places of a picture of 1-D data, and the density of the data there. */
export async function* dataCurveOf({
  experiment: { data },
  source,
}: PicturedRun): PicturePieces<DataCurve> {
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
