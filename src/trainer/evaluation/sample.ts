import { intervalOf } from "../../data/densities";
import { drawSynthetic } from "../../data/synthetic";
import type { EvaluationRequest } from "../../experiment/evaluation";
import {
  isSynthetic,
  isSynthetic1d,
  isSynthetic2d,
  type EvaluationName,
  type Synthetic1dConfig,
} from "../../experiment/schema";
import { dataShape, sizeOf } from "../../experiment/shapes";
import { drawLatents } from "../../gan/model";
import { fold, rootKey } from "../../gan/random";
import { average } from "../../metrics/moments";
import { shares } from "../../metrics/pieces";
import { countNotFinite } from "../../shared/finite";
import type { Classes } from "../session/conditions";
import { judgementsOf, judgementsOfAny, samplesFrom } from "../session/samples";
import { type JudgedPlane, judgedPlane } from "./judged-plane";
import type { RealData, RealExamples } from "./real";
import type { OpenedRun } from "./context";
import { type Weights, weightsNow } from "./duality-gap";

/* The samples of an evaluation, and D's answers to them. */

/**
 * Points of the grid on which D is compared with its optimum, over the interval on which 1-D data
 * is shown.
 */
export const GRID_POINTS = 400;

/** The mean of D over real examples and over samples. */
export interface JudgedMeans {
  real: RealExamples["provenance"];
  meanDReal: number;
  meanDGenerated: number;
}

/** D on `GRID_POINTS` points of 1-D data. */
export interface JudgedGrid {
  from: number;
  to: number;
  x: number[];
  d: Float32Array;
}

/**
 * All that an evaluation takes from the state of a run: with it at hand the run may be trained on.
 */
export interface EvaluationSamples {
  /** [samples, ...shape] flat, in the range of the training. */
  samples: Float32Array;
  /** How many of them hold a number that is not finite. */
  notFinite: number;
  /** The classes that a conditional GAN was asked for: as often as they are in the data. */
  classes: Classes;
  /** As many real points, where the data is drawn. */
  drawn?: Float32Array;
  /** Where an evaluation asks for it. */
  judged?: JudgedMeans;
  /** Where an evaluation asks for it, of 1-D data. */
  onGrid?: JudgedGrid;
  /** Where an evaluation asks for it, of 2-D data. */
  onPlane?: JudgedPlane;
  /** Where an evaluation asks for them. */
  weights?: Weights;
  /** What was thrown where D could not be asked, by the evaluation that wants it. */
  failed: Partial<Record<EvaluationName, unknown>>;
}

/** Draws samples, always from the same latents, and asks D. Yields the share that is done. */
export async function* sampleRun(
  run: OpenedRun,
  real: RealData,
  { metrics, samples: count }: EvaluationRequest,
): AsyncGenerator<number, EvaluationSamples> {
  const {
    model,
    experiment: { data },
  } = run;
  const classes =
    model.classes === undefined ? undefined : await real.trainingClasses(model.seed, count);
  const z = await run.program.compute(`${count} latents of evaluation`, () =>
    drawLatents(model.latent, fold(rootKey(model.seed, 0), "evaluation"), count),
  );
  const samples = yield* shares(samplesFrom(run, z, classes), 0, 0.5);
  const notFinite = countNotFinite(samples, sizeOf(dataShape(data)));
  const sampled: EvaluationSamples = { samples, notFinite, classes, failed: {} };
  if (isSynthetic(data)) {
    sampled.drawn = await run.program.compute(`${count} points to evaluate`, () =>
      drawSynthetic(data, fold(rootKey(model.seed, 0), "evaluation-data"), count),
    );
  }
  if (metrics.includes("discriminator")) {
    try {
      sampled.judged = yield* shares(judgedMeans(run, real, sampled), 0.5, 1);
    } catch (error) {
      sampled.failed.discriminator = error;
    }
  }
  if (metrics.includes("optimum")) {
    if (isSynthetic1d(data)) sampled.onGrid = yield* shares(judgedGrid(run, data), 1, 1);
    if (isSynthetic2d(data)) sampled.onPlane = yield* shares(judgedPlane(run, data), 1, 1);
  }
  if (metrics.includes("dualityGap")) sampled.weights = await weightsNow(run);
  return sampled;
}

/** D on the stretch on which pictures show 1-D data. */
async function* judgedGrid(
  run: OpenedRun,
  data: Synthetic1dConfig,
): AsyncGenerator<number, JudgedGrid> {
  const [from, to] = intervalOf(data);
  const x = Array.from(
    { length: GRID_POINTS },
    (_, i) => from + ((to - from) * (i + 0.5)) / GRID_POINTS,
  );
  return { from, to, x, d: yield* judgementsOfAny(run, Float32Array.from(x), [1]) };
}

/** D's mean over real examples and over the samples. */
async function* judgedMeans(
  run: OpenedRun,
  realData: RealData,
  { samples, classes, drawn }: EvaluationSamples,
): AsyncGenerator<number, JudgedMeans> {
  const shape = dataShape(run.experiment.data);
  const examples: RealExamples = drawn
    ? {
        points: { values: drawn, dimensions: sizeOf(shape) },
        provenance: { real: drawn.length / sizeOf(shape), rows: "drawn afresh" },
      }
    : await realData.sample("trained");
  const { points, provenance, labels } = examples;
  const ofReal = run.model.classes === undefined ? undefined : labels;
  const judgedReal = yield* shares(judgementsOf(run, points.values, shape, ofReal), 0, 0.5);
  const judged = yield* shares(judgementsOf(run, samples, shape, classes), 0.5, 1);
  return { real: provenance, meanDReal: average(judgedReal), meanDGenerated: average(judged) };
}
