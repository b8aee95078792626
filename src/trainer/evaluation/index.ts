import { type EvaluationRequest, isPictureLike } from "../../experiment/evaluation";
import type { Metric } from "../../experiment/schema";
import type { Measurements } from "../../shared/run";
import { dataText } from "./data-text";
import { drawAll } from "./draw";
import { lookAtPictures, type Looked, needsClassifier, plainValues } from "./look";
import { parzen } from "./parzen";
import { classes, fid, kid, prdc, score } from "./pictures";
import { discriminator, divergence, modes, optimum, wasserstein } from "./points";
import type { RealData } from "./real";
import { computeOn, type Material, type Measuring, type Progress, type Subject } from "./subject";

export { needsClassifier } from "./look";
export { RealData } from "./real";
export { type Progress, type Subject } from "./subject";

/** Metrics that are done at once. */
const QUICK: Partial<Record<Metric, (material: Material) => Measurements>> = {
  discriminator,
  wasserstein,
  jensenShannon: divergence,
  optimum,
  modes,
};
/** Metrics of what an extractor sees. */
const OF_FEATURES: Partial<Record<Metric, (material: Material, looked: Looked) => Measuring>> = {
  fid,
  kid,
  inceptionScore: score,
  classes,
  prdc,
};
/** Of these those that compare with real examples. */
const WITH_REAL: readonly Metric[] = ["fid", "kid", "prdc"];

/** What the parts of an evaluation take, in seconds, roughly: for how far it is. */
const SECONDS = {
  drawing: 1,
  looking: 2,
  classifier: 45,
  inception: 0.1,
  quick: 0.01,
  parzen: 5,
  fid: 0.1,
  kid: 6,
  prdc: 3,
};
const secondsOf = (metric: Metric): number =>
  (SECONDS as Partial<Record<Metric, number>>)[metric] ?? SECONDS.quick;

/**
 * Measures how G's samples match the data, in pieces of which few take longer than a call of the engine while training.
 * First, while it `holds`, it draws samples and asks D; then it needs the subject's program alone, whatever that has
 * been trained to.
 *
 * @throws GanError `bad-data` where a metric needs a part of the data that is not kept, `download`
 */
export async function* evaluate(
  subject: Subject,
  request: EvaluationRequest,
  real: RealData,
  signal: AbortSignal,
): AsyncGenerator<Progress, Measurements> {
  const { metrics, samples } = request,
    {
      step,
      model,
      experiment: { data },
    } = subject;
  const ofFeatures = metrics.filter((metric) => Object.hasOwn(OF_FEATURES, metric));
  const looking =
    ofFeatures.length === 0 || !isPictureLike(data)
      ? 0
      : request.features === "inception"
        ? SECONDS.inception * (samples + 10_000)
        : SECONDS.looking +
          (needsClassifier(data, request, real.cacheDirs) ? SECONDS.classifier : 0);
  const total =
    SECONDS.drawing + looking + metrics.reduce((sum, metric) => sum + secondsOf(metric), 0);
  let done = 0;
  /** Goes through a part and tells how far the whole is. */
  async function* part<T>(
    what: string,
    seconds: number,
    work: AsyncGenerator<number | { what: string; fraction: number }, T>,
    holds = false,
  ): AsyncGenerator<Progress, T> {
    for (;;) {
      const next = await work.next();
      if (next.done) {
        done += seconds;
        return next.value;
      }
      const at = typeof next.value === "number" ? { what, fraction: next.value } : next.value;
      yield { what: at.what, fraction: (done + seconds * at.fraction) / total, holds };
    }
  }

  const draw = yield* part(
    "drawing samples",
    SECONDS.drawing,
    drawAll(subject, real, request),
    true,
  );
  const material: Material = {
    request,
    real,
    signal,
    draw,
    compute: computeOn(subject),
    // The model of the time: training may go on with another.
    subject: {
      experiment: subject.experiment,
      engine: subject.engine,
      model,
      step,
      get program() {
        return subject.program;
      },
    },
    common: {
      data: dataText(data),
      samples,
      generator: model.generatorAverage ? "average" : "current",
      step,
      seed: model.seed,
      ...(draw.classes ? { classes: "as in the data" as const } : {}),
    },
  };
  const looked =
    ofFeatures.length === 0
      ? undefined
      : !isPictureLike(data)
        ? await plainValues(material)
        : yield* part(
            "looking at pictures",
            looking,
            lookAtPictures(material, {
              withReal: metrics.some((metric) => WITH_REAL.includes(metric)),
            }),
          );
  const results: Measurements = {};
  for (const metric of metrics) {
    const quick = QUICK[metric];
    Object.assign(
      results,
      quick
        ? quick(material)
        : yield* part(
            metric,
            secondsOf(metric),
            metric === "parzen" ? parzen(material) : OF_FEATURES[metric]!(material, looked!),
          ),
    );
  }
  return results;
}
