import { type EvaluationRequest, isPictureLike } from "../../experiment/evaluation";
import type { Metric } from "../../experiment/schema";
import type { Measurements } from "../../shared/run";
import { dataText } from "./data-text";
import { drawAll } from "./draw";
import { lookAtPictures, type Looked, plainValues } from "./look";
import { parzen } from "./parzen";
import { classes, fid, kid, prdc, score } from "./pictures";
import { discriminator, divergence, modes, optimum, wasserstein } from "./points";
import type { RealData } from "./real";
import { computeOn, type Material, type Measuring, type Progress, type Subject } from "./subject";

export { needsClassifier } from "./look";
export { RealData } from "./real";
export { type Progress, type Subject } from "./subject";

/** Metrics that are done at once. */
const QUICK: Partial<Record<Metric, (material: Material) => Measurements>> = { discriminator, wasserstein, jensenShannon: divergence, optimum, modes };
/** Metrics of what an extractor sees. */
const OF_FEATURES: Partial<Record<Metric, (material: Material, looked: Looked) => Measuring>> = { fid, kid, inceptionScore: score, classes, prdc };
/** Of these those that compare with real examples. */
const WITH_REAL: readonly Metric[] = ["fid", "kid", "prdc"];

/**
 * Measures how G's samples match the data, in pieces of which few take longer than a call of the engine while training.
 * First, while it `holds`, it draws samples and asks D; then it needs the subject's program alone, whatever that has
 * been trained to.
 *
 * @throws GanError `bad-data` where a metric needs a part of the data that is not kept, `download`
 */
export async function* evaluate(subject: Subject, request: EvaluationRequest, real: RealData, signal: AbortSignal): AsyncGenerator<Progress, Measurements> {
  const { metrics, samples } = request, { step, model, experiment: { data } } = subject;
  const drawing = drawAll(subject, real, request);
  let drawn = await drawing.next();
  for (; !drawn.done; drawn = await drawing.next()) yield { what: "drawing samples", fraction: 0, holds: true };

  const material: Material = {
    request, real, signal, draw: drawn.value, compute: computeOn(subject),
    // The model of the time: training may go on with another.
    subject: { experiment: subject.experiment, engine: subject.engine, model, step, get program() { return subject.program; } },
    common: { data: dataText(data), samples, generator: model.generatorAverage ? "average" : "current", step, seed: model.seed },
  };
  const results: Measurements = {};
  let looked: Looked | undefined;
  for (const [i, metric] of metrics.entries()) {
    const quick = QUICK[metric], ofFeatures = OF_FEATURES[metric];
    if (quick) {
      Object.assign(results, quick(material));
      continue;
    }
    const told = (progress: number | { what: string; fraction: number }): Progress => {
      const { what, fraction } = typeof progress === "number" ? { what: metric, fraction: progress } : progress;
      return { what, fraction: (i + fraction) / metrics.length, holds: false };
    };
    if (ofFeatures && !looked) {
      if (!isPictureLike(data)) looked = await plainValues(material);
      else {
        const looking = lookAtPictures(material, { withReal: metrics.some((one) => WITH_REAL.includes(one)) });
        let next = await looking.next();
        for (; !next.done; next = await looking.next()) yield told({ ...next.value, fraction: 0 });
        looked = next.value;
      }
    }
    const measuring = ofFeatures ? ofFeatures(material, looked!) : parzen(material);
    let next = await measuring.next();
    for (; !next.done; next = await measuring.next()) yield told(next.value);
    Object.assign(results, next.value);
  }
  return results;
}
