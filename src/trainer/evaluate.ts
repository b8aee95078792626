import { drawSynthetic, isSynthetic, mixtureOf } from "../data/synthetic";
import { judge } from "../gan/model";
import { fold, rootKey } from "../gan/random";
import { tensor2d, tidy } from "../shared/tf";
import { modeCoverage } from "../metrics/modes";
import { wassersteinToNormal } from "../metrics/wasserstein";
import type { Evaluation } from "../shared/run";
import { samplesOf } from "./figures";
import type { Session } from "./session";

const GAUSSIAN_SAMPLES = 10_000, MIXTURE_SAMPLES = 2_500;

/** Measures of the distance between data and samples; empty where the data has none yet. */
export function evaluate(session: Session): Evaluation["results"] {
  const { experiment: { data }, model, state } = session;
  if (!isSynthetic(data)) return {};
  const count = data.source === "gaussian" ? GAUSSIAN_SAMPLES : MIXTURE_SAMPLES;
  const made = samplesOf(session, "evaluation", count);
  const settings = { samples: count, seed: model.seed };
  const meanOfD = tidy(() => {
    const real = drawSynthetic(data, fold(rootKey(model.seed, 0), "evaluation-data"), count);
    return { real: judge(model, state, real).mean().dataSync()[0]!, generated: judge(model, state, tensor2d(made, [count, made.length / count])).mean().dataSync()[0]! };
  });
  const common = {
    meanDReal: { value: meanOfD.real, settings },
    meanDGenerated: { value: meanOfD.generated, settings },
  };
  if (data.source === "gaussian") {
    return { w1: { value: wassersteinToNormal(made, data.mean, data.stddev), settings: { ...settings, against: "normal quantiles" } }, ...common };
  }
  const { centres, stddev } = mixtureOf(data);
  const { modesCovered, highQuality } = modeCoverage(made, centres, stddev);
  return {
    modesCovered: { value: modesCovered, settings: { ...settings, of: centres.length } },
    highQuality: { value: highQuality, settings: { ...settings, within: "3 standard deviations" } },
    ...common,
  };
}
