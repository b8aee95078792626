import { drawSynthetic, isSynthetic, mixtureOf } from "../data/synthetic";
import { fold, rootKey } from "../gan/random";
import { modeCoverage } from "../metrics/modes";
import { wassersteinToNormal } from "../metrics/wasserstein";
import type { Evaluation } from "../shared/run";
import { judgementsOf, samplesOf } from "./figures";
import type { Session } from "./session";

const GAUSSIAN_SAMPLES = 10_000, MIXTURE_SAMPLES = 2_500;

/** Measures of the distance between data and samples; empty where the data has none yet. */
export async function evaluate(session: Session): Promise<Evaluation["results"]> {
  const { experiment: { data }, model, program } = session;
  if (!isSynthetic(data)) return {};
  const count = data.source === "gaussian" ? GAUSSIAN_SAMPLES : MIXTURE_SAMPLES;
  const made = await samplesOf(session, "evaluation", count);
  const settings = { samples: count, seed: model.seed };
  const real = await program.compute(`${count} points to evaluate`, () => drawSynthetic(data, fold(rootKey(model.seed, 0), "evaluation-data"), count));
  const meanOfD = async (points: Float32Array) => {
    const d = await judgementsOf(session, points, [count, points.length / count]);
    return d.reduce((sum, value) => sum + value, 0) / count;
  };
  const common = {
    meanDReal: { value: await meanOfD(real), settings },
    meanDGenerated: { value: await meanOfD(made), settings },
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
