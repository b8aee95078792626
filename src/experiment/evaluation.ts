import { GanError } from "../shared/errors";
import * as z from "../shared/zod";
import { formatIssues } from "./explain";
import type { Finding } from "./parse";
import {
  CROSS_ENTROPIES,
  type DataConfig,
  type Experiment,
  FEATURES,
  type FeaturesName,
  isPictures,
  isSynthetic,
  isSynthetic1d,
  isSynthetic2d,
  METRICS,
  type Metric,
  metricSchema,
  normalisationOf,
  samplesSchema,
} from "./schema";

/** Data sets that have a classifier of our own. */
export const CLASSIFIED = ["mnist", "fashionMnist", "cifar10"] as const;
export type Classified = (typeof CLASSIFIED)[number];

type Subject = Pick<Experiment, "data" | "objective" | "evaluation">;

/**
 * Why a metric cannot be taken of an experiment, and what to do about it; undefined where it can.
 */
export function misfitOf(
  metric: Metric,
  { data, objective, evaluation: { features } }: Subject,
): { message: string; hint: string } | undefined {
  const oneDimensional = isSynthetic1d(data);
  switch (metric) {
    case "discriminator":
      return undefined;
    case "wasserstein":
    case "jensenShannon":
      return oneDimensional
        ? undefined
        : { message: `${metric} is for 1-D data that has a density`, hint: "remove it" };
    case "optimum":
      if (!oneDimensional)
        return { message: "optimum is for 1-D data that has a density", hint: "remove it" };
      return CROSS_ENTROPIES.includes(objective.loss) || objective.loss === "leastSquares"
        ? undefined
        : {
            message:
              `with the loss ${objective.loss} D is no probability and has no optimum to be ` +
              "far from",
            hint: "remove it",
          };
    case "modes":
      return data.source === "ring" || data.source === "grid"
        ? undefined
        : { message: "modes is for the mixtures ring and grid", hint: "remove it" };
    case "parzen":
      if (isSynthetic(data))
        return {
          message: "parzen needs a validation and a test set, and this data is drawn afresh",
          hint: "remove it",
        };
      return (data.source === "folder" || data.source === "npy" || data.source === "csv") &&
        data.split === "all"
        ? {
            message: "parzen needs a validation and a test set, but all examples are trained with",
            hint: 'set "split": "train" in the data',
          }
        : undefined;
    case "inceptionScore":
    case "classes":
    case "fid":
    case "kid":
      return isPictureLike(data)
        ? withoutFeatures(metric, data, features)
        : { message: `${metric} is for pictures`, hint: "remove it" };
    case "prdc":
      if (oneDimensional)
        return { message: "prdc is for data of more than one number", hint: "remove it" };
      return isPictureLike(data) ? withoutFeatures(metric, data, features) : undefined;
  }
}

/** Whether the data is looked at as pictures: those of an array as well. */
export const isPictureLike = (data: DataConfig): boolean =>
  isPictures(data) || (data.source === "npy" && data.shape.length === 3);
const isClassified = (data: DataConfig): boolean =>
  CLASSIFIED.some((source) => source === data.source);

function withoutFeatures(
  metric: Metric,
  data: DataConfig,
  features: Experiment["evaluation"]["features"],
): { message: string; hint: string } | undefined {
  if (normalisationOf(data))
    return {
      message: `${metric} looks at pixels, and normalised pictures have no common range of them`,
      hint: "remove it, or the normalisation",
    };
  if (features === "inception" && metric === "classes")
    return {
      message: "classes counts the data's own classes, which Inception does not know",
      hint: 'use "features": "classifier"',
    };
  if (features === "inception" || isClassified(data)) return undefined;
  return {
    message: `${metric} needs a classifier, and there is none for ${data.source}`,
    hint: metric === "classes" ? "remove it" : 'use "features": "inception"',
  };
}

/** What a person calls the metrics. */
export const METRIC_TITLES: Record<Metric, string> = {
  wasserstein: "Wasserstein distance",
  jensenShannon: "Jensen-Shannon divergence",
  modes: "Modes",
  parzen: "Parzen window",
  fid: "Fréchet distance (FID)",
  kid: "Kernel distance (KID)",
  inceptionScore: "Inception Score",
  classes: "Classes",
  prdc: "Precision and recall, density and coverage",
  optimum: "Distance of D from D*",
  discriminator: "Mean of D",
};

/** The metrics that can be taken of an experiment. */
export const fittingMetrics = (experiment: Subject): Metric[] =>
  METRICS.filter((metric) => !misfitOf(metric, experiment));

/** Those that take but a moment. */
const LIGHT: ReadonlySet<Metric> = new Set([
  "discriminator",
  "wasserstein",
  "jensenShannon",
  "optimum",
  "modes",
]);
export const isLight = (metric: Metric): boolean => LIGHT.has(metric);

/**
 * The metrics of an evaluation while training: those that the config names, else the light ones of
 * data that is drawn.
 */
export function scheduledMetrics(experiment: Subject): Metric[] {
  const { metrics } = experiment.evaluation;
  if (metrics) return METRICS.filter((metric) => metrics.includes(metric));
  return isSynthetic(experiment.data) ? fittingMetrics(experiment).filter(isLight) : [];
}

/** How many samples of G an evaluation takes. */
export const sampleCount = ({ data, evaluation: { samples } }: Subject): number =>
  samples ?? (isSynthetic2d(data) ? 2_500 : 10_000);

/** An evaluation as it is carried out. */
export interface EvaluationRequest {
  metrics: readonly Metric[];
  /** Samples of G. */
  samples: number;
  features: FeaturesName;
}

/** What somebody asks for in the words of a command. */
export interface AskedEvaluation {
  metrics?: readonly string[] | undefined;
  samples?: number | undefined;
  features?: string | undefined;
}

/**
 * An evaluation that somebody asks for. What is left out is as in the config, and the metrics are
 * all that fit.
 * @throws GanError `bad-usage` for what is no metric, or does not fit the experiment
 */
export function requestFor(
  experiment: Subject,
  { metrics, samples, features }: AskedEvaluation,
): EvaluationRequest {
  const asked = askedSchema.safeParse({ metrics, samples, features });
  if (!asked.success)
    throw new GanError(
      "bad-usage",
      formatIssues(asked.error, askedSchema, { metrics, samples, features }),
      "nothing was measured",
    );
  const subject = {
    ...experiment,
    evaluation: {
      ...experiment.evaluation,
      features: asked.data.features ?? experiment.evaluation.features,
    },
  };
  for (const metric of asked.data.metrics ?? []) {
    const misfit = misfitOf(metric, subject);
    if (misfit) throw new GanError("bad-usage", misfit.message, misfit.hint);
  }
  const chosen = asked.data.metrics ?? fittingMetrics(subject);
  return {
    metrics: METRICS.filter((metric) => chosen.includes(metric)),
    samples: asked.data.samples ?? sampleCount(experiment),
    features: subject.evaluation.features,
  };
}

const askedSchema = z.strictObject({
  metrics: z.array(metricSchema).min(1).optional(),
  samples: samplesSchema.optional(),
  features: z.enum(FEATURES).optional(),
});

/** Metrics of a config that do not fit its data. */
export function checkEvaluation(experiment: Experiment): Finding[] {
  return (experiment.evaluation.metrics ?? []).flatMap((metric, i): Finding[] => {
    const misfit = misfitOf(metric, experiment);
    return misfit ? [{ severity: "error", ...misfit, path: ["evaluation", "metrics", i] }] : [];
  });
}
