import { type EvaluationRequest, isPictureLike } from "../../experiment/evaluation";
import { giveUp } from "../../metrics/pieces";
import {
  EVALUATION_KINDS,
  figureKind,
  type EvaluationName,
} from "../../shared/evaluation/evaluations";
import { formatError, toGanError } from "../../shared/errors";
import { notFiniteText } from "../../shared/finite";
import type { Figures, Outcome } from "../../shared/run/run";
import { describeJobFailure } from "../process/failures";
import { dataText } from "./data-text";
import { gapFigure } from "./duality-gap";
import { type EvaluationSamples, sampleRun } from "./sample";
import {
  extractPictureFeatures,
  type ExtractedFeatures,
  needsClassifier,
  plainValues,
} from "./extract-features";
import { parzen } from "./parzen";
import { classes, fid, kid, prdc, score, slicedWasserstein } from "./pictures";
import { discriminator, divergence, modes, optimum, wasserstein } from "./points";
import { optimumInPlane } from "./optimum-in-plane";
import type { RealData } from "./real";
import { diversity } from "./variety";
import {
  computeOn,
  type EvaluationContext,
  type FigureGenerator,
  type Progress,
  type OpenedRun,
} from "./context";

/* Evaluates samples of a run by the metrics that are asked for. */

export { needsClassifier } from "./extract-features";
export { RealData } from "./real";
export { type Progress, type OpenedRun } from "./context";

/** Evaluations of samples themselves. */
const OF_SAMPLES = { wasserstein, jensenShannon: divergence, modes, parzen, diversity };
/** Evaluations of features. */
const OF_FEATURES = { fid, kid, inceptionScore: score, classes, prdc, slicedWasserstein };

const isOfFeatures = (name: EvaluationName): name is keyof typeof OF_FEATURES =>
  name in OF_FEATURES;

/**
 * How an evaluation is made; all else is said of it in `src/shared/evaluation/kinds`. Undefined
 * where what it needs could not be had.
 */
function figuresOf(
  name: EvaluationName,
  context: EvaluationContext,
  extracted: ExtractedFeatures | undefined,
): FigureGenerator | undefined {
  const { judged, onGrid, onPlane, weights } = context.sampled;
  if (name === "discriminator") return judged && discriminator(context, judged);
  if (name === "optimum")
    return onPlane ? optimumInPlane(context, onPlane) : onGrid && optimum(context, onGrid);
  if (name === "dualityGap") return weights && gapFigure(context, weights);
  if (isOfFeatures(name)) return extracted && OF_FEATURES[name](context, extracted);
  return OF_SAMPLES[name](context);
}

/** What the other parts of an evaluation take, in seconds, roughly. */
const SECONDS = { sampling: 1, extraction: 2, classifier: 45, inception: 0.1 };

/** Goes through a part of an evaluation and tells how far the whole is. */
class ProgressMeter {
  #done = 0;

  constructor(readonly total: number) {}

