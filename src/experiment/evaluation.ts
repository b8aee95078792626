import { GanError } from "../shared/errors";
import { EVALUATION_KINDS, isLight } from "../shared/evaluation/evaluations";
import type { Need } from "../shared/evaluation/kinds/kind";
import { isCritic } from "../shared/losses";
import * as z from "../shared/zod";
import { formatIssues } from "./explain";
import type { Finding } from "./finding";
import {
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

/*
 * Which evaluations fit an experiment, which are due while it trains, and what a person may ask
 * for.
 */

/** Data sets that have a classifier of our own. */
export const CLASSIFIED = ["mnist", "fashionMnist", "cifar10"] as const;
export type Classified = (typeof CLASSIFIED)[number];

type Subject = Pick<Experiment, "data" | "objective" | "evaluation">;

export interface Misfit {
  message: string;
  hint: string;
}

/**
 * Why a metric cannot be taken of an experiment, and what to do about it; undefined where it can.
 */
export function misfitOf(metric: Metric, subject: Subject): Misfit | undefined {
  const { needs, features } = EVALUATION_KINDS[metric];
  for (const need of needs) {
    const misfit = MISFITS[need](metric, subject);
    if (misfit) return misfit;
  }
  return features && isPictureLike(subject.data) ? withoutFeatures(metric, subject) : undefined;
}

/** What to say where an experiment does not have what an evaluation needs. */
const MISFITS: Record<Need, (metric: Metric, subject: Subject) => Misfit | undefined> = {
  density: (metric, { data }) =>
    unless(isSynthetic1d(data), `${metric} is for 1-D data that has a density`),
  mixture: (metric, { data }) =>
    unless(
      data.source === "ring" || data.source === "grid",
      `${metric} is for the mixtures ring and grid`,
    ),
  pictures: (metric, { data }) => unless(isPictureLike(data), `${metric} is for pictures`),
  severalNumbers: (metric, { data }) =>
    unless(!isSynthetic1d(data), `${metric} is for data of more than one number`),
  optimum: (_, { objective }) =>
    unless(
      !isCritic(objective),
      `with the loss ${objective.loss} D is no probability and has no optimum to be far from`,
    ),
  heldOutRows(metric, { data }) {
    if (isSynthetic(data))
      return unless(
        false,
        `${metric} needs a validation and a test set, and this data is drawn afresh`,
      );
    return (data.source === "folder" || data.source === "npy" || data.source === "csv") &&
      data.split === "all"
      ? {
          message: `${metric} needs a validation and a test set, but all examples are trained with`,
          hint: 'set "split": "train" in the data',
        }
      : undefined;
  },
  // Said with the features, after what else these miss.
  ownClasses: () => undefined,
};

const unless = (fits: boolean, message: string): Misfit | undefined =>
  fits ? undefined : { message, hint: "remove it" };

/** Whether the data is looked at as pictures: those of an array as well. */
export const isPictureLike = (data: DataConfig): boolean =>
  isPictures(data) || (data.source === "npy" && data.shape.length === 3);
const isClassified = (data: DataConfig): boolean =>
  CLASSIFIED.some((source) => source === data.source);

function withoutFeatures(
  metric: Metric,
  { data, evaluation: { features } }: Subject,
): Misfit | undefined {
  if (normalisationOf(data))
    return {
      message: `${metric} looks at pixels, and normalised pictures have no common range of them`,
      hint: "remove it, or the normalisation",
    };
  const ofOwnClasses = EVALUATION_KINDS[metric].needs.includes("ownClasses");
  if (features === "inception" && ofOwnClasses)
    return {
      message: `${metric} counts the data's own classes, which Inception does not know`,
      hint: 'use "features": "classifier"',
    };
  if (features === "inception" || isClassified(data)) return undefined;
  return {
    message: `${metric} needs a classifier, and there is none for ${data.source}`,
    hint: ofOwnClasses ? "remove it" : 'use "features": "inception"',
  };
}

/** The metrics that can be taken of an experiment. */
export const fittingMetrics = (experiment: Subject): Metric[] =>
  METRICS.filter((metric) => !misfitOf(metric, experiment));

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