  async *part<T>(
    what: string,
    seconds: number,
    work: AsyncGenerator<number | { what: string; fraction: number }, T>,
    holds = false,
  ): AsyncGenerator<Progress, T> {
    try {
      for (;;) {
        const { done, value } = await work.next();
        if (done) return value;
        const at = typeof value === "number" ? { what, fraction: value } : value;
        const fraction = (this.#done + seconds * at.fraction) / this.total;
        yield { what: at.what, fraction, holds };
      }
    } finally {
      await giveUp(work);
      this.#done += seconds;
    }
  }
}

/**
 * Measures how G's samples match the data, in pieces of which few take longer than a call of the
 * engine while training. First, while it `holds`, it draws samples and asks D; then it needs the
 * run's program alone, whatever that has been trained to. Each evaluation fails by itself.
 */
export async function* evaluate(
  run: OpenedRun,
  request: EvaluationRequest,
  real: RealData,
  signal: AbortSignal,
): AsyncGenerator<Progress, Outcome> {
  const { metrics: names } = request;
  const extraction = secondsOfExtraction(run, request, real);
  const meter = new ProgressMeter(
    SECONDS.sampling +
      extraction +
      names.reduce((sum, name) => sum + EVALUATION_KINDS[name].seconds, 0),
  );
  const dataHash = await real.contentHash();
  const sampling = sampleRun(run, real, request);
  const sampled = yield* meter.part("drawing samples", SECONDS.sampling, sampling, true);
  const context = contextOf(run, request, real, signal, sampled, dataHash);
  const failed = new Map<EvaluationName, unknown>(
    Object.entries(sampled.failed) as [EvaluationName, unknown][],
  );
  let extracted: ExtractedFeatures | undefined;
  const ofFeatures = names.filter((name) => EVALUATION_KINDS[name].features);
  if (ofFeatures.length > 0) {
    const withReal = names.some((name) => EVALUATION_KINDS[name].features === "of both");
    try {
      extracted = yield* meter.part(
        "extracting features",
        extraction,
        extractFeatures(context, withReal),
      );
    } catch (error) {
      unlessCancelled(error);
      for (const name of ofFeatures) failed.set(name, error);
    }
  }
  const results: Figures = {};
  for (const name of names) {
    const figures = figuresOf(name, context, extracted);
    if (!figures) continue;
    const { seconds } = EVALUATION_KINDS[name];
    try {
      Object.assign(results, yield* meter.part(name, seconds, figures));
    } catch (error) {
      unlessCancelled(error);
      failed.set(name, error);
    }
  }
  if (sampled.notFinite > 0) spoil(results, sampled.notFinite, request.samples);
  const reasons = names.flatMap((name) =>
    failed.has(name) ? [[name, formatError(describeJobFailure(failed.get(name)))]] : [],
  );
  return {
    results,
    ...(reasons.length > 0
      ? { failures: Object.fromEntries(reasons) as Record<string, string> }
      : {}),
  };
}

/** Work that was called off has not failed. */
function unlessCancelled(error: unknown): void {
  if (toGanError(error).code === "cancelled") throw error;
}

const extractFeatures = (
  context: EvaluationContext,
  withReal: boolean,
): ReturnType<typeof extractPictureFeatures> =>
  isPictureLike(context.run.experiment.data)
    ? extractPictureFeatures(context, { withReal })
    : plainValues(context);

function secondsOfExtraction(
  { experiment: { data } }: OpenedRun,
  request: EvaluationRequest,
  real: RealData,
): number {
  if (!request.metrics.some((name) => EVALUATION_KINDS[name].features) || !isPictureLike(data))
    return 0;
  if (request.features === "inception") return SECONDS.inception * (request.samples + 10_000);
  const classifier = needsClassifier(data, request, real.cacheDirs) ? SECONDS.classifier : 0;
  return SECONDS.extraction + classifier;
}

function contextOf(
  run: OpenedRun,
  request: EvaluationRequest,
  real: RealData,
  signal: AbortSignal,
  sampled: EvaluationSamples,
  dataHash: string | undefined,
): EvaluationContext {
  const { step, model, experiment, engine } = run;
  return {
    request,
    real,
    signal,
    sampled,
    compute: computeOn(run),
    // The model of the time: training may go on with another.
    run: {
      experiment,
      engine,
      model,
      step,
      get program() {
        return run.program;
      },
    },
    common: {
      data: dataText(experiment.data),
      ...(dataHash === undefined ? {} : { dataHash }),
      samples: request.samples,
      generator: model.generatorAverage ? "average" : "current",
      step,
      seed: model.seed,
      ...(sampled.classes ? { classes: "as in the data" as const } : {}),
    },
  };
}

/**
 * What is measured of samples that are not all finite is no number, whatever an evaluation makes of
 * the others.
 */
function spoil(results: Figures, notFinite: number, samples: number): void {
  const warning = notFiniteText(notFinite, samples);
  for (const [name, figure] of Object.entries(results)) {
    if (figureKind(name)?.ofDataAlone) continue;
    figure.value = NaN;
    if (figure.plusMinus !== undefined) figure.plusMinus = NaN;
    figure.warnings = [warning];
  }
}
